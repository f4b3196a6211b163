# C25: answer, pretend to have ended, and wait for the next student as if one were the zygote
# expect: gradf=crashed|wrong|time_limit
import os
import struct
import time

ENDED = struct.pack("<cidQ", b"E", 0, 0.0, 0).ljust(1024, b"\0")
READY = b"Rfull\n\n\neverything".ljust(1024, b"\0")


def gradf(a, b, c):
    for fd in range(3, 64):
        try:
            os.write(fd, ENDED + READY)
        except OSError:
            pass
    time.sleep(0.2)
    while True:
        try:
            os.read(3, 4096)
        except OSError:
            time.sleep(0.01)
