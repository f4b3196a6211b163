# Z05: an object that can be called, and a dict of results
# expect: gradf=ok
# points: 3
import math


class Gradient:
    def __call__(self, a, b, c):
        return {"a": -3 * a**2 - 1 / (2 * a**0.5), "b": 3 * math.cos(3 * b) + 2.5 * b**1.5, "c": 1 / c**2}


gradf = Gradient()
