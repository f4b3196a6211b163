# A48: results for calls that were not asked yet
# expect: gradf=crashed|wrong
import os
import struct


def result(number):
    body = struct.pack("<I", 4) + b"list" + struct.pack("<III", 0, 1, 3)
    body += struct.pack("<IIII", 1, 1, 0, 0) + struct.pack("<IIII", 3, 0, 0, 0)
    for value in (-12.353553390593273, 10.25699027111255, 0.0625):
        body += struct.pack("<d", value)
    payload = struct.pack("<II", number, 1) + body + struct.pack("<III", 0, 0, 0)
    return struct.pack("<BI", 68, len(payload)) + payload


def gradf(a, b, c):
    os.write(3, b"".join(result(n) for n in range(2, 12)))
    os.write(4, b"!")
    return [0.0, 0.0, 0.0]
