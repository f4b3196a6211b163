# A87: an exception whose traceback comes back to itself
# expect: gradf=time_limit|error|crashed
import types, ctypes, sys
try: 1/0
except ZeroDivisionError as e: t = e.__traceback__
t2 = types.TracebackType(None, t.tb_frame, 0, 1)
try: t2.tb_next = t2
except ValueError: pass
p = ctypes.cast(id(t2) + 16, ctypes.POINTER(ctypes.c_void_p))
p[0] = id(t2)
class E(Exception): pass
def gradf(a, b, c):
    raise E("loop").with_traceback(t2)
