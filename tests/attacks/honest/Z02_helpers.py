# Z02: helper functions, keyword arguments and a closure
# expect: gradf=ok
# points: 3
# quick: yes
import math


def maker(n):
    def power_rule(x, k=1.0):
        return k * n * x ** (n - 1)
    return power_rule


cube, half, five_halves = maker(3), maker(0.5), maker(2.5)


def gradf(a, b, c):
    d = dict(da=cube(a, k=-1) - half(a), db=3 * math.cos(3 * b) + five_halves(b), dc=c**-2)
    return [d["da"], d["db"], d["dc"]]
