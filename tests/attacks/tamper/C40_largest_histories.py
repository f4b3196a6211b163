# C40: the longest history that a name can have, of the longest values
# expect: numerical_grad=wrong|error|crashed|missing
import os
import struct


def text(value):
    return struct.pack("<I", len(value)) + value


def numbers(count):
    kind = struct.pack("<I", 1) + text(b"\x1b::") + text(b"\xff")
    head = text(b"list") + text(b"") + struct.pack("<III", 1, count, 1) + kind
    return head + struct.pack("<I", count) + bytes(4 * count) + struct.pack("<d", 1.0) * count


def numerical_grad(a, b, c):
    return [1.0, 1.0, 1.0]


def gradf(a, b, c):
    """Answer the calls that follow with histories."""
    for number in range(2, 20):
        moments = b"".join(struct.pack("<II", t, 4000) + text(b"::error::FORGED") + numbers(200) + struct.pack("<I", 0)
                           for t in range(64))
        body = struct.pack("<II", number, 4) + text(b"numerical_grad") + struct.pack("<I", 0)
        body += struct.pack("<I", 4096) + struct.pack("<I", 0xFFFFFFFF) * 4096 + struct.pack("<I", 64) + moments
        os.write(3, struct.pack("<BI", 68, len(body)) + body)
        os.write(4, b"!")
    return [1.0, 4.0, 5.0]
