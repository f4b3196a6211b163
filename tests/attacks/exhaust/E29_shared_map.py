# E29: memory that is shared and not counted as the heap is
# expect: gradf=error|memory_limit|crashed|time_limit|wrong
import mmap


def gradf(a, b, c):
    kept = []
    for _ in range(400):
        one = mmap.mmap(-1, 16 << 20)
        one.write(b"x" * (16 << 20))
        kept.append(one)
    print("BREACH: 6 GiB of shared memory")
    return [2.0, 2.0, 3.0]
