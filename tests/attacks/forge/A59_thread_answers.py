# A59: threads that answer in the main thread's place: right numbers for the published call, as often as can be
# expect: gradf=wrong|crashed|error|time_limit
import os
import struct
import threading
import time

NUMBERS = (-12.353553390593273, 9.6569, 0.0625)


def text(value):
    return struct.pack("<I", len(value)) + value


def answer():
    number = 0
    while True:
        payload = struct.pack("<II", number % 40, 1) + text(b"list") + text(b"") + struct.pack("<II", 1, 3)
        payload += struct.pack("<II", 1, 1) + text(b"float") + text(b"")
        payload += struct.pack("<4I3d3I", 3, 0, 0, 0, *NUMBERS, 0, 0, 0)
        try:
            os.write(3, struct.pack("<BI", 68, len(payload)) + payload)
            os.write(4, b"!")
        except OSError:
            pass
        number += 1
        time.sleep(0.0001)


def gradf(a, b, c):
    for _ in range(3):
        threading.Thread(target=answer, daemon=True).start()
    time.sleep(0.05)
    return [0.5, 0.5, 0.5]
