# C31: fill the channel with halves of frames and never read it
# expect: gradf=crashed|time_limit
import os
import struct


def gradf(a, b, c):
    os.write(3, struct.pack("<BI", 68, 500_000))
    os.write(4, b"!")
    while True:
        os.write(3, b"\0" * 65536)
        os.write(4, b"!")
