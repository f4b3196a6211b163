# C15: put other descriptors in the place of the channel
# expect: gradf=crashed|wrong|time_limit
import os


def gradf(a, b, c):
    reading, writing = os.pipe()
    os.dup2(writing, 3)
    os.dup2(reading, 1)
    os.dup2(reading, 2)
    return [1.0, 2.0, 6.0]
