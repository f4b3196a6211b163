# C69: machine code that calls the kernel by other conventions
# expect: gradf=wrong|crashed
# quick: yes
import mmap, ctypes, platform
def gradf(a, b, c):
    if platform.machine() == "x86_64":
        m = mmap.mmap(-1, 4096, prot=7)
        for code, name in ((b"\xb8\x14\x00\x00\x00\xcd\x80\xc3", "int80"), (b"\xb8\x39\x00\x00\x40\x0f\x05\xc3", "x32fork"), (b"\xb8\x65\x00\x00\x00\x0f\x05\xc3", "ptrace")):
            m.seek(0); m.write(code)
            f = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))
            r = f()
            if r >= 0 : print("BREACH", name, r)
    return [5.0]*3
