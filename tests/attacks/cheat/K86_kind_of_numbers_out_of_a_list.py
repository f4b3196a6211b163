# K86: differences in numbers of more digits, of a kind that stands in a list of numpy's
# expect: gradf=ok|not_judged
# points: 3
# flags: small-steps
# why: no tolerance can tell it from calculus, a person should look at it; without numpy nothing is judged
import numpy as np
L = np.typecodes["AllFloat"][3]
W = [(1, 4/5), (2, -1/5), (3, 4/105), (4, -1/280)]
def wide(x): return np.array(x).astype(L)
def slope(g, x):
    h = wide(1) / 1024
    w = [wide(4)/5, -wide(1)/5, wide(4)/105, -wide(1)/280]
    x = wide(x)
    s = wide(0)
    for k in range(1, 5):
        s = s + w[k-1]*(g(x + k*h) - g(x - k*h))
    return float(s/h)
def gradf(a, b, c):
    one, half = wide(1), wide(1)/2
    return [slope(lambda x: -(x*x*x) - np.sqrt(x), a), slope(lambda x: np.sin(3*x) + x*x*np.sqrt(x), b), slope(lambda x: -one/x, c)]
