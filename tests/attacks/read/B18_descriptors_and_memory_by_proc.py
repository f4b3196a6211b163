# B18: own and others' memory, maps, descriptors and roots by way of /proc
# expect: gradf=wrong
import os

for process in ("self", "thread-self", "1", str(os.getppid()), "@HOST@"):
    for name in ("mem", "maps", "fd/0", "fd/3", "root/etc/passwd", "cwd", "environ", "cmdline", "fdinfo/3", "exe",
                 "map_files", "auxv", "stack", "pagemap", "task", "ns/mnt", "attr/current", "oom_score_adj"):
        try:
            with open(f"/proc/{process}/{name}", "r+b", buffering=0) as file:
                print("BREACH:", process, name, file.read(16), flush=True)
        except OSError:
            pass


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
