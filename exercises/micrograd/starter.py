# %% [markdown]
# # micrograd exercises
#
# The task is told in statement.md. Keep the names `gradf`, `numerical_grad`, `numerical_grad2` and `Value`.

# %%
from __future__ import annotations

from math import cos, exp, log, sin

# %% [markdown]
# ## 1. Derivatives

# %%
def f(a: float, b: float, c: float) -> float:
    """Return one number for three."""
    return -(a**3) + sin(3 * b) - 1.0 / c + b**2.5 - a**0.5


print(f(2, 3, 4))  # 6.336362190988558

# %% [markdown]
# ### 1.1 The gradient by calculus
#
# Return the three partial derivatives of `f`, each as a formula.

# %%
def gradf(a: float, b: float, c: float) -> list[float]:
    """Return [df/da, df/db, df/dc]."""
    return [0, 0, 0]  # replace each 0 by its formula

# %%
right = [-12.353553390593273, 10.25699027111255, 0.0625]


def compare(yours: list[float]) -> None:
    """Print for each dim whether it is close enough."""
    for dim, (expected, found) in enumerate(zip(right, yours)):
        verdict = "OK" if abs(found - expected) < 1e-5 else "WRONG!"
        print(f"{verdict} for dim {dim}: expected {expected}, yours returns {found}")


compare(gradf(2, 3, 4))

# %% [markdown]
# ### 1.2 The gradient without calculus
#
# Move one argument by a small step `h`, the others not at all. Use `f`, but not `gradf`.

# %%
numerical_grad = [0, 0, 0]  # replace each 0 by an estimate at (2, 3, 4)

compare(numerical_grad)

# %% [markdown]
# ### 1.3 A better estimate
#
# Use the [symmetric difference](https://en.wikipedia.org/wiki/Symmetric_derivative): one step forward, one step back.

# %%
numerical_grad2 = [0, 0, 0]  # replace each 0 by an estimate at (2, 3, 4)

compare(numerical_grad2)

# %% [markdown]
# ## 2. A class that differentiates softmax
#
# The class can add. Give it what the last cell needs.

# %%
class Value:
    """A number that remembers how it was made."""

    def __init__(self, data: float, _prev: tuple[Value, ...] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self._prev = _prev
        self._backward = lambda: None

    def __repr__(self) -> str:
        return f"Value(data={self.data})"

    def __add__(self, other: Value) -> Value:
        out = Value(self.data + other.data, (self, other))

        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    # your operations

    def backward(self) -> None:
        """Fill in the gradients of all values that this one was made of."""
        order: list[Value] = []
        seen: set[int] = set()

        def visit(value: Value) -> None:
            if id(value) not in seen:
                seen.add(id(value))
                for parent in value._prev:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            value._backward()

# %%
def softmax(logits: list[Value]) -> list[Value]:
    """Return positive numbers that add up to one."""
    counts = [logit.exp() for logit in logits]
    denominator = sum(counts)
    return [count / denominator for count in counts]


logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
probs = softmax(logits)
loss = -probs[3].log()  # the label of this example is 3
loss.backward()
print(loss.data)  # 2.1755153626167147

right = [0.041772570515350445, 0.8390245074625319, 0.005653302662216329, -0.8864503806400986]
compare([logit.grad for logit in logits])
