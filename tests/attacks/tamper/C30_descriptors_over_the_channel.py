# C30: send descriptors to the host, which would keep them
# expect: gradf=wrong|crashed|error
import array
import ctypes
import os
import socket
import struct


def gradf(a, b, c):
    sent = 0
    try:
        one = socket.socket(fileno=3)
        for _ in range(200):
            reading, writing = os.pipe()
            one.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [reading, writing] * 100))])
            sent += 1
    except OSError:
        pass
    if sent:
        print("BREACH: descriptors were sent")
    return [1.0, 4.0, 2.0]
