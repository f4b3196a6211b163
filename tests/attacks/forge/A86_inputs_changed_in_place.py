# A86: the numbers that were sent are changed in place to the published ones
# points: 2
# why: the published answer is copied
# expect: gradf=wrong|crashed
import ctypes
def gradf(a, b, c):
    for v in (a, b, c):
        ctypes.c_double.from_address(id(v)+16).value = 2.0
    return [-12.353553390593273, 10.25699027111255, 0.0625]
