# C41: leave after every answer, so that every answer costs a worker
# expect: gradf=crashed|wrong
# points: 4
# why: two published cases can be pasted
# quick: yes
import os
import struct


def gradf(a, b, c):
    one = struct.pack("<II", 0, 0)
    body = struct.pack("<I", 4) + b"list" + struct.pack("<III", 0, 1, 3) + struct.pack("<I", 3)
    for value in (-12.353553390593273, 10.25699027111255, 0.0625):
        body += struct.pack("<Id", 1, value) + one
    for number in range(1, 8):
        payload = struct.pack("<II", number, 1) + body + one
        os.write(3, struct.pack("<BI", 68, len(payload)) + payload)
    os._exit(0)
