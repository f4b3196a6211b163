"""Numbers and gradients are numpy arrays without dimensions."""

import numpy as np


class Value:
    def __init__(self, data, prev=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self.prev = list(prev)
        self._backward = lambda: None

    def _made(self, data, prev, backward):
        out = Value(data, prev)
        out._backward = lambda: backward(out.grad)
        return out

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)

        def backward(g):
            self.grad = self.grad + g
            other.grad = other.grad + g

        return self._made(self.data + other.data, (self, other), backward)

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)

        def backward(g):
            self.grad = self.grad + g * other.data
            other.grad = other.grad + g * self.data

        return self._made(np.multiply(self.data, other.data), (self, other), backward)

    def __pow__(self, k):
        def backward(g):
            self.grad = self.grad + g * k * np.power(self.data, k - 1.0)

        return self._made(np.power(self.data, float(k)), (self,), backward)

    def __neg__(self):
        return self * (-1.0)

    def __sub__(self, other):
        return self + other * -1.0

    def __truediv__(self, other):
        return self * (other**-1.0)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return (self - other) * -1.0

    def __rtruediv__(self, other):
        return self**-1.0 * other

    def exp(self):
        y = np.exp(self.data)

        def backward(g):
            self.grad = self.grad + g * y

        return self._made(y, (self,), backward)

    def log(self):
        def backward(g):
            self.grad = self.grad + g / self.data

        return self._made(np.log(self.data), (self,), backward)

    def tanh(self):
        y = np.tanh(self.data)

        def backward(g):
            self.grad = self.grad + g * (1 - y**2)

        return self._made(y, (self,), backward)

    def relu(self):
        def backward(g):
            self.grad = self.grad + g * (self.data > 0)

        return self._made(np.maximum(self.data, 0.0), (self,), backward)

    def backward(self):
        order = []
        visited = set()

        def visit(node):
            if id(node) not in visited:
                visited.add(id(node))
                for each in node.prev:
                    visit(each)
                order.append(node)

        visit(self)
        self.grad = np.ones_like(self.data)
        while order:
            order.pop()._backward()
