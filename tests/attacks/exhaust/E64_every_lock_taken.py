# E64: an import lock that is never released, and a thread that holds every lock
import threading, _thread, importlib._bootstrap as b, sys, _imp, logging
_imp.acquire_lock()
try:
    logging._lock.acquire(); threading._active_limbo_lock.acquire()
    for n in list(sys.modules):
        try: b._get_module_lock(n).acquire()
        except BaseException: pass
except BaseException as e: print(type(e).__name__)
def gradf(a, b, c):
    import decimal, csv
    return [0, 0, 0]
