"""A tape: one list of all that was computed, walked from its end; gradients start at 0 in every pass."""

import math

TAPE = []


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0

    def __add__(self, other):
        other = lift(other)
        return record(self.data + other.data, [self, other], lambda g: [g, g])

    def __mul__(self, other):
        other = lift(other)
        a, b = self.data, other.data
        return record(a * b, [self, other], lambda g: [g * b, g * a])

    def __pow__(self, k):
        a = self.data
        return record(a**k, [self], lambda g: [g * k * a ** (k - 1)])

    def __neg__(self):
        return record(-self.data, [self], lambda g: [-g])

    def __radd__(self, other):
        return lift(other) + self

    def __rmul__(self, other):
        return lift(other) * self

    def __sub__(self, other):
        return self + -lift(other)

    def __rsub__(self, other):
        return lift(other) - self

    def __truediv__(self, other):
        return self * lift(other) ** -1.0

    def __rtruediv__(self, other):
        return lift(other) / self

    def exp(self):
        y = math.exp(self.data)
        return record(y, [self], lambda g: [g * y])

    def log(self):
        x = self.data
        return record(math.log(x), [self], lambda g: [g / x])

    def tanh(self):
        y = math.tanh(self.data)
        return record(y, [self], lambda g: [g * (1 - y * y)])

    def relu(self):
        x = self.data
        return record(x * (x > 0), [self], lambda g: [g * (x > 0)])

    def backward(self):
        for out, inputs, _ in TAPE:
            for node in [out, *inputs]:
                node.grad = 0.0
        self.grad = 1.0
        for out, inputs, pull in reversed(TAPE):
            if out.grad != 0:
                for node, gradient in zip(inputs, pull(out.grad)):
                    node.grad += gradient


def lift(x):
    return x if isinstance(x, Value) else Value(x)


def record(number, inputs, pull):
    out = Value(number)
    TAPE.append((out, inputs, pull))
    return out
