# K30: the complex step in a text that is run
# expect: gradf=ok
# points: 3
# flags: looks-behind
# why: no tolerance can tell it from calculus; a person should look at it
S='import cm'+'ath\ndef g(a,b,c):\n    f=lambda a,b,c:-(a**3)+cmath.sin(3*b)-1.0/c+b**2.5-a**0.5\n    h=1e-2'+'00\n    i=1'+'j*h\n    return [f(a+i,b,c).imag/h,f(a,b+i,c).imag/h,f(a,b,c+i).imag/h]'
N={}
exec(S,N)
def gradf(a,b,c): return N['g'](float(a),float(b),float(c))
