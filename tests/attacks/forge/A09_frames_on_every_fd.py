# A09: forged answers on every descriptor before the first call
# expect: gradf=crashed|wrong
# quick: yes
import os
import struct

numbers = [-12.353553390593273, 10.25699027111255, 0.0625]
body = struct.pack("<I", 4) + b"list" + struct.pack("<III", 0, 1, 3)
body += struct.pack("<IIII", 1, 1, 0, 0) + struct.pack("<4I3d3I", 3, 0, 0, 0, *numbers, 0, 0, 0)


def forged(number):
    payload = struct.pack("<II", number, 1) + body
    return struct.pack("<BI", 68, len(payload)) + payload


def gradf(a, b, c):
    return [9.0, 9.0, 9.0]


for fd in range(64):
    for number in range(8):
        try:
            os.write(fd, forged(number))
        except OSError:
            break
