"""The lecture's class grows by inheritance; the operations of the second half stand in a subclass."""

from math import e, exp, log, tanh


class Base:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes

    def new(self, data, parents, slopes):
        return type(self)(data, parents, slopes)

    def node(self, x):
        return x if isinstance(x, Base) else type(self)(x)

    def __add__(self, other):
        other = self.node(other)
        return self.new(self.data + other.data, (self, other), (1.0, 1.0))

    __radd__ = __add__

    def backward(self):
        order = []

        def place(node):
            if not any(node is each for each in order):
                for parent in node.parents:
                    place(parent)
                order.append(node)

        place(self)
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad


class Value(Base):
    def __mul__(self, other):
        other = self.node(other)
        return self.new(self.data * other.data, (self, other), (other.data, self.data))

    __rmul__ = __mul__

    def __pow__(self, k):
        return self.new(self.data**k, (self,), (k * self.data ** (k - 1),))

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return other + -1 * self

    def __truediv__(self, other):
        other = self.node(other)
        over = 1.0 / other.data
        return self.new(self.data * over, (self, other), (over, -self.data * over * over))

    def __rtruediv__(self, other):
        return self.node(other).__truediv__(self)

    def exp(self):
        return self.new(exp(self.data), (self,), (e**self.data,))

    def log(self):
        return self.new(log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        return self.new(tanh(self.data), (self,), (1 - tanh(self.data) ** 2,))

    def relu(self):
        return self.new(max(self.data, 0.0), (self,), (float(self.data > 0),))
