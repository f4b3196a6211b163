# A47: ask the host for f at points of one's own while gradf is called
# expect: gradf=error|crashed|wrong
import os
import struct


def ask(a, b, c):
    payload = struct.pack("<I", 1) + b"f" + struct.pack("<I", 3)
    for x in (a, b, c):
        payload += b"f" + struct.pack("<d", x)
    os.write(3, struct.pack("<BI", 67, len(payload)) + payload)
    os.write(4, b"!")
    tag, length = struct.unpack("<BI", os.read(3, 5))
    data = os.read(3, length)
    if tag == 6:
        print("BREACH: f was served where it is not", data)


def gradf(a, b, c):
    ask(float(a), float(b), float(c))
    return [0.0, 0.0, 0.0]
