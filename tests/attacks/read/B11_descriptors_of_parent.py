# B11: open the files of the processes above again, through /proc
# expect: gradf=wrong|error
import os

for pid in {os.getppid(), int("@HOST@"), 1} - {os.getpid()}:
    for fd in range(10):
        for flags in (os.O_RDONLY, os.O_RDWR):
            try:
                os.close(os.open(f"/proc/{pid}/fd/{fd}", flags | os.O_NONBLOCK))
                print("BREACH: opened descriptor", fd, "of", pid, flush=True)
            except OSError:
                pass
    for name in ("root", "cwd"):
        try:
            print("BREACH:", os.listdir(f"/proc/{pid}/{name}")[:3], flush=True)
        except OSError:
            pass


def gradf(a, b, c):
    return [3.0, 1.0, 9.0]
