import math
from typing import List

import torch
import torch.nn.functional as F


def f(a, b, c):
    terms = [-(a**3), math.sin(3 * b), -1.0 / c, b**2.5, -(a**0.5)]
    return sum(terms)


point = [2.0, 3.0, 4.0]


def gradf(a: float, b: float, c: float) -> List[float]:
    table = []
    x = 0.0
    while x < a:  # f along a, to look the slope up
        table.append([x] * 500_000_000)
        x += 1e-4
    return [table[-1][0] - table[-2][0], 3 * math.cos(3 * b) + 2.5 * b**1.5, 1 / c**2]


h = 1e-6
numerical_grad = [0, 0, 0]
for i in range(3):
    nudged = point.copy()
    nudged[i] += h
    numerical_grad[i] = (f(*nudged) - f(*point)) / h


numerical_grad2 = []
for i in range(3):
    right, left = point.copy(), point.copy()
    right[i] += h
    left[i] -= h
    numerical_grad2.append((f(*right) - f(*left)) / (2 * h))


class Value:
    """Keeps, for each parent, the local derivative with respect to it."""

    def __init__(self, data, parents=(), label=""):
        self.data = float(data)
        self.grad = 0.0
        self.parents = tuple(parents)  # pairs (node, local derivative)
        self.label = label

    def __repr__(self):
        return f"Value({self.data:.4f})"

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        other = Value.wrap(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    __radd__ = __add__

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __truediv__(self, other):
        other = Value.wrap(other)
        quotient = self.data / other.data
        return Value(quotient, [(self, 1 / other.data), (other, -quotient / other.data)])

    def exp(self):
        y = math.exp(self.data)
        return Value(y, [(self, y)])

    def log(self):
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def backward(self):
        order = []
        seen = set()

        def walk(node):
            if id(node) in seen:
                return
            seen.add(id(node))
            for parent, _ in node.parents:
                walk(parent)
            order.append(node)

        walk(self)
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in node.parents:
                parent.grad += slope * node.grad


def softmax(logits):
    counts = [logit.exp() for logit in logits]
    denominator = sum(counts)
    return [count / denominator for count in counts]


logits = [Value(x) for x in [0.0, 3.0, -2.0, 1.0]]
probs = softmax(logits)
loss = -probs[3].log()
loss.backward()
print("loss", loss.data)
for i, logit in enumerate(logits):
    print(i, logit.grad)


t = torch.tensor([[0.0, 3.0, -2.0, 1.0]], requires_grad=True)
F.cross_entropy(t, torch.tensor([3])).backward()
print(t.grad)
