# K29: differences of integers of hundreds of digits
# expect: gradf=ok
# points: 3
# flags: small-steps
# why: no tolerance can tell it from calculus; a person should look at it
from math import isqrt
from fractions import Fraction
S = 10**120
def fx(v):
    n, d = float(v).as_integer_ratio(); return n*S//d
def mul(x, y): return x*y//S
def sq(x): return isqrt(x*S)
def sin(x):
    t = s = x; n = 1
    while t: t = -mul(mul(t, x), x)//((n+1)*(n+2)); n += 2; s += t; 
    return s
def sin(x):
    t = s = x; n = 1
    for _ in range(200):
        t = -mul(mul(t, x), x)//((n+1)*(n+2)); n += 2; s += t
    return s
def out(x): return float(Fraction(x, S))
def gradf(a, b, c):
    a, b, c = fx(a), fx(b), fx(c); h = S//10**40
    A = lambda a: -mul(mul(a,a),a) - sq(a)
    B = lambda b: sin(3*b) + mul(mul(b,b), sq(b))
    C = lambda c: -S*S//c
    d = lambda g, x: out((g(x+h)-g(x-h))*S//(2*h))
    return [d(A,a), d(B,b), d(C,c)]
