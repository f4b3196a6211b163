"""No order at all: every path from the root to a leaf is walked, and gradients are added up along it."""

import math


class Value:
    def __init__(self, data, *edges):
        self.data = data
        self.edges = edges
        self.grad = 0.0

    def __add__(self, other):
        if not isinstance(other, Value):
            return Value(self.data + other, (self, 1.0))
        return Value(self.data + other.data, (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        if not isinstance(other, Value):
            return Value(self.data - other, (self, 1.0))
        return Value(self.data - other.data, (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        if not isinstance(other, Value):
            return Value(self.data * other, (self, other))
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    def __truediv__(self, other):
        if not isinstance(other, Value):
            return Value(self.data / other, (self, 1 / other))
        return Value(
            self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data**2)
        )

    def __radd__(self, other):
        return Value(other + self.data, (self, 1.0))

    def __rsub__(self, other):
        return Value(other - self.data, (self, -1.0))

    def __rmul__(self, other):
        return Value(other * self.data, (self, other))

    def __rtruediv__(self, other):
        return Value(other / self.data, (self, -other / self.data**2))

    def __pow__(self, k):
        return Value(self.data**k, (self, k * self.data ** (k - 1)))

    def __neg__(self):
        return Value(-self.data, (self, -1.0))

    def exp(self):
        return Value(math.exp(self.data), (self, math.exp(self.data)))

    def log(self):
        return Value(math.log(self.data), (self, 1 / self.data))

    def tanh(self):
        return Value(math.tanh(self.data), (self, 1 - math.tanh(self.data) ** 2))

    def relu(self):
        return Value(self.data, (self, 1.0)) if self.data > 0 else Value(0.0, (self, 0.0))

    def backward(self, upstream=1.0):
        self.grad += upstream
        for node, slope in self.edges:
            node.backward(upstream * slope)
