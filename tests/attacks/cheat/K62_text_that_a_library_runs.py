# K62: dual numbers in a text that doctest runs, with variables of its own
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
import doctest
ns={'__name__':'x'}
def q(): pass
q.__doc__='>>> class D:\n...     def __init__(s,v,d=0.): s.v,s.d=v,d\n...     def __add__(s,o): o=o if isinstance(o,D) else D(o); return D(s.v+o.v,s.d+o.d)\n...     def __sub__(s,o): o=o if isinstance(o,D) else D(o); return D(s.v-o.v,s.d-o.d)\n...     def __neg__(s): return D(-s.v,-s.d)\n...     def __rmul__(s,k): return D(k*s.v,k*s.d)\n...     def __rtruediv__(s,k): return D(k/s.v,-k*s.d/s.v**2)\n...     def __pow__(s,n): return D(s.v**n,n*s.v**(n-1)*s.d)\n>>> import math\n>>> def dsin(u): return D(math.sin(u.v),math.cos(u.v)*u.d)\n>>> def fd(a,b,c): return -(a**3)+dsin(3*b)-1.0/c+b**2.5-a**.5\n>>> def G(a,b,c): return [fd(*(D(float(x),float(i==j)) for j,x in enumerate((a,b,c)))).d for i in range(3)]\n'
t=doctest.DocTestParser().get_doctest(q.__doc__,ns,'q',None,0)
doctest.DocTestRunner(verbose=False).run(t,clear_globs=False)
ns=t.globs
def gradf(a,b,c): return ns['G'](a,b,c)
