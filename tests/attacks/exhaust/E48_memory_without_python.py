# E48: memory by mmap, by stacks of threads, by dlopen and by tables of the kernel
# expect: gradf=error|memory_limit|crashed|time_limit|wrong
import mmap
import os
import select
import threading


def gradf(a, b, c):
    kept = []
    for size in (1 << 40, 1 << 33, 1 << 30, 1 << 28, 1 << 24, 1 << 20):
        for _ in range(200):
            try:
                kept.append(mmap.mmap(-1, size))
                kept[-1][:: 4096] = b"x" * len(kept[-1][:: 4096])
            except (OSError, MemoryError, ValueError, OverflowError):
                break
    for _ in range(100):
        try:
            kept.append(select.epoll())
            kept.append(os.eventfd(0))
        except OSError:
            break
    threading.stack_size(1 << 29)
    threading.Thread(target=print).start()
    return [1.0, 2.0, 3.0]
