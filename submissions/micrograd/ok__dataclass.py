import math
from dataclasses import dataclass, field
from math import cos, sin
from typing import Callable


def f(a, b, c):
    return -a**3 + sin(3 * b) - 1 / c + b**2.5 - a**0.5


def gradf(a, b, c):
    return [
        -3 * a**2 - 0.5 * a**-0.5,
        3 * cos(3 * b) + 2.5 * b**1.5,
        1 / c**2,
    ]


want = [-12.353553390593273, 10.25699027111255, 0.0625]
print([abs(mine - right) < 1e-5 for mine, right in zip(gradf(2, 3, 4), want)])


h = 1e-7
here = f(2, 3, 4)
numerical_grad = [
    (f(2 + h, 3, 4) - here) / h,
    (f(2, 3 + h, 4) - here) / h,
    (f(2, 3, 4 + h) - here) / h,
]
print(numerical_grad)


h = 1e-6
numerical_grad2 = [
    (f(2 + h, 3, 4) - f(2 - h, 3, 4)) / (2 * h),
    (f(2, 3 + h, 4) - f(2, 3 - h, 4)) / (2 * h),
    (f(2, 3, 4 + h) - f(2, 3, 4 - h)) / (2 * h),
]
print(numerical_grad2)


@dataclass(eq=False)
class Value:
    data: float
    grad: float = 0.0
    parents: tuple = field(default=(), repr=False)
    push: Callable = field(default=lambda g: (), repr=False)  # gradient out -> gradients of the parents

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, parents=(self, other), push=lambda g: (g, g))

    def __radd__(self, other):
        return Value(other) + self

    def __neg__(self):
        return Value(-self.data, parents=(self,), push=lambda g: (-g,))

    def __truediv__(self, other):
        x, y = self.data, other.data
        return Value(x / y, parents=(self, other), push=lambda g: (g / y, -g * x / y**2))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, parents=(self,), push=lambda g: (g * y,))

    def log(self):
        x = self.data
        return Value(math.log(x), parents=(self,), push=lambda g: (g / x,))

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, g in zip(node.parents, node.push(node.grad)):
                parent.grad += g


def softmax(logits):
    counts = [logit.exp() for logit in logits]
    total = sum(counts)
    return [count / total for count in counts]


logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
loss = -softmax(logits)[3].log()
loss.backward()
print(loss.data, [logit.grad for logit in logits])


import torch

x = torch.tensor([0.0, 3.0, -2.0, 1.0], dtype=torch.float64, requires_grad=True)
nll = -torch.log_softmax(x, dim=0)[3]
nll.backward()
print(x.grad)
