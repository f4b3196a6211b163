# A75: every RESULT turned into another kind: an interface with strange names, sights without sense, no moments
# expect: gradf=crashed|wrong|error
import os
import struct
import sys

frame = sys._getframe()
while "Channel" not in frame.f_globals and frame.f_back is not None:
    frame = frame.f_back
served = frame.f_globals["Channel"].__init__.__globals__ if "Channel" in frame.f_globals else {}
real = os.write
turn = 0


def text(value):
    return struct.pack("<I", len(value)) + value


def write(fd, data):
    global turn
    data = bytes(data)
    if data[:1] != b"D":
        return real(fd, data)
    turn += 1
    kinds = {
        1: text(b"list") + text(b"") + struct.pack("<IIII", 1, 3, 1, 1) + text(b"float") + text(b"")
        + struct.pack("<4I3d2I", 3, 0, 0, 0, 1e308, 1e308, 1e308, 2**31, 0),
        5: text(b"__class__") + text(b"__dict__") + text(b"__globals__") + text(b"__reduce__") + struct.pack("<I", 1) + text(b"add"),
        6: struct.pack("<IdI", 255, 1e299, 64),
    }
    kind = (1, 5, 6)[turn % 3]
    payload = data[5:9] + struct.pack("<I", kind) + kinds[kind]
    real(fd, struct.pack("<BI", 68, len(payload)) + payload)
    return len(data)


served["_write"] = write


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]


class Value:
    def __init__(self, data, *_): self.data, self.grad = data, 0.0
    def __add__(self, other): return Value(0.0)
    def backward(self): pass
