# C36: ask the host for f without reading one reply
# expect: numerical_grad=time_limit|crashed|wrong|error
import os
import struct

ASK = struct.pack("<I", 1) + b"f" + struct.pack("<I", 3) + (b"f" + struct.pack("<d", 2.0)) * 3
FRAME = struct.pack("<BI", 67, len(ASK)) + ASK


def numerical_grad(a, b, c):
    while True:
        try:
            os.write(3, FRAME * 1000)
            os.write(4, b"!")
        except OSError:
            pass
