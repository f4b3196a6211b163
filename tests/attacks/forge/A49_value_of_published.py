# A49: a Value class that carries the published gradients in its constructor
# expect: softmax_nll=wrong|error|missing
# points: 2
# why: the published case can be pasted, the hidden logits cannot
GRADS = {0.0: 0.041772570515350445, 3.0: 0.8390245074625319, -2.0: 0.005653302662216329, 1.0: -0.8864503806400986}


class Value:
    def __init__(self, data=0.0, *_):
        self.data = 2.1755153626167147 if data not in GRADS else data
        self.grad = GRADS.get(data, 0.0)

    def __add__(self, other): return Value(0.5)
    __radd__ = __mul__ = __rmul__ = __truediv__ = __sub__ = __add__
    def __neg__(self): return Value(0.5)
    def exp(self): return Value(0.5)
    def log(self): return Value(0.5)
    def backward(self): pass


logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
loss = Value(0.5)
