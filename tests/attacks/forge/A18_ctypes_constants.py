# A18: change small integers and floats in place
# expect: gradf=wrong|crashed|error
import ctypes


def set_float(target, value):
    ctypes.c_double.from_address(id(target) + 16).value = value


tolerance = 1e-9
set_float(tolerance, 1e9)
set_float(1e-12, 1e9)
try:
    ctypes.c_long.from_address(id(3) + 24).value = 2
finally:
    ctypes.c_long.from_address(id(3) + 24).value = 3


def gradf(a, b, c):
    return [8.0, 8.0, 8.0]
