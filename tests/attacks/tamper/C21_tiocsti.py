# C21: type into the terminal of whoever grades
# expect: gradf=wrong
import fcntl
import termios

for fd in [*range(8)]:
    for char in b"touch /tmp/attack-mark\n":
        try:
            fcntl.ioctl(fd, termios.TIOCSTI, bytes([char]))
            print("BREACH: typed", flush=True)
        except OSError:
            pass
try:
    open("/dev/tty", "w").write("\x1b]0;attack-mark\x07")
    print("BREACH: the terminal", flush=True)
except OSError:
    pass


def gradf(a, b, c):
    return [1.0, 3.0, 3.0]
