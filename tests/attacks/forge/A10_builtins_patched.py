# A10: the functions with which a grader in the same process would compare
# expect: gradf=wrong|error|crashed
import builtins
import math
import operator

builtins.abs = lambda _: 0.0
builtins.max = builtins.sum = lambda *_, **__: 0.0
builtins.all = builtins.any = builtins.isinstance = lambda *_: True
builtins.float = lambda *_: -12.353553390593273
builtins.len = lambda _: 3
math.isclose = math.isfinite = lambda *_, **__: True
operator.sub = lambda *_: 0.0


def gradf(a, b, c):
    return [1.5, 1.5, 1.5]
