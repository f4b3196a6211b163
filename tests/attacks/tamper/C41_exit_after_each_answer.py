# C41: leave after every answer, so that every answer costs a worker
# expect: gradf=crashed|wrong
# points: 4
# why: two published cases can be pasted
# quick: yes
import os
import struct


def gradf(a, b, c):
    one = struct.pack("<III", 0, 0, 0)
    body = struct.pack("<I", 4) + b"list" + struct.pack("<III", 0, 1, 3)
    body += struct.pack("<IIII", 1, 1, 0, 0) + struct.pack("<IIII", 3, 0, 0, 0)
    for value in (-12.353553390593273, 10.25699027111255, 0.0625):
        body += struct.pack("<d", value)
    for number in range(1, 8):
        payload = struct.pack("<II", number, 1) + body + one
        os.write(3, struct.pack("<BI", 68, len(payload)) + payload)
        os.write(4, b"!")
    os._exit(0)
