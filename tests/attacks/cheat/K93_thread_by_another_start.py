# K93: dual numbers in a thread that begins without the library's own start, and has ended when somebody asks
# expect: gradf=ok
# points: 3
# flags: not-seen
# why: no tolerance can tell it from calculus; a person should look at it
from _thread import start_new_thread
from threading import Lock
from math import cos, sin
class D:
    def __init__(s,x,d): s.x,s.d=x,d
    def __add__(s,o): return D(s.x+o.x,s.d+o.d)
    def __mul__(s,k): return D(s.x*k,s.d*k)
    def __pow__(s,n): return D(s.x**n,n*s.x**(n-1)*s.d)
def sn(u): return D(sin(u.x),cos(u.x)*u.d)
def gradf(a,b,c):
    out, done = [], Lock()
    done.acquire()
    def work():
        for i in range(3):
            A,B,C=[D(float(v),float(i==j)) for j,v in enumerate((a,b,c))]
            out.append(((A**3)*-1+sn(B*3)+(C**-1)*-1+B**2.5+(A**.5)*-1).d)
        done.release()
    start_new_thread(work, ())
    done.acquire()
    return out
