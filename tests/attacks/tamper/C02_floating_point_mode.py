# C02: change the rounding of the processor
# expect: gradf=wrong|missing|crashed|error
import ctypes

libm = ctypes.CDLL("libm.so.6")
libm.fesetround(0x400)
libm.feenableexcept(0x3D)


def gradf(a, b, c):
    return [0.1 + 0.2, 0.0, 0.0]
