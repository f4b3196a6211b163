import math


def f(a, b, c):
    terms = [-(a**3), math.sin(3 * b), -1.0 / c, b**2.5, -(a**0.5)]
    return sum(terms)


def gradf(a, b, c):
    return [
        -3 * a**2 - 0.5 * a**-0.5,
        3 * math.cos(3 * b) + 2.5 * b**1.5,
        1 / c**2,
    ]


def nudge(i, h):
    point = [2.0, 3.0, 4.0]
    point[i] += h
    return f(*point)


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
    total = sum(counts)
    return [count / total for count in counts]


if __name__ == "__main__":
    h = 1e-7
    numerical_grad = [(nudge(i, h) - nudge(i, 0)) / h for i in range(3)]
    numerical_grad2 = [(nudge(i, h) - nudge(i, -h)) / (2 * h) for i in range(3)]

    logits = [Value(x) for x in (0.0, 3.0, -2.0, 1.0)]
    loss = -softmax(logits)[3].log()
    loss.backward()

    print(gradf(2, 3, 4), numerical_grad, numerical_grad2)
    print(loss, [logit.grad for logit in logits])
