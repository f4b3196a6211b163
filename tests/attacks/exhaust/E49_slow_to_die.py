# E49: as much memory as there is, many threads and many mappings, all to be torn down at the end
# expect: gradf=time_limit|crashed|memory_limit|error|wrong
import mmap
import threading
import time


def gradf(a, b, c):
    kept = []
    try:
        for _ in range(60_000):
            kept.append(mmap.mmap(-1, 4096, prot=mmap.PROT_READ if len(kept) % 2 else mmap.PROT_WRITE))
    except (OSError, MemoryError):
        pass
    for _ in range(30):
        try:
            threading.Thread(target=time.sleep, args=(60,)).start()
        except RuntimeError:
            break
    time.sleep(60)
