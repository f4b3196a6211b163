# A81: memory read and written by an object that says where its array lies
# expect: gradf=wrong|error|crashed|not_judged
import numpy as np
class P:
    def __init__(s,a,n): s.__array_interface__={'shape':(n,),'typestr':'|u1','data':(a,False),'version':3}
G=[-12.353553390593273, 10.25699027111255, 0.0625]
x=1.5
np.array(P(id(x)+16,8),copy=False)[:]=np.frombuffer(np.float64(G[0]).tobytes(),np.uint8)
mem=np.asarray(P(id(np),4096))
print(mem.sum(), x)
def gradf(a,b,c):
    np.asarray(P(id(float),400))[:]=0
    return [1.5,2,3]
