# C24: poison the environment and the process's name for whoever comes next
# expect: gradf=wrong
import ctypes
import os

os.environ.update(PYTHONPATH="/tmp", LD_PRELOAD="/tmp/attack-mark.so", PYTHONSTARTUP="/tmp/attack-mark")
ctypes.CDLL(None).prctl(15, b"attack-mark", 0, 0, 0)
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
os.setpgid(0, 0) if os.getpgid(0) != os.getpid() else None


def gradf(a, b, c):
    return [1.0, 3.0, 6.0]
