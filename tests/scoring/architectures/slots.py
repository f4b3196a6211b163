"""__slots__, parents in a list, the derivative chosen by the operation's name."""

import math


class Value:
    __slots__ = ("data", "grad", "op", "parents", "constant")

    def __init__(self, data, op="", parents=None, constant=None):
        self.data = data
        self.grad = 0
        self.op = op
        self.parents = parents or []
        self.constant = constant

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, "+", [self, other])

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, "*", [self, other])

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data / other.data, "/", [self, other])

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, "-", [self, other])

    def __pow__(self, k):
        return Value(self.data**k, "**", [self], k)

    def __radd__(self, other):
        return Value(other) + self

    def __rmul__(self, other):
        return Value(other) * self

    def __rsub__(self, other):
        return Value(other) - self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __neg__(self):
        return 0 - self

    def exp(self):
        return Value(math.exp(self.data), "exp", [self])

    def log(self):
        return Value(math.log(self.data), "log", [self])

    def tanh(self):
        return Value(math.tanh(self.data), "tanh", [self])

    def relu(self):
        return Value(max(self.data, 0), "relu", [self])

    def _push(self):
        g = self.grad
        if len(self.parents) == 2:
            a, b = self.parents
        elif self.parents:
            (a,) = self.parents
        if self.op == "+":
            a.grad += g
            b.grad += g
        elif self.op == "-":
            a.grad += g
            b.grad -= g
        elif self.op == "*":
            a.grad += g * b.data
            b.grad += g * a.data
        elif self.op == "/":
            a.grad += g / b.data
            b.grad -= g * a.data / b.data**2
        elif self.op == "**":
            a.grad += g * self.constant * a.data ** (self.constant - 1)
        elif self.op == "exp":
            a.grad += g * self.data
        elif self.op == "log":
            a.grad += g / a.data
        elif self.op == "tanh":
            a.grad += g * (1 - self.data**2)
        elif self.op == "relu":
            a.grad += g if a.data > 0 else 0

    def backward(self):
        order, seen = [], []
        stack = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif not any(node is each for each in seen):
                seen.append(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        self.grad = 1
        for node in reversed(order):
            node._push()
