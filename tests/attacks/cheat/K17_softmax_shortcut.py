# K17: the shortcut p - y for this loss alone, without any graph
# expect: softmax_nll=ok|wrong
# points: 3
# why: the numbers are right at all points of this program; only the intermediate gradients tell
import math


class Value:
    leaves = []

    def __init__(self, data, expr=None):
        self.data, self.grad = data, 0.0
        if expr is None:
            Value.leaves.append(self)

    def __add__(self, o): return Value(self.data + getattr(o, "data", o), 1)
    __radd__ = __add__
    def __truediv__(self, o): return Value(self.data / o.data, 1)
    def __neg__(self): return Value(-self.data, 1)
    def exp(self): return Value(math.exp(self.data), 1)
    def log(self): return Value(math.log(self.data), 1)

    def backward(self):
        last = Value.leaves[-4:]
        total = sum(math.exp(v.data) for v in last)
        for i, v in enumerate(last):
            v.grad = math.exp(v.data) / total - (i == 3)
