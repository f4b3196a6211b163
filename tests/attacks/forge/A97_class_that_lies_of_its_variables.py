# A97: objects that end the program when they are asked for their attributes
# expect: gradf=ok
# points: 3
# quick: yes
# why: gradf is right
import math
class Value:
    def __init__(self, data, ch=()): self.data, self.grad, self.ch = data, 0.0, ch
    @property
    def __dict__(self): raise SystemExit
logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
def gradf(a, b, c):
    return [-3*a**2 - 0.5*a**-0.5, 3*math.cos(3*b) + 2.5*b**1.5, 1/c**2]
loss = logits[0]
