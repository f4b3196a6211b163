import math
import sys
from typing import List



def f(a, b, c):
    terms = [-(a**3), math.sin(3 * b), -1.0 / c, b**2.5, -(a**0.5)]
    return sum(terms)


POINT = (2.0, 3.0, 4.0)


def gradf(a: float, b: float, c: float) -> List[float]:
    grad = [0.0] * 3
    grad[0] = -3 * a * a - 1 / (2 * a**0.5)
    grad[1] = 3 * math.cos(3 * b) + 5 / 2 * b ** (3 / 2)
    grad[2] = 1 / (c * c)
    return grad


ans = [-12.353553390593273, 10.25699027111255, 0.0625]
for got, right in zip(gradf(*POINT), ans):
    print(f"{got:>25} {right:>25}", "OK" if abs(got - right) < 1e-5 else "WRONG!")


class Value:
    """A number that knows which numbers it was made of."""

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


def moved(place, step):
    nudged = list(POINT)
    nudged[place] += step
    return f(*nudged)


def differences(h, places=range(3)):
    numerical_grad = [(moved(i, h) - f(*POINT)) / h for i in places]
    numerical_grad2 = [(moved(i, h) - moved(i, -h)) / (2 * h) for i in places]
    print(*numerical_grad, *numerical_grad2, sep="\n")


def main(argv):
    print(f(*POINT))
    if "--quiet" in argv:
        return 0
    differences(h=1e-6)
    logits = [Value(x) for x in [0.0, 3.0, -2.0, 1.0]]
    loss = -softmax(logits)[3].log()
    loss.backward()
    print("loss", loss.data, [logit.grad for logit in logits])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("stopped")
