# C45: every number there is, and none but the harmless ones may be looked at by the kernel
# expect: gradf=wrong|crashed
import ctypes
import platform

ALLOWED = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 32, 33, 35, 36, 37,
           38, 39, 60, 61, 63, 79, 89, 96, 97, 98, 99, 100, 102, 104, 107, 108, 110, 115, 131, 186, 202, 217, 218, 219,
           228, 229, 230, 231, 232, 233, 257, 262, 267, 269, 270, 271, 273, 281, 290, 291, 292, 293, 318, 332, 334, 436, 439,
           16, 72, 62, 234, 56, 302, 204, 435}
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
if platform.machine() == "x86_64":
    for number in [*range(600), *range(0x40000000, 0x40000250), 2**31 - 1]:
        # pause and vfork would end this loop where nothing refuses them; no filter is asked about uretprobe
        # and uprobe (335, 336), which kill whoever calls them.
        if number in ALLOWED or number in (34, 58, 335, 336):
            continue
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
        if result >= 0 or ctypes.get_errno() not in (1, 38):
            print("BREACH: call", number, result, ctypes.get_errno(), flush=True)
    for flags in (0, 17, 0x10000000, 0x20000000, 0x40000000, 0x100 | 17, 0x00800000, 0x4000, 0x8000):
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(56), *[ctypes.c_long(flags)] + [ctypes.c_long(0)] * 5)
        if result == 0:
            libc._exit(0)
        if result > 0:
            print("BREACH: clone", hex(flags), flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
