# Z08: an honest answer between cells that fail, wait and shout
# expect: gradf=ok
# points: 3
import matplotlib.pyplot as plt
import torch

open("data.csv")
1 / 0
plt.plot([1, 2, 3])
print("x" * 100_000)


def gradf(a, b, c):
    from math import cos
    return [-3 * a**2 - 1 / (2 * a**0.5), 3 * cos(3 * b) + 2.5 * b**1.5, 1 / c**2]


undefined_name
raise SystemExit("done")
