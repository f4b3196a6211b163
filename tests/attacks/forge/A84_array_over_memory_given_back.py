# A84: an array over memory that was given back before it is read
# expect: gradf=crashed|wrong|not_judged
# why: where numpy is not installed, that is not the submission's fault
import numpy as np, mmap
m = mmap.mmap(-1, 4096)
arr = np.frombuffer(m, dtype='f8', count=3)
import ctypes
addr = arr.ctypes.data
def gradf(a, b, c):
    try:
        ctypes.CDLL(None).munmap(ctypes.c_void_p(addr), ctypes.c_size_t(4096))
    except BaseException as e: print(e)
    return arr
