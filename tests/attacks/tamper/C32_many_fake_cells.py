# C32: tell the host of cells that do not exist, each with a long error
# expect: gradf=crashed|time_limit|wrong|missing
# quick: yes
import os
import struct


def text(value):
    return struct.pack("<I", len(value)) + value


def frame(tag, payload):
    return struct.pack("<BI", tag, len(payload)) + payload


LONG = text(b"E" * 80) + text(b"m" * 2000) + text(b"l" * 80) + struct.pack("<I", 1)
LONG += text(b"t" * 200) + text(b"") + text(b"") + struct.pack("<I", 0)


def flood():
    for index in range(65536):
        os.write(3, frame(64, struct.pack("<I", index) + text(b"cell") + struct.pack("<I", 0))
                 + frame(65, struct.pack("<II", index, 1) + LONG))
        os.write(4, b"!")


flood()


def gradf(a, b, c):
    return [1.0, 4.0, 3.0]
