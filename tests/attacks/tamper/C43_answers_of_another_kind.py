# C43: answer every call with a kind of answer that it cannot have
# expect: gradf=crashed|error|wrong|missing numerical_grad=crashed|error|wrong|missing softmax_nll=crashed|error|wrong|missing
# quick: yes
import marshal
import os
import struct


def text(value):
    return struct.pack("<I", len(value)) + value


HISTORY = struct.pack("<I", 4) + text(b"gradf") + struct.pack("<III", 0, 0, 0)


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
        os.write(3, frame(68, number + HISTORY))
        os.write(4, b"!")


speak()
