# C37: ask the host for functions that it does not serve, with arguments that do not fit
# expect: numerical_grad=crashed|error|wrong
# quick: yes
import os
import struct


def ask(name, *args):
    body = struct.pack("<I", len(name)) + name + struct.pack("<I", len(args))
    for each in args:
        body += b"f" + struct.pack("<d", each)
    os.write(3, struct.pack("<BI", 67, len(body)) + body)
    os.write(4, b"!")
    return os.read(3, 4096)


def numerical_grad(a, b, c):
    ask(b"gradf", 1.0, 1.0, 1.0)
    ask(b"f")
    ask(b"f", *[1.0] * 60)
    ask(b"f", float("nan"), float("inf"), -1e308)
    ask(b"__import__", 0.0)
    return [1.0, 1.0, 1.0]


def numerical_grad2(a, b, c):
    ask(b"f", 1.0)
    return [1.0, 1.0, 1.0]
