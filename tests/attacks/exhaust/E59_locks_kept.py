# E59: the lock of the imports is held by a thread that waits
# expect: gradf=wrong|time_limit|crashed
import threading, sys, logging, _imp, io
def hold():
    logging._acquireLock() if hasattr(logging, "_acquireLock") else None
    _imp.acquire_lock()
    e = threading.Event(); ready.set(); e.wait()
ready = threading.Event()
threading.Thread(target=hold, daemon=True).start(); ready.wait(1)
def gradf(a, b, c): return [5.0]*3
