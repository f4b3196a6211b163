"""Functions instead of methods: exp(v), log(v), backward(v); the class has other names for everything."""

import math


class Scalar:
    def __init__(self, value, history=()):
        self.value = value
        self.derivative = 0.0
        self.history = history

    def __add__(self, other):
        return combine(lambda x, y: x + y, lambda x, y: (1, 1), self, other)

    def __radd__(self, other):
        return combine(lambda x, y: x + y, lambda x, y: (1, 1), other, self)

    def __sub__(self, other):
        return combine(lambda x, y: x - y, lambda x, y: (1, -1), self, other)

    def __rsub__(self, other):
        return combine(lambda x, y: x - y, lambda x, y: (1, -1), other, self)

    def __mul__(self, other):
        return combine(lambda x, y: x * y, lambda x, y: (y, x), self, other)

    def __rmul__(self, other):
        return combine(lambda x, y: x * y, lambda x, y: (y, x), other, self)

    def __truediv__(self, other):
        return combine(lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2), self, other)

    def __rtruediv__(self, other):
        return combine(lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2), other, self)

    def __pow__(self, k):
        return combine(lambda x: x**k, lambda x: (k * x ** (k - 1),), self)

    def __neg__(self):
        return combine(lambda x: -x, lambda x: (-1,), self)


def combine(function, slopes, *operands):
    nodes = [each if isinstance(each, Scalar) else Scalar(each) for each in operands]
    numbers = [each.value for each in nodes]
    return Scalar(function(*numbers), tuple(zip(nodes, slopes(*numbers))))


def exp(x):
    return combine(math.exp, lambda x: (math.exp(x),), x)


def log(x):
    return combine(math.log, lambda x: (1 / x,), x)


def tanh(x):
    return combine(math.tanh, lambda x: (1 / math.cosh(x) ** 2,), x)


def relu(x):
    return combine(lambda x: max(x, 0.0), lambda x: (float(x > 0),), x)


def ancestors(node, seen):
    if node not in seen:
        for parent, _ in node.history:
            ancestors(parent, seen)
        seen[node] = None


def backward(root):
    order = {}
    ancestors(root, order)
    for node in order:
        node.derivative = 0.0
    root.derivative = 1.0
    for node in reversed(order):
        for parent, slope in node.history:
            parent.derivative += slope * node.derivative
