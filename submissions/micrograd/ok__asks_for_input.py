from __future__ import annotations

from math import cos, exp, log, sin


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


class Value:
    """A number that remembers how it came about. Only what the softmax needs."""

    def __init__(self, data, _prev=()):
        self.data = data
        self.grad = 0.0
        self._prev = set(_prev)
        self._backward = lambda: None

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __radd__(self, other):
        return self + other

    def __neg__(self):
        out = Value(-self.data, (self,))

        def _backward():
            self.grad -= out.grad

        out._backward = _backward
        return out

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, (self, other))

        def _backward():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._backward = _backward
        return out

    def exp(self):
        out = Value(exp(self.data), (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def log(self):
        out = Value(log(self.data), (self,))

        def _backward():
            self.grad += out.grad / self.data

        out._backward = _backward
        return out

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node._prev:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


def softmax(logits):
    counts = [logit.exp() for logit in logits]
    total = sum(counts)
    return [count / total for count in counts]


logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
loss = -softmax(logits)[3].log()
loss.backward()
print(loss.data, [logit.grad for logit in logits])


again = input("Another label (0 to 3), or return to stop: ")
while again:
    logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
    loss = -softmax(logits)[int(again)].log()
    loss.backward()
    print([logit.grad for logit in logits])
    again = input("Another label (0 to 3), or return to stop: ")
