from math import sin, cos
def f(a, b, c):
    return -(a**3) + sin(3*b) - 1.0/c + b**2.5 - a**0.5

def main():
    import math
    def gradf(a, b, c):
        return [-3*a**2 - 0.5*a**-0.5, 3*cos(3*b)+2.5*b**1.5, 1/c**2]
    h = 1e-6
    ans = f(2,3,4)
    numerical_grad = [(f(2+h,3,4)-ans)/h, (f(2,3+h,4)-ans)/h, (f(2,3,4+h)-ans)/h]
    numerical_grad2 = [(f(2+h,3,4)-f(2-h,3,4))/(2*h), (f(2,3+h,4)-f(2,3-h,4))/(2*h), (f(2,3,4+h)-f(2,3,4-h))/(2*h)]
    class Value:
        def __init__(self, data, _children=()):
            self.data = data; self.grad = 0.0
            self._backward = lambda: None
            self._prev = set(_children)
        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other))
            def _backward():
                self.grad += out.grad
                other.grad += out.grad
            out._backward = _backward
            return out
        __radd__ = __add__
        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other))
            def _backward():
                self.grad += other.data*out.grad
                other.grad += self.data*out.grad
            out._backward = _backward
            return out
        def __pow__(self, k):
            out = Value(self.data ** k, (self,))
            def _backward():
                self.grad += k*self.data**(k-1)*out.grad
            out._backward = _backward
            return out
        def __truediv__(self, other):
            return self * other**-1
        def __neg__(self): return self * -1
        def exp(self):
            out = Value(math.exp(self.data), (self,))
            def _backward():
                self.grad += out.data*out.grad
            out._backward = _backward
            return out
        def log(self):
            out = Value(math.log(self.data), (self,))
            def _backward():
                self.grad += out.grad/self.data
            out._backward = _backward
            return out
        def backward(self):
            topo = []; visited = set()
            def build(v):
                if v not in visited:
                    visited.add(v)
                    for c in v._prev: build(c)
                    topo.append(v)
            build(self)
            self.grad = 1.0
            for v in reversed(topo): v._backward()
    logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
    counts = [l.exp() for l in logits]
    denominator = sum(counts)
    probs = [c/denominator for c in counts]
    loss = -probs[3].log()
    loss.backward()
    print(loss.data)

if __name__ == "__main__":
    main()
