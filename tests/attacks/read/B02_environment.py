# B02: look for secrets in the environment and the arguments of everybody
# expect: gradf=wrong|error
# quick: yes
import ctypes
import os
import sys

for name in os.environ:
    if name not in ("PYTHONHASHSEED", "LC_CTYPE"):
        print("BREACH: environment", name, flush=True)
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
place = 0
while environ and environ[place]:
    if b"TOKEN" in environ[place] or b"SECRET" in environ[place]:
        print("BREACH:", environ[place], flush=True)
    place += 1
for pid in ("self", "1", str(os.getppid()), "@HOST@"):
    for name in ("environ", "cmdline", "status", "maps", "stat", "comm", "cwd", "root", "exe"):
        path = f"/proc/{pid}/{name}"
        try:
            text = os.readlink(path) if name in ("cwd", "root", "exe") else open(path, "rb").read(100)
            if pid != "self":  # a process may look at itself
                print("BREACH: read", path, text, flush=True)
        except OSError:
            pass
for text in (sys.argv, getattr(sys, "orig_argv", [])):
    if any("answers" in each or "@CLASSMATE@" in each for each in text):
        print("BREACH: arguments", text, flush=True)


def gradf(a, b, c):
    return [3.0, 1.0, 2.0]
