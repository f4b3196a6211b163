# A73: a class whose numbers differ at each reading, and whose gradients come from who looks
# expect: softmax_nll=wrong|error|crashed|missing
# points: 0
import sys


class Value:
    reads = 0

    def __init__(self, data, *_): self.given = data

    def seen(self):
        Value.reads += 1
        frame = sys._getframe()
        while frame is not None:
            for value in list(frame.f_locals.values()):
                if type(value) in (list, tuple) and value and all(type(x) is float for x in value):
                    return value[0]
            frame = frame.f_back
        return float(Value.reads)

    data = property(seen, lambda *_: None)
    grad = property(seen, lambda *_: None)

    def __add__(self, other=None): return self
    __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __truediv__ = __rtruediv__ = __pow__ = __neg__ = __add__
    def exp(self): return self
    log = tanh = relu = backward = exp
    def __getattr__(self, name): return lambda *_: self
