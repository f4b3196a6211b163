# A46: speak the whole protocol instead of the worker
# expect: gradf=wrong
# points: 2
# why: as A45: whoever speaks for the worker can paste the published answers, all four of them, and no others
# quick: yes
import marshal
import os
import struct
import sys

GOOD = [-12.353553390593273, 10.25699027111255, 0.0625]


def text(value):
    raw = value.encode()
    return struct.pack("<I", len(raw)) + raw


def numbers(values):
    out = text("list") + text("") + struct.pack("<II", 1, len(values))
    out += struct.pack("<II", 1, 1) + text("float") + text("")
    out += struct.pack(f"<{len(values) + 1}I", len(values), *[0] * len(values))
    return out + struct.pack(f"<{len(values)}d", *values)


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
    # The worker may not have said yet that this cell began: so one that nobody knows begins and ends.
    cell = 4000
    began = struct.pack("<I", cell) + text("") + struct.pack("<I", 0)
    os.write(3, frame(64, began) + frame(65, struct.pack("<II", cell, 0)) + frame(66))
    os.write(4, b"!")
    while True:
        tag, length = struct.unpack("<BI", read(5))
        payload = read(length)
        number = struct.pack("<I", marshal.loads(payload)[0])
        if tag == 2:
            answer = struct.pack("<I", 1) + numbers(GOOD) + struct.pack("<III", 0, 0, 0)
        else:
            answer = struct.pack("<I", 3) + text("name") + text("reason") + struct.pack("<II", 0, 0)
        os.write(3, frame(68, number + answer))
        os.write(4, b"!")


speak()
