# E55: folders in folders, deeper than whoever removes them can follow, and one that nobody may open
# expect: gradf=wrong
# seconds: 20
import os

try:
    os.mkdir("closed")
    os.mkdir("closed/in")
    os.chmod("closed", 0)
    for _ in range(1_100):
        os.mkdir("d")
        os.chdir("d")
except OSError as error:
    print(error)


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
