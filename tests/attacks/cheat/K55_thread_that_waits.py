# K55: dual numbers in a thread that waited for the call since the cell ran
# expect: gradf=ok
# points: 3
# flags: not-seen
# why: no tolerance can tell it from calculus; a person should look at it
import threading, queue
from math import sin,cos
Q,R=queue.Queue(),queue.Queue()
class D:
    def __init__(s,x,d): s.x,s.d=x,d
    def __add__(s,o): return D(s.x+o.x,s.d+o.d)
    def __mul__(s,k): return D(s.x*k,s.d*k)
    def __pow__(s,n): return D(s.x**n,n*s.x**(n-1)*s.d)
def sn(u): return D(sin(u.x),cos(u.x)*u.d)
def work():
    while True:
        p=Q.get()
        out=[]
        for i in range(3):
            A,B,C=[D(v,float(i==j)) for j,v in enumerate(p)]
            out.append(((A**3)*-1+sn(B*3)+(C**-1)*-1+B**2.5+(A**.5)*-1).d)
        R.put(out)
threading.Thread(target=work,daemon=True).start()
def gradf(a,b,c):
    Q.put((float(a),float(b),float(c)))
    return R.get()
