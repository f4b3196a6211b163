# E46: ints of a billion bits, and texts of them
# expect: gradf=error|time_limit|crashed|memory_limit|wrong
import sys

sys.set_int_max_str_digits(0)


def gradf(a, b, c):
    huge = 1 << (1 << 28)
    return [huge, -huge, str(huge // 3)]
