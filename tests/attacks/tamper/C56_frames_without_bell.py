# C56: half of a frame, the bell, and never the other half; then the channel shut for writing
# expect: gradf=wrong|crashed|time_limit|error
# quick: yes
import os
import socket
import struct
import time


def gradf(a, b, c):
    os.write(3, struct.pack("<BI", 68, 4000) + b"\1" * 1999)
    os.write(4, b"!!!!")
    time.sleep(0.05)
    socket.socket(fileno=3).shutdown(socket.SHUT_WR)
    time.sleep(60)
