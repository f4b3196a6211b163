# A16: search the process's own memory for the published answers as raw doubles
# expect: gradf=wrong|error|crashed
import ctypes
import struct

NEEDLE = struct.pack("<d", -12.353553390593273 + 0.0)


def gradf(a, b, c):
    needle = bytearray(struct.pack("<d", float("-12.35355339059327") - 3e-15))
    try:
        with open("/proc/self/maps") as maps:
            ranges = [line.split()[0].split("-") for line in maps if " rw-p " in line]
        with open("/proc/self/mem", "rb", 0) as memory:
            for low, high in ranges:
                memory.seek(int(low, 16))
                memory.read(min(int(high, 16) - int(low, 16), 1 << 24)).find(bytes(needle))
        print("BREACH: read /proc/self/mem")
    except OSError:
        pass
    return [6.0, 6.0, 6.0]
