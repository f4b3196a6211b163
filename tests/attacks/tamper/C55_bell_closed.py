# C55: the bell closed, or another file in its place, so that the host is not told of any answer
# expect: gradf=wrong|crashed|time_limit|error numerical_grad=wrong|crashed|time_limit|error|missing
# quick: yes
import os


def gradf(a, b, c):
    os.close(4)
    os.dup2(1, 4)
    return [2.0, 2.0, 7.0]


def numerical_grad(a, b, c):
    os.dup2(3, 4)
    return [2.0, 2.0, 7.0]
