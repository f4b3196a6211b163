"""A node keeps a gradient only if it is a leaf; the backward pass carries a dict of gradients."""

import math


class Value:
    def __init__(self, data, parents=(), pull=None):
        self.data = data
        self.grad = None
        self._parents = parents
        self._pull = pull

    def __add__(self, other):
        other = Value._as(other)
        return Value(self.data + other.data, (self, other), lambda g: (g, g))

    def __radd__(self, other):
        return self.__add__(other)

    def __mul__(self, other):
        other = Value._as(other)
        return Value(
            self.data * other.data, (self, other), lambda g: (g * other.data, g * self.data)
        )

    def __rmul__(self, other):
        return self.__mul__(other)

    def reciprocal(self):
        y = 1 / self.data
        return Value(y, (self,), lambda g: (-g * y * y,))

    def __truediv__(self, other):
        return self * Value._as(other).reciprocal()

    def __rtruediv__(self, other):
        return self.reciprocal() * other

    def __neg__(self):
        return Value(-self.data, (self,), lambda g: (-g,))

    def __sub__(self, other):
        return self + -Value._as(other)

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, k):
        return Value(self.data**k, (self,), lambda g: (g * k * self.data ** (k - 1),))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), lambda g: (g * y,))

    def log(self):
        return Value(math.log(self.data), (self,), lambda g: (g / self.data,))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self,), lambda g: (g * (1 - y * y),))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), lambda g: (g if self.data > 0 else 0.0,))

    @classmethod
    def _as(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def _depth_first(self, order, seen):
        if self in seen:
            return
        seen.add(self)
        for parent in self._parents:
            parent._depth_first(order, seen)
        order.append(self)

    def backward(self):
        order = []
        self._depth_first(order, set())
        gradients = {self: 1.0}
        for node in reversed(order):
            upstream = gradients.pop(node)
            if not node._parents:
                node.grad = upstream + (node.grad or 0.0)
                continue
            for parent, gradient in zip(node._parents, node._pull(upstream)):
                gradients[parent] = gradients.get(parent, 0.0) + gradient
