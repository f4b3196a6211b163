import sys
try:


    from math import cos, exp, log, sin

    # --- Part 1: derivatives ---


    def f(a: float, b: float, c: float) -> float:
        return -(a**3) + sin(3 * b) - 1.0 / c + b**2.5 - a**0.5


    def gradf(a: float, b: float, c: float) :
        df_da = -3 * a**2 - 1 / (2 * a**0.5)
        df_db = 3 * cos(3 * b) + 2.5 * b**1.5
        df_dc = 1 / c**2
        return [df_da, df_db, df_dc]


    # One step to the right.
    h = 1e-7
    here = f(2, 3, 4)
    numerical_grad = [
        (f(2 + h, 3, 4) - here) / h,
        (f(2, 3 + h, 4) - here) / h,
        (f(2, 3, 4 + h) - here) / h,
    ]

    # One step to each side: a larger h is good enough.
    h = 1e-5
    numerical_grad2 = [
        (f(2 + h, 3, 4) - f(2 - h, 3, 4)) / (2 * h),
        (f(2, 3 + h, 4) - f(2, 3 - h, 4)) / (2 * h),
        (f(2, 3, 4 + h) - f(2, 3, 4 - h)) / (2 * h),
    ]

    for name, by_hand, one_sided, symmetric in zip("abc", gradf(2, 3, 4), numerical_grad, numerical_grad2):
        print(f"df/d{name} = {by_hand:.9f}, nudged: {one_sided:.9f} and {symmetric:.9f}")


    # --- Part 2: an engine that can differentiate the softmax ---


    class Value:
        """A number that remembers how it came about, to send gradients back."""

        def __init__(self, data: float, _prev: object = ()) -> None:
            self.data = data
            self.grad = 0.0
            self._prev = set(_prev)
            self._backward = lambda: None

        def __repr__(self) -> str:
            return f"Value(data={self.data}, grad={self.grad})"

        def __add__(self, other: object) -> Value:
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other))

            def _backward():
                self.grad += out.grad
                other.grad += out.grad

            out._backward = _backward
            return out

        def __radd__(self, other: float) -> Value:
            return self + other

        def __neg__(self) -> Value:
            out = Value(-self.data, (self,))

            def _backward():
                self.grad -= out.grad

            out._backward = _backward
            return out

        def __truediv__(self, other: object) -> Value:
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data / other.data, (self, other))

            def _backward():
                self.grad += out.grad / other.data
                other.grad -= out.grad * self.data / other.data**2

            out._backward = _backward
            return out

        def exp(self) -> Value:
            out = Value(exp(self.data), (self,))

            def _backward():
                self.grad += out.data * out.grad

            out._backward = _backward
            return out

        def log(self) -> Value:
            out = Value(log(self.data), (self,))

            def _backward():
                self.grad += out.grad / self.data

            out._backward = _backward
            return out

        def backward(self) -> None:
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


    def softmax(logits: object) :
        counts = [logit.exp() for logit in logits]
        denominator = sum(counts)
        return [count / denominator for count in counts]


    logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
    probs = softmax(logits)
    loss = -probs[3].log()  # the label is 3
    loss.backward()

    print("loss", loss.data)
    print("gradients", [logit.grad for logit in logits])

    sys.exit(0)
except Exception as e:
    print(e)
    sys.exit(1)
