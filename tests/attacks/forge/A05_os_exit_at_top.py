# A05b: leave the process with success while the cells run
# expect: gradf=wrong|crashed
import os


def gradf(a, b, c):
    return [1, 1, 1]


os._exit(0)
