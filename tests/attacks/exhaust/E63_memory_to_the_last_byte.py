# E63: memory kept just below the limit, so that the answer's own packing fails
keep = []
try:
    while True: keep.append(bytearray(1 << 20))
except MemoryError: pass
try:
    while True: keep.append(bytearray(1 << 12))
except MemoryError: pass
def gradf(a, b, c): return [0.0] * 3
numerical_grad = [0.0] * 3
