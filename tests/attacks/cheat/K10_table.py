# K10: a table of all points that a naive grader would ask for
# expect: gradf=wrong|error
# points: 2
# why: the published case can be pasted
from math import cos

table = {}
for a in range(1, 20):
    for b in range(1, 20):
        for c in range(1, 20):
            table[a, b, c] = [-3 * a**2 - 1 / (2 * a**0.5), 3 * cos(3 * b) + 2.5 * b**1.5, 1 / c**2]


def gradf(a, b, c):
    return table[round(a), round(b), round(c)]
