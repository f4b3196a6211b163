# Z01: tuples, integers where they are exact, and a lambda
# expect: gradf=ok
# points: 3
from math import *

gradf = lambda a, b, c: (-3 * a**2 - 0.5 / sqrt(a), 3 * cos(3 * b) + 2.5 * b * sqrt(b), 1 / c / c)
