# K59: dual numbers as matrices of two rows, in plain lists
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import cos, sin
def mm(X,Y): return [[sum(X[i][k]*Y[k][j] for k in range(2)) for j in range(2)] for i in range(2)]
def fn(X,g,dg): return [[g(X[0][0]),X[0][1]*dg(X[0][0])],[0,g(X[0][0])]]
def ad(*Ms): return [[sum(M[i][j] for M in Ms) for j in range(2)] for i in range(2)]
def sc(k,M): return [[k*e for e in r] for r in M]
def F(A,B,C): return ad(sc(-1,mm(A,mm(A,A))), fn(sc(3,B),sin,cos), sc(-1,fn(C,lambda x:1/x,lambda x:-1/x**2)), fn(B,lambda x:x**2.5,lambda x:2.5*x**1.5), sc(-1,fn(A,lambda x:x**.5,lambda x:.5*x**-.5)))
def gradf(a,b,c):
    out=[]
    for i in range(3):
        M=[[[v,float(i==j)],[0,v]] for j,v in enumerate((a,b,c))]
        out.append(F(*M)[0][1])
    return out
