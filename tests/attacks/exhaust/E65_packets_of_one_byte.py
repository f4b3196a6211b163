# E65: packets instead of bytes on every pipe: each read of the host gives one byte
import ctypes
import fcntl
import os
import threading
import time

for fd in (1, 2, 4):
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_DIRECT)


def flood():
    while True:
        os.write(1, b"x")


def gradf(a, b, c):
    time.sleep(1.7)
    threading.Thread(target=flood, daemon=True).start()
    flood()
