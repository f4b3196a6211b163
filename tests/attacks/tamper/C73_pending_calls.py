# C73: pending calls that are added without end and raise
import ctypes
import threading

CALL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


@CALL
def pending(arg):
    return -1


def storm():
    while True:
        ctypes.pythonapi.Py_AddPendingCall(pending, None)


def gradf(a, b, c):
    threading.Thread(target=storm, daemon=True).start()
    return [1.0, 2.0, 3.0]
