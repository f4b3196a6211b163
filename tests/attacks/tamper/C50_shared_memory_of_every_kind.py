# C50: queues, keyrings, shared memory, abstract sockets, watches and events that could outlive a job
# expect: gradf=wrong
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
calls = {
    "mq_open": (240, b"/attack-mark", 0o102, 0o600, 0), "shmget": (29, 0x0A77ACCE, 4096, 0o1600),
    "semget": (64, 0x0A77ACCE, 1, 0o1600), "msgget": (68, 0x0A77ACCE, 0o1600),
    "add_key": (248, b"user", b"attack-mark", b"x", 1, -3), "request_key": (249, b"user", b"attack-mark", None, -3),
    "keyctl": (250, 1, b"attack-mark"), "inotify_init": (253,), "fanotify_init": (300, 0, 0),
    "memfd_create": (319, b"attack-mark", 0), "memfd_secret": (447, 0), "userfaultfd": (323, 1),
    "io_uring_setup": (425, 4, bytes(200)), "timerfd_create": (283, 0, 0), "signalfd": (289, -1, bytes(8), 8, 0),
    "socketpair": (53, 1, 1, 0, bytes(8)), "socket": (41, 1, 1, 0), "vsock": (41, 40, 1, 0), "alg": (41, 38, 5, 0),
    "packet": (41, 17, 3, 0), "netlink": (41, 16, 3, 0), "mount_setattr": (442, -1, b"", 0, None, 0),
    "fsopen": (430, b"tmpfs", 0), "mknod": (133, b"/tmp/attack-mark", 0o010600, 0), "setns": (308, 3, 0),
    "lsm_set_self_attr": (460, 0, None, 0, 0), "futex_waitv": (449, None, 0, 0, None, 0), 
}
if os.uname().machine == "x86_64":
    for name, (number, *arguments) in calls.items():
        ctypes.set_errno(0)
        if libc.syscall(number, *arguments) >= 0:
            print("BREACH:", name, flush=True)
for name in ("shared_memory.SharedMemory", "Queue", "Pipe", "Pool", "Manager", "Lock"):
    try:
        __import__("multiprocessing.shared_memory")
        target = __import__("multiprocessing")
        for part in name.split("."):
            target = getattr(target, part)
        target(**({"name": "attack-mark", "create": True, "size": 9} if "Shared" in name else {}))
    except BaseException:
        continue
    if name in ("shared_memory.SharedMemory", "Manager", "Pool"):
        print("BREACH:", name, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
