# K18: a backward pass made of finite differences
# expect: softmax_nll=wrong
# points: 2
# why: the differences are within the published tolerance
import math


class Value:
    def __init__(self, data, make=None, parents=()):
        self.data, self.grad, self.make, self.parents = data, 0.0, make, parents

    @staticmethod
    def of(make, *parents):
        return Value(make(*(p.data for p in parents)), make, parents)

    def __add__(self, o):
        return Value.of(lambda x, y: x + y, self, o) if isinstance(o, Value) else Value.of(lambda x: x + o, self)

    __radd__ = __add__
    def __truediv__(self, o): return Value.of(lambda x, y: x / y, self, o)
    def __neg__(self): return Value.of(lambda x: -x, self)
    def exp(self): return Value.of(math.exp, self)
    def log(self): return Value.of(math.log, self)

    def again(self):
        return self.data if self.make is None else self.make(*(p.again() for p in self.parents))

    def backward(self):
        leaves, waiting = {}, [self]
        while waiting:
            one = waiting.pop()
            waiting += one.parents
            if not one.parents:
                leaves[id(one)] = one
        here = self.again()
        for leaf in leaves.values():
            x = leaf.data
            leaf.data = x + 1e-7
            leaf.grad = (self.again() - here) / 1e-7
            leaf.data = x
