# E28: links, pipes and devices in the working directory
# expect: gradf=wrong|error
import os

for call in (lambda: os.symlink("/etc/passwd", "attack-mark-link"), lambda: os.mkfifo("attack-mark-fifo"),
             lambda: os.link("@CLASSMATE@", "@MARKERS@/attack-mark-hard"),
             lambda: os.symlink("/", "@MARKERS@/attack-mark-root"),
             lambda: os.mknod("attack-mark-device", 0o60666, os.makedev(1, 3))):
    try:
        call()
        print("BREACH: made something", flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [2.0, 2.0, 2.0]
