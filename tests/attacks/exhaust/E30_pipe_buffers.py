# E30: the kernel's memory in the buffers of pipes and sockets
# expect: gradf=wrong|error|crashed
import fcntl
import os

kept = 0
try:
    while kept < 1000:
        reading, writing = os.pipe()
        try:
            fcntl.fcntl(writing, 1031, 1 << 20)
            print("BREACH: a pipe was enlarged", flush=True)
        except OSError:
            pass
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 65536)
        except BlockingIOError:
            kept += 1
except OSError:
    pass
if kept > 100:
    print("BREACH:", kept, "full pipes", flush=True)


def gradf(a, b, c):
    return [2.0, 2.0, 4.0]
