# D08: become another program
# expect: gradf=error|crashed|wrong
import os
import sys


def gradf(a, b, c):
    for path in ("/bin/sh", sys.executable, "/lib64/ld-linux-x86-64.so.2"):
        try:
            os.execv(path, [path, "-c", "print('BREACH: another program')"])
        except OSError:
            pass
    return [4.0, 1.0, 8.0]
