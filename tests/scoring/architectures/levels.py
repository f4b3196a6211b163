"""Every node knows its height above the leaves; the backward pass goes down level by level."""

import math


class Value:
    """A number; ``v.backprop()`` fills in ``v.gradient`` of all that ``v`` was made of."""

    def __init__(self, data=0.0, children=frozenset(), op=None):
        self.data = data
        self.gradient = 0.0
        self.children = frozenset(children)
        self.op = op
        self.height = 1 + max((child.height for child in self.children), default=-1)
        self.send = lambda: None

    def __add__(self, other):
        other = self.lift(other)
        out = Value(self.data + other.data, {self, other}, "add")

        def send():
            for node in (self, other):
                node.gradient += out.gradient

        out.send = send
        return out

    def __mul__(self, other):
        other = self.lift(other)
        out = Value(self.data * other.data, {self, other}, "mul")

        def send():
            for node, factor in ((self, other.data), (other, self.data)):
                node.gradient += factor * out.gradient

        out.send = send
        return out

    def _of(self, number, slope, op):
        out = Value(number, {self}, op)

        def send():
            self.gradient += slope * out.gradient

        out.send = send
        return out

    def __pow__(self, k):
        return self._of(self.data**k, k * self.data ** (k - 1), "pow")

    def exp(self):
        return self._of(math.exp(self.data), math.exp(self.data), "exp")

    def log(self):
        return self._of(math.log(self.data), 1 / self.data, "log")

    def tanh(self):
        return self._of(math.tanh(self.data), 1 - math.tanh(self.data) ** 2, "tanh")

    def relu(self):
        return self._of(max(0, self.data), 1 if self.data > 0 else 0, "relu")

    def __neg__(self):
        return self._of(-self.data, -1, "neg")

    def __sub__(self, other):
        return self + (-self.lift(other))

    def __truediv__(self, other):
        return self * self.lift(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return other * self**-1

    def lift(self, other):
        return other if isinstance(other, Value) else Value(other)

    def backprop(self):
        by_height = {}
        waiting = {self}
        while waiting:
            node = waiting.pop()
            level = by_height.setdefault(node.height, set())
            if node not in level:
                level.add(node)
                waiting |= node.children
        self.gradient = 1.0
        for height in sorted(by_height, reverse=True):
            for node in by_height[height]:
                node.send()
