# D05: sockets of every family and kind
# expect: gradf=wrong|error
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for family in range(46):
    for kind in (1, 2, 3, 5):
        fd = libc.socket(family, kind, 0)
        if fd >= 0:
            print("BREACH: a socket", family, kind, flush=True)
            libc.close(fd)
pair = (ctypes.c_int * 2)()
if libc.socketpair(1, 1, 0, pair) == 0:
    print("BREACH: a socket pair", flush=True)


def gradf(a, b, c):
    return [4.0, 1.0, 5.0]
