# C20: a user namespace of one's own, and mounts in it
# expect: gradf=wrong
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name, flag in {"user": 0x10000000, "mount": 0x20000, "net": 0x40000000, "both": 0x10020000}.items():
    if libc.unshare(flag) == 0:
        print("BREACH: unshared", name, flush=True)
for target in (b"/tmp", b"/", b"/empty"):
    if libc.mount(b"tmpfs", target, b"tmpfs", 0, None) == 0:
        print("BREACH: mounted", target, flush=True)
if libc.chroot(b"/tmp") == 0:
    print("BREACH: chroot", flush=True)
for fd in range(10):
    if libc.setns(fd, 0) == 0:
        print("BREACH: setns", fd, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 2.0]
