# C58: numbers of another count than a program was asked for
# expect: softmax_nll=error|crashed
# points: 0
import marshal
import os
import struct


def text(value):
    raw = value.encode()
    return struct.pack("<I", len(raw)) + raw


def numbers(count):
    out = text("list") + text("") + struct.pack("<II", 1, count)
    out += struct.pack("<II", 1, 1) + text("float") + text("")
    out += struct.pack(f"<{count + 1}I", count, *[0] * count)
    return out + struct.pack(f"<{count}d", *[float("nan")] * count) + struct.pack("<III", 0, 0, 0)


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
    began = struct.pack("<I", 4000) + text("") + struct.pack("<I", 0)
    os.write(3, frame(64, began) + frame(65, struct.pack("<II", 4000, 0)) + frame(66))
    os.write(4, b"!")
    while True:
        tag, length = struct.unpack("<BI", read(5))
        said = marshal.loads(read(length))
        answer = struct.pack("<I", 3) + text("name") + text("reason") + struct.pack("<II", 0, 0)
        if tag == 3:
            # The first programs raise something, so that others follow; then no numbers at all.
            raised = text("ValueError") + text("no") + text("") + struct.pack("<I", 0) + text("") * 3
            answer = struct.pack("<I", 2) + raised + struct.pack("<I", 0)
            if said[0] >= 60:
                answer = struct.pack("<I", 1) + numbers(0)
        if tag == 7:
            answer = struct.pack("<I", 5) + text("Value") + text("data") + text("grad") + text("backward")
            answer += struct.pack("<I", 0)
        os.write(3, frame(68, struct.pack("<I", said[0]) + answer))
        os.write(4, b"!")


speak()
