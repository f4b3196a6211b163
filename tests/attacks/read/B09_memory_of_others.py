# B09: read the memory of the process above
# expect: gradf=wrong|error
import os

for pid in (os.getppid(), int("@HOST@"), 1):
    for name in ("mem", "maps", "pagemap", "auxv", "stack", "syscall", "map_files"):
        try:
            os.close(os.open(f"/proc/{pid}/{name}", os.O_RDONLY))
            print("BREACH: opened", pid, name, flush=True)
        except OSError:
            pass
for path in ("/dev/mem", "/dev/kmem", "/dev/kmsg", "/proc/kcore", "/proc/kallsyms", "/proc/kpagecount"):
    try:
        os.close(os.open(path, os.O_RDONLY))
        print("BREACH: opened", path, flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [3.0, 1.0, 7.0]
