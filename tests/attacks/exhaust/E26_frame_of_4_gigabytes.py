# E26: a frame that claims to be four gigabytes long
# expect: gradf=crashed
# quick: yes
import os
import struct


def gradf(a, b, c):
    os.write(3, struct.pack("<BI", 68, 0xFFFFFFFF) + b"\0" * 1000)
    os.write(4, b"!")
    return [2.0, 1.0, 9.0]
