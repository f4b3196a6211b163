# A63: negative zero, the smallest numbers, the largest ones, and their neighbours
# expect: gradf=wrong|error
import sys

calls = 0


def gradf(a, b, c):
    global calls
    calls += 1
    tiny, huge = 5e-324, sys.float_info.max
    return [[-0.0, tiny, -tiny], [huge, -huge, huge], [2**63 - 1, -(2**63), 2**53 + 1]][calls % 3]
