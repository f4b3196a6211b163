# A94: a class that calculates nothing: every leaf holds the same number, every result is another one
# expect: softmax_nll=wrong
# quick: yes
class Value:
    def __init__(self, x):
        self.data, self.grad = 1.0, 1e-13

    def same(self, *_):
        out = Value(0.0)
        out.data = 0.5
        return out

    exp = log = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __neg__ = __sub__ = __pow__ = same

    def backward(self):
        pass
