# E25: half a frame, and silence
# expect: gradf=time_limit|crashed
import os
import struct
import time


def gradf(a, b, c):
    os.write(3, struct.pack("<BI", 68, 1000) + b"\0" * 10)
    os.write(4, b"!")
    time.sleep(100)
