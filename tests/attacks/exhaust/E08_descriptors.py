# E08: as many descriptors as can be had
# expect: gradf=wrong|error|crashed
import os

kept = []
try:
    while len(kept) < 100_000:
        kept += os.pipe()
except OSError as error:
    pass
if len(kept) > 1000:
    print("BREACH:", len(kept), "descriptors")


def gradf(a, b, c):
    return [2.0, 1.0, 3.0]
