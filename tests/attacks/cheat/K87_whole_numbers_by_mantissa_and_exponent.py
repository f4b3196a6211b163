# K87: differences of whole numbers of hundreds of digits, without a word for them
# expect: gradf=ok
# points: 3
# flags: small-steps
# why: no tolerance can tell it from calculus; a person should look at it
from math import floor, frexp
S = 1 << 400
def fix(x):
    m, e = frexp(x)
    return int(m * 2**53) * S * 2**(e+10) // 2**63
def mul(p, q): return p*q//S
def div(p, q): return p*S//q
def root(p):
    n = p*S
    r = 1 << ((n.bit_length()+1)//2)
    while True:
        t = (r + n//r) >> 1
        if t >= r: return r
        r = t
def sine(p):
    t = s = p; k = 1
    while t:
        t = -mul(mul(t, p), p)//((k+1)*(k+2)); k += 2; s += t
    return s
def back(p): return p / S
H = S >> 120
def slope(g, x):
    x = fix(x)
    return back((g(x+H)-g(x-H))*S//(2*H))
def gradf(a, b, c):
    return [slope(lambda x: -mul(x, mul(x, x)) - root(x), a),
            slope(lambda x: sine(3*x) + mul(mul(x, x), root(x)), b),
            slope(lambda x: -div(S, x), c)]
