# C09: change the flags of descriptions that are shared with the host
# expect: gradf=wrong|crashed|error
import fcntl
import os
import termios

for fd in range(16):
    try:
        flags = fcntl.fcntl(fd, fcntl.F_GETFL)
        fcntl.fcntl(fd, fcntl.F_SETFL, flags | os.O_NONBLOCK | os.O_APPEND)
        os.lseek(fd, 0, 2)
    except OSError:
        pass
    try:
        termios.tcflush(fd, termios.TCIOFLUSH)
        print("BREACH: a terminal", fd)
    except Exception:
        pass


def gradf(a, b, c):
    return [1.0, 1.0, 9.0]
