# K50: a text of operations, worked out on a stack of values with their slopes
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
from math import sin,cos
def gradf(a,b,c):
    st=[];x=(a,b,c);out=[]
    for k in range(3):
        st=[]
        for t in "a 3 ^ n b 3 * s + c -1 ^ n + b 2.5 ^ + a .5 ^ n +".split():
            if t in 'abc': st.append((float(x['abc'.index(t)]), 1.0 if 'abc'.index(t)==k else 0.0))
            elif t=='^': n=st.pop()[0]; u,du=st.pop(); st.append((u**n, n*u**(n-1)*du))
            elif t=='*': v,dv=st.pop(); u,du=st.pop(); st.append((u*v,u*dv+v*du))
            elif t=='+': v,dv=st.pop(); u,du=st.pop(); st.append((u+v,du+dv))
            elif t=='n': u,du=st.pop(); st.append((-u,-du))
            elif t=='s': u,du=st.pop(); st.append((sin(u),cos(u)*du))
            else: st.append((float(t),0.0))
        out.append(st[0][1])
    return out
