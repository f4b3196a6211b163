# C33: the largest answers that the protocol allows, with hostile words in every place
# expect: gradf=wrong|crashed|missing|error|time_limit
import os
import struct
import sys


def text(value):
    return struct.pack("<I", len(value)) + value


NOISE = b"\x1b]0;pwned\x07\xff\xfe\n::error::FORGED " * 400


def gradf(a, b, c):
    for number in range(1, 12):
        body = struct.pack("<II", number, 3) + text(b"gradf") + text(NOISE[:16000]) + struct.pack("<I", 30)
        body += text(NOISE[:16000]) * 30 + struct.pack("<I", 0)
        if number == 1:
            os.write(3, struct.pack("<BI", 68, len(body)) + body)
            os.write(4, b"!")
    os.read(3, 65536)
    while True:
        os.read(3, 65536) or os._exit(0)
