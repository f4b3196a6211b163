"""A dataclass without equality; a heap by the number of creation gives the order."""

import heapq
import itertools
import math
from dataclasses import dataclass, field
from typing import Callable

_numbers = itertools.count()


@dataclass(eq=False)
class Value:
    data: float
    grad: float = 0.0
    inputs: list["Value"] = field(default_factory=list, repr=False)
    pull: Callable[[float], None] = field(default=lambda upstream: None, repr=False)
    number: int = field(default_factory=lambda: next(_numbers))

    def __lt__(self, other: "Value") -> bool:
        return self.number > other.number

    def accumulate(self, gradient: float) -> None:
        self.grad = self.grad + gradient

    def __add__(self, other: "Value | float") -> "Value":
        other = wrap(other)

        def pull(upstream):
            self.accumulate(upstream)
            other.accumulate(upstream)

        return Value(self.data + other.data, inputs=[self, other], pull=pull)

    def __mul__(self, other: "Value | float") -> "Value":
        other = wrap(other)

        def pull(upstream):
            self.accumulate(upstream * other.data)
            other.accumulate(upstream * self.data)

        return Value(self.data * other.data, inputs=[self, other], pull=pull)

    def __truediv__(self, other: "Value | float") -> "Value":
        other = wrap(other)

        def pull(upstream):
            self.accumulate(upstream / other.data)
            other.accumulate(-upstream * self.data / (other.data * other.data))

        return Value(self.data / other.data, inputs=[self, other], pull=pull)

    def __pow__(self, k: float) -> "Value":
        return Value(
            self.data**k, inputs=[self], pull=lambda g: self.accumulate(g * k * self.data ** (k - 1))
        )

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: "Value | float") -> "Value":
        return self + -wrap(other)

    def __rsub__(self, other: float) -> "Value":
        return -self + other

    def __rtruediv__(self, other: float) -> "Value":
        return wrap(other) / self

    def exp(self) -> "Value":
        y = math.exp(self.data)
        return Value(y, inputs=[self], pull=lambda g: self.accumulate(g * y))

    def log(self) -> "Value":
        return Value(math.log(self.data), inputs=[self], pull=lambda g: self.accumulate(g / self.data))

    def tanh(self) -> "Value":
        y = math.tanh(self.data)
        return Value(y, inputs=[self], pull=lambda g: self.accumulate(g * (1 - y) * (1 + y)))

    def relu(self) -> "Value":
        return Value(
            self.data if self.data > 0 else 0.0,
            inputs=[self],
            pull=lambda g: self.accumulate(g if self.data > 0 else 0.0),
        )

    def backward(self) -> None:
        self.grad = 1.0
        queue, queued = [self], {self.number}
        while queue:
            node = heapq.heappop(queue)
            node.pull(node.grad)
            for each in node.inputs:
                if each.number not in queued:
                    queued.add(each.number)
                    heapq.heappush(queue, each)


def wrap(x: "Value | float") -> Value:
    return x if isinstance(x, Value) else Value(float(x))
