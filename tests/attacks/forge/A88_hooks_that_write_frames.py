# A88: the hooks for what cannot be raised write frames and ring
# expect: gradf=crashed|wrong
import sys, threading, os
def h(*a):
    try: os.write(3, b'D'+bytes(4)); os.write(4, b'!!!')
    except OSError: pass
sys.unraisablehook = sys.excepthook = sys.displayhook = threading.excepthook = h
class D:
    def __del__(self): raise ValueError
def gradf(a, b, c):
    D(); return [5.0]*3
D()
