# E27: counts and lengths in a frame that are larger than the frame
# expect: gradf=crashed
# quick: yes
import os
import struct


def gradf(a, b, c):
    for body in (struct.pack("<IIIIII", 1, 1, 0, 0, 8, 0xFFFFFFFF) + b"\xff" * 100,
                 struct.pack("<III", 1, 4, 0xFFFFFFFF), struct.pack("<IIII", 1, 3, 0xFFFFFFFF, 0)):
        os.write(3, struct.pack("<BI", 68, len(body)) + body)
        os.write(4, b"!")
    return [2.0, 2.0, 1.0]
