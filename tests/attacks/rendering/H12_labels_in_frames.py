# H12: labels, lines and places in frames of one's own
# expect: gradf=error|crashed|forbidden|not_judged
import os
import struct


def text(value):
    return struct.pack("<I", len(value)) + value


def gradf(a, b, c):
    hostile = b"::error::FORGED\n\x1b[2J"
    # RAISED for call 1, naming a module that is forbidden, with a hostile type.
    body = struct.pack("<II", 1, 2) + text(hostile) + text(hostile) + text(hostile) + struct.pack("<I", 0xFFFFFFFF)
    body += text(hostile) + text(b"forbidden") + text(b"torch") + struct.pack("<I", 0)
    os.write(3, struct.pack("<BI", 68, len(body)) + body)
    os.write(4, b"!")
    os.read(3, 65536)
    os._exit(0)
