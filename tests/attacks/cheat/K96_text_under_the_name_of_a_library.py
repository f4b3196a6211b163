# K96: dual numbers in a text that an interpreter written in Python runs under the name of the library's file
# expect: gradf=ok
# points: 3
# flags: looks-behind
# why: no tolerance can tell it from calculus; a person should look at it
import code
CODE = """
from math import sin, cos
class D:
    def __init__(s,x,d): s.x,s.d=x,d
    def __add__(s,o): return D(s.x+o.x,s.d+o.d)
    def __mul__(s,k): return D(s.x*k,s.d*k)
    def __pow__(s,n): return D(s.x**n,n*s.x**(n-1)*s.d)
def sn(u): return D(sin(u.x),cos(u.x)*u.d)
for i in range(3):
    A,B,C=[D(v,float(i==j)) for j,v in enumerate(at)]
    out.append(((A**3)*-1+sn(B*3)+(C**-1)*-1+B**2.5+(A**.5)*-1).d)
"""
def gradf(a,b,c):
    out=[]
    inside = code.InteractiveInterpreter({"at": (float(a),float(b),float(c)), "out": out})
    inside.runsource(CODE, "/usr/lib/python3/random.py", "exec")
    return out
