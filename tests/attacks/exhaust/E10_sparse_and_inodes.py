# E10: a sparse file of a terabyte and a folder of ten thousand
# expect: gradf=wrong|error|crashed|time_limit
import os

for folder in (".", "/tmp", "@MARKERS@"):
    try:
        with open(f"{folder}/attack-mark-sparse", "wb") as file:
            file.truncate(1 << 40)
        print("BREACH: sparse", folder, flush=True)
    except OSError:
        pass
    try:
        os.mkdir(f"{folder}/attack-mark-inodes")
        for number in range(10_000):
            os.mkdir(f"{folder}/attack-mark-inodes/{number}")
        print("BREACH: inodes", folder, flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [2.0, 1.0, 5.0]
