# C46: system calls by the numbers of 32 bits, from machine code
# expect: gradf=wrong|crashed
import ctypes
import mmap
import platform

if platform.machine() == "x86_64":
    # mov eax, number; xor ebx, ebx; xor ecx, ecx; xor edx, edx; int 0x80; ret
    for number in (20, 2, 5, 102, 120, 190, 359):
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(b"\x53\xb8" + number.to_bytes(4, "little") + b"\x31\xdb\x31\xc9\x31\xd2\xcd\x80\x5b\xc3")
        call = ctypes.CFUNCTYPE(ctypes.c_int32)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        result = call()
        if result == 0 and number in (2, 120, 190):
            ctypes.CDLL(None)._exit(0)
        if result not in (-1, -38, -14, -2, -22):
            print("BREACH: 32 bits", number, result, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
