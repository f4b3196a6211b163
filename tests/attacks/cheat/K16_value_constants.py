# K16: a Value class that ignores what it is given
# expect: softmax_nll=wrong
# points: 2
# why: the published case can be pasted
class Value:
    made = []

    def __init__(self, data, *_):
        self.data, self.grad = 2.1755153626167147, 0.0
        Value.made.append(self)

    def __add__(self, o): return self
    __radd__ = __truediv__ = __add__
    def __neg__(self): return self
    def exp(self): return self
    def log(self): return self

    def backward(self):
        for node, grad in zip(Value.made[-4:], [0.041772570515350445, 0.8390245074625319, 0.005653302662216329, -0.8864503806400986]):
            node.grad = grad
