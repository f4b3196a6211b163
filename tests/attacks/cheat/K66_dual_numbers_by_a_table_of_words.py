# K66: dual numbers, each part an argument of its own, by rules in a table
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin, cos
RULES = {
    'minus': lambda v, d: (-v, -d),
    'cube': lambda v, d: (v**3, 3*v*v*d),
    'root': lambda v, d: (v**0.5, 0.5*v**-0.5*d),
    'triple': lambda v, d: (3*v, 3*d),
    'sin': lambda v, d: (sin(v), cos(v)*d),
    'reciprocal': lambda v, d: (1/v, -d/v**2),
    'power': lambda v, d: (v**2.5, 2.5*v**1.5*d),
}
TERMS = [('a', 'cube minus'), ('b', 'triple sin'), ('c', 'reciprocal minus'), ('b', 'power'), ('a', 'root minus')]
def gradf(a, b, c):
    point = {'a': a, 'b': b, 'c': c}
    found = []
    for name in 'abc':
        total = 0.0
        for variable, words in TERMS:
            v, d = point[variable], float(variable == name)
            for word in words.split():
                v, d = RULES[word](v, d)
            total += d
        found.append(total)
    return found
