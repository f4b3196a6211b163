# E56: the main thread leaves, and another one stays
# expect: gradf=wrong|error|crashed|time_limit
import ctypes, threading, time
threading.Thread(target=lambda: time.sleep(100)).start()
def gradf(a,b,c):
    ctypes.CDLL(None).pthread_exit(0)
