# A70: exceptions thrown into the main thread from another one, for ever, also while it answers
# expect: gradf=wrong|error|crashed|time_limit|memory_limit
import ctypes
import threading

main = threading.main_thread().ident


def throw():
    while True:
        for kind in (SystemExit, KeyboardInterrupt, MemoryError, GeneratorExit):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(main), ctypes.py_object(kind))


def gradf(a, b, c):
    threading.Thread(target=throw, daemon=True).start()
    return [1.0, 2.0, 3.0]
