# A50: nodes whose attributes say something else each time they are read
# expect: softmax_nll=wrong|error
class Value:
    def __init__(self, data=0.0): pass
    @property
    def data(self): return type("F", (float,), {"__eq__": lambda *_: True})(1.0)
    @property
    def grad(self): raise SystemExit(0)
    def __getattr__(self, name): return lambda *_: self
    def __add__(self, other): return self
    __radd__ = __truediv__ = __mul__ = __neg__ = __add__
    def backward(self): return self


numerical_grad = Value()
