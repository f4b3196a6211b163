# C34: every worker of the three waits for its own deadline
# expect: gradf=time_limit|crashed softmax_nll=time_limit|crashed
import time


def gradf(a, b, c):
    time.sleep(60)


def numerical_grad(a, b, c):
    time.sleep(60)


def numerical_grad2(a, b, c):
    time.sleep(60)


class Value:
    def __init__(self, *_):
        time.sleep(60)
