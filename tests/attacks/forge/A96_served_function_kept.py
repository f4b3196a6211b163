# A96: a served function that is kept and called when nobody serves
kept = []


def f(a, b, c):
    return a


def numerical_grad(f=f, a=2, b=3, c=4):
    kept.append(globals()["f"])
    kept.append(f)
    return [f(a + 1, b, c), 1.0, 2.0]


grad1 = [f(1, 2, 3)] * 3
kept.append(f)


def gradf(a, b, c):
    out = []
    for k in kept:
        try:
            out.append(k(a, b, c))
        except Exception:
            pass
    return (out * 3)[:3] or [1.0, 2.0, 3.0]


class Value:
    def __init__(self, d):
        self.data = d
        self.grad = 0.0

    def __add__(self, o):
        for k in kept:
            k(1.0, 2.0, 3.0)
        return self

    def backward(self):
        for k in kept:
            k(1.0, 2.0, 3.0)
