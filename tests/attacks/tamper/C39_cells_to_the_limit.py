# C39: tell the host of as many cells as it takes, each with a long error
# expect: gradf=crashed|time_limit|wrong|missing
import os
import struct


def text(value):
    return struct.pack("<I", len(value)) + value


def frame(tag, payload):
    return struct.pack("<BI", tag, len(payload)) + payload


LONG = text(b"E" * 80) + text(b"m" * 2000) + text(b"l" * 80) + struct.pack("<I", 1)
LONG += text(b"t" * 200) + text(b"") + text(b"") + struct.pack("<I", 0)


def flood():
    for again in (0, 1):
        for index in range(20, 4096):
            os.write(3, frame(64, struct.pack("<I", index) + text(b"c" * 80) + struct.pack("<I", again))
                     + frame(65, struct.pack("<II", index, 1) + LONG))
            os.write(4, b"!")


flood()


def gradf(a, b, c):
    return [1.0, 4.0, 4.0]
