# A82: locals, arguments and closures that raise when somebody looks at them
# expect: gradf=wrong|error|crashed softmax_nll=missing|error|wrong|crashed
class M(type):
    def __getattribute__(c,n): raise SystemExit
class O(tuple, metaclass=M):
    def __iter__(s): raise SystemExit
    __len__=__getitem__=__eq__=__hash__=__bool__=lambda *a: 1/0
class S:
    __slots__=('x',)
    def __getattribute__(s,n): raise KeyboardInterrupt
def gradf(a,b,c):
    o=O(); s=S(); d={}; d[1]=d
    def g(x,y,z): return (o,s,d)
    g(o,s,d); g([o],(s,),{1:d})
    return [1,2,3]
