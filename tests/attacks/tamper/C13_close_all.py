# C13: close every descriptor, then answer
# expect: gradf=crashed
# quick: yes
import os


def gradf(a, b, c):
    os.closerange(0, 65536)
    return [1.0, 2.0, 4.0]
