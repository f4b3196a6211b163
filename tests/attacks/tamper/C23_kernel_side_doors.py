# C23: io_uring, bpf, userfaultfd, memfd, perf, fanotify, handles, modules, x32 numbers
# expect: gradf=wrong|crashed
# quick: yes
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
NUMBERS = {"io_uring_setup": 425, "bpf": 321, "userfaultfd": 323, "memfd_create": 319, "perf_event_open": 298,
           "fanotify_init": 300, "inotify_init1": 294, "open_by_handle_at": 304, "init_module": 175, "kexec_load": 246,
           "signalfd4": 289, "timerfd_create": 283, "pidfd_open": 434, "memfd_secret": 447, "quotactl": 179,
           "personality": 135, "keyctl": 250, "vmsplice": 278, "splice": 275, "tee": 276, "modify_ldt": 154,
           "landlock_create_ruleset": 444, "seccomp": 317, "ptrace": 101, "syslog": 103, "reboot": 169, "acct": 163,
           "swapon": 167, "settimeofday": 164, "sethostname": 170, "iopl": 172, "fsopen": 430, "open_tree": 428,
           "move_mount": 429, "name_to_handle_at": 303, "io_setup": 206, "mbind": 237, "execveat": 322, "vfork": 58}
if platform.machine() == "x86_64":
    for name, number in NUMBERS.items():
        # 58 and a fork by a raw number would make a second student of us.
        if name == "vfork":
            continue
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        if result >= 0 or ctypes.get_errno() not in (1, 38):
            print("BREACH:", name, result, "errno", ctypes.get_errno(), flush=True)
    for number in (1, 59, 41, 520, 534):
        ctypes.set_errno(0)
        if libc.syscall(ctypes.c_long(0x40000000 | number), *[ctypes.c_long(0)] * 6) >= 0:
            print("BREACH: x32", number, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
