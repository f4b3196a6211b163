# C17: an abstract socket for the next submission
# expect: gradf=wrong
import os

try:
    import socket
    one = socket.socket(socket.AF_UNIX)
    one.bind("\0attack-mark-mailbox")
    one.listen()
    print("BREACH: an abstract socket", flush=True)
except Exception:
    pass


def gradf(a, b, c):
    return [1.0, 2.0, 8.0]
