import marimo

__generated_with = "0.14.9"
app = marimo.App(width="medium")


@app.cell
def _():
    import math

    import marimo as mo
    return math, mo


@app.cell
def _(mo):
    mo.md(r"""# Homework one""")
    return


@app.cell
def _(math):
    def f(a, b, c):
        terms = [-(a**3), math.sin(3 * b), -1.0 / c, b**2.5, -(a**0.5)]
        return sum(terms)


    point = [2.0, 3.0, 4.0]
    return f, point


@app.cell
def _(math):
    def gradf(a: float, b: float, c: float) -> list[float]:
        grad = [0.0] * 3
        grad[0] = -3 * a * a - 1 / (2 * a**0.5)
        grad[1] = 3 * math.cos(3 * b) + 5 / 2 * b ** (3 / 2)
        grad[2] = 1 / (c * c)
        return grad
    return gradf,


@app.cell
def _(gradf, point):
    ans = [-12.353553390593273, 10.25699027111255, 0.0625]
    [abs(_g - _w) < 1e-5 for _g, _w in zip(gradf(*point), ans)]
    return ans,


@app.cell
def _(f, point):
    h = 1e-6
    numerical_grad = [0, 0, 0]
    for _i in range(3):
        _nudged = point.copy()
        _nudged[_i] += h
        numerical_grad[_i] = (f(*_nudged) - f(*point)) / h
    return h, numerical_grad


@app.cell
def _(f, h, point):
    numerical_grad2 = []
    for _i in range(3):
        _right, _left = point.copy(), point.copy()
        _right[_i] += h
        _left[_i] -= h
        numerical_grad2.append((f(*_right) - f(*_left)) / (2 * h))
    return numerical_grad2,


@app.cell
def _(math):
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
    return Value,


@app.cell
def _(Value):
    def softmax(logits):
        counts = [logit.exp() for logit in logits]
        denominator = sum(counts)
        return [count / denominator for count in counts]


    logits = [Value(_x) for _x in [0.0, 3.0, -2.0, 1.0]]
    loss = -softmax(logits)[3].log()
    loss.backward()
    [logit.grad for logit in logits]
    return logits, loss, softmax


if __name__ == "__main__":
    app.run()
