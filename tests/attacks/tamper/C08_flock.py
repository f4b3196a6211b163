# C08: lock the files that everybody opens
# expect: gradf=wrong
import fcntl
import os
import sys

for path in (os.__file__, sys.executable, fcntl.__file__ if hasattr(fcntl, "__file__") else os.__file__):
    try:
        fd = os.open(path, os.O_RDONLY)
        for lock in (fcntl.flock, fcntl.lockf):
            try:
                lock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                print("BREACH: locked", path, flush=True)
            except OSError:
                pass
        for command in (fcntl.F_SETLEASE, fcntl.F_NOTIFY, fcntl.F_SETOWN, 1031):
            try:
                fcntl.fcntl(fd, command, 1)
                print("BREACH: fcntl", command, flush=True)
            except OSError:
                pass
    except OSError:
        pass


def gradf(a, b, c):
    return [1.0, 1.0, 8.0]
