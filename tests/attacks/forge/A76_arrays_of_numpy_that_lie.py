# A76: an array that answers tolist itself, one without memory behind it, one of objects
# why: where numpy is not installed, that is not the submission's fault
# expect: gradf=wrong|error|crashed|missing|not_judged
import numpy as np


class Liar(np.ndarray):
    def tolist(self):
        return [-12.353553390593273, 10.25699027111255, 0.0625]


class Endless:
    def __float__(self):
        while True:
            pass

    __repr__ = __index__ = __float__


answers = [
    np.array([1.0, 2.0, 3.0]).view(Liar),
    np.broadcast_to(np.float64(1), (2**40,)),
    np.array([Endless()] * 3, dtype=object),
    np.array([("x", 1.0)] * 3, dtype=[("\x1b[31m", "U1"), ("b", "f8")]),
    np.zeros((1,) * 32),
    np.lib.stride_tricks.as_strided(np.zeros(1), (3,), (2**40,)),
]


def gradf(a, b, c):
    return answers.pop(0)
