import math
import torch


def f(a, b, c):
    cubic = -(a ** 3)
    wave = math.sin(3 * b)
    return cubic + wave - 1.0 / c + b ** 2.5 - a ** 0.5

print(f(2, 3, 4))


def gradf(a, b, c):
    # one variable at a time, the other two are constants
    da = -3 * a ** 2 - 1 / (2 * math.sqrt(a))
    db = 3 * math.cos(3 * b) + 2.5 * b ** 1.5
    dc = c ** -2
    return [da, db, dc]


ans = [-12.353553390593273, 10.25699027111255, 0.0625]

def compare(got):
    for dim in range(3):
        verdict = 'OK' if abs(got[dim] - ans[dim]) < 1e-5 else 'WRONG!'
        print(dim, verdict, got[dim], 'should be', ans[dim])

compare(gradf(2, 3, 4))


# forward difference: nudge one input, look at the slope
h = 1e-8
a, b, c = 2, 3, 4
slope_a = (f(a + h, b, c) - f(a, b, c)) / h
slope_b = (f(a, b + h, c) - f(a, b, c)) / h
slope_c = f(a, b, c + h) - f(a, b, c) / h
numerical_grad = [slope_a, slope_b, slope_c]

compare(numerical_grad)


# nudge to both sides
h = 1e-6
slope_a = (f(a + h, b, c) - f(a - h, b, c)) / (2 * h)
slope_b = (f(a, b + h, c) - f(a, b - h, c)) / (2 * h)
slope_c = (f(a, b, c + h) - f(a, b, c - h)) / (2 * h)
numerical_grad2 = [slope_a, slope_b, slope_c]

compare(numerical_grad2)


class Value:

    def __init__(self, data, _children=(), _op='', label=''):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op
        self.label = label

    def __repr__(self):
        return f'Value(data={self.data})'

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __pow__(self, k):
        assert isinstance(k, (int, float)), 'the exponent must be a plain number'
        out = Value(self.data ** k, (self,), f'**{k}')

        def _backward():
            self.grad += k * self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), 'exp')

        def _backward():
            self.grad += out.data * out.grad
        out._backward = _backward
        return out

    def log(self):
        out = Value(math.log(self.data), (self,), 'log')

        def _backward():
            self.grad += (1 / self.data) * out.grad
        out._backward = _backward
        return out

    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __rsub__(self, other): return (-self) + other
    def __truediv__(self, other): return self * other ** -1
    def __rtruediv__(self, other): return other * self ** -1

    def backward(self):
        topo = []
        visited = set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


def softmax(xs):
    counts = [x.exp() for x in xs]
    denominator = sum(counts)
    return [n / denominator for n in counts]

logits = [Value(0.0, label='l0'), Value(3.0, label='l1'), Value(-2.0, label='l2'), Value(1.0, label='l3')]
probs = softmax(logits)
loss = -probs[3].log()
loss.backward()
print(loss.data)

ans = [0.041772570515350445, 0.8390245074625319, 0.005653302662216329, -0.8864503806400986]
for dim in range(4):
    verdict = 'OK' if abs(logits[dim].grad - ans[dim]) < 1e-5 else 'WRONG!'
    print(dim, verdict, logits[dim].grad, 'should be', ans[dim])


logits = torch.tensor([0.0, 3.0, -2.0, 1.0], requires_grad=True)
probs = torch.softmax(logits, dim=0)
loss = -probs[3].log()
loss.backward()
print(logits.grad)
