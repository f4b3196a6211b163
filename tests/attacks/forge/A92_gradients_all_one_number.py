# A92: gradients that are all infinite, so that every one is too large by the same number
# expect: gradf=wrong numerical_grad=wrong softmax_nll=wrong
# quick: yes
inf, nan = float("inf"), float("nan")


def gradf(a, b, c):
    return [inf, -inf, nan]


numerical_grad = [nan, inf, -inf]


class Value:
    def __init__(self, x):
        self.data, self.grad = nan, inf

    def same(self, *_):
        return self

    exp = log = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __neg__ = __sub__ = __pow__ = same

    def backward(self):
        pass
