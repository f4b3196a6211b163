# B21: links of other processes, read without opening them
import os

seen = []
for pid in ("self", "1", "@HOST@", str(os.getppid())):
    for name in ("exe", "cwd", "root", "fd/0", "fd/1", "fd/3", "ns/pid", "ns/user"):
        try:
            t = os.readlink(f"/proc/{pid}/{name}")
            if pid != "self" and pid != str(os.getpid()):
                print("BREACH: link", pid, name, t)
        except OSError:
            pass


def gradf(a, b, c):
    return [2.0, 1.0, 5.0]
