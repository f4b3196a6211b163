# A99: objects whose kind ends the program when it is compared
# expect: gradf=ok
# points: 3
# quick: yes
# why: gradf is right
class M(type):
    def __eq__(*_): raise SystemExit
    __hash__ = type.__hash__
class L(metaclass=M): pass
loss = numerical_grad = L()
logits = [L(), L()]
import math
def gradf(a, b, c):
    return [-3*a**2 - 0.5*a**-0.5, 3*math.cos(3*b) + 2.5*b**1.5, 1/c**2]
x = 1
