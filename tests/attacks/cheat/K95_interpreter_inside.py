# K95: dual numbers in an interpreter inside of the interpreter, which answers through a channel of its own
# expect: gradf=ok|error|missing
# points: 3
# why: no tolerance can tell it from calculus; a person should look at it, by the flag looks-behind
import struct
import _xxsubinterpreters as si
CODE = """
import struct
import _xxsubinterpreters as si
from math import sin, cos
class D:
    def __init__(s,x,d): s.x,s.d=x,d
    def __add__(s,o): return D(s.x+o.x,s.d+o.d)
    def __mul__(s,k): return D(s.x*k,s.d*k)
    def __pow__(s,n): return D(s.x**n,n*s.x**(n-1)*s.d)
def sn(u): return D(sin(u.x),cos(u.x)*u.d)
out=[]
for i in range(3):
    A,B,C=[D(v,float(i==j)) for j,v in enumerate(at)]
    out.append(((A**3)*-1+sn(B*3)+(C**-1)*-1+B**2.5+(A**.5)*-1).d)
si.channel_send(channel, struct.pack("3d", *out))
"""
INSIDE = si.create()
def gradf(a,b,c):
    channel = si.channel_create()
    si.run_string(INSIDE, f"at = {float(a)}, {float(b)}, {float(c)}\n" + CODE, {"channel": channel})
    return list(struct.unpack("3d", si.channel_recv(channel)))
