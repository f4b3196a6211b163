# A68: so little recursion that the worker's own code fails, and no collector
# expect: gradf=wrong|error|crashed
import gc
import sys

gc.disable()
gc.freeze()


def gradf(a, b, c):
    for limit in range(200, 5, -1):
        try:
            sys.setrecursionlimit(limit)
        except RecursionError:
            break
    raise ValueError
