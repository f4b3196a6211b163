# C44: a number where the history of a name was asked for, so that nothing is watched
# expect: numerical_grad=crashed|error|wrong|missing
import marshal
import os
import struct


def text(value):
    return struct.pack("<I", len(value)) + value


def numbers(values):
    out = text(b"list") + text(b"") + struct.pack("<II", 1, len(values))
    out += struct.pack("<II", 1, 1) + text(b"float") + text(b"")
    out += struct.pack(f"<{len(values) + 1}I", len(values), *[0] * len(values))
    return out + struct.pack(f"<{len(values)}dIII", *values, 0, 0, 0)


def frame(tag, payload=b""):
    return struct.pack("<BI", tag, len(payload)) + payload


def read(count):
    data = b""
    while len(data) < count:
        more = os.read(3, count - len(data))
        if not more:
            os._exit(0)
        data += more
    return data


def speak():
    began = struct.pack("<I", 4000) + text(b"") + struct.pack("<I", 0)
    os.write(3, frame(64, began) + frame(65, struct.pack("<II", 4000, 0)) + frame(66))
    os.write(4, b"!")
    while True:
        tag, length = struct.unpack("<BI", read(5))
        number = struct.pack("<I", marshal.loads(read(length))[0])
        if tag == 5:
            answer = struct.pack("<I", 1) + numbers([-12.353553390593273, 10.25699027111255, 0.0625])
        else:
            answer = struct.pack("<I", 3) + text(b"x") + text(b"y") + struct.pack("<II", 0, 0)
        os.write(3, frame(68, number + answer))
        os.write(4, b"!")


speak()
