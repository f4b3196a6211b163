# E17: recursion past the end of the stack
# expect: gradf=crashed|error|memory_limit|time_limit
# quick: yes
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self)


def gradf(a, b, c):
    return repr(Deep())
