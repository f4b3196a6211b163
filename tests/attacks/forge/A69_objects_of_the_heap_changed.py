# A69: small integers, floats and slots of types changed in memory
# expect: gradf=wrong|error|crashed
import ctypes
import sys


def gradf(a, b, c):
    for number in (0, 1, 2, 3, 64, 66, 68):
        digit = id(number) + int.__basicsize__
        ctypes.c_uint32.from_address(digit).value = 3
    for value in (1.0, 0.0):
        ctypes.c_double.from_address(id(value) + sys.getsizeof(value) - 8).value = -12.353553390593273
    table = (ctypes.c_void_p * 50).from_address(id(float))
    for place in range(8, 30):
        table[place] = 0
    return [1.0, 2.0, 3.0]
