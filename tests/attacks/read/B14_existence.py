# B14: find out which files exist, by what refusals say and by stat
# expect: gradf=wrong|error
# contained: full
import os

for path in ("@ANSWERS@", "@CLASSMATE@", "/etc/passwd", "@MARKERS@", "/root", "/home"):
    # Where the interpreter lives below one of them, the empty folder above it must be there.
    if path in ("/root", "/home") and os.__file__.startswith(path):
        continue
    for call in (os.stat, os.lstat, os.listdir, lambda p: os.access(p, os.F_OK) or os.stat(p)):
        try:
            call(path)
            print("BREACH: exists", path, flush=True)
        except FileNotFoundError:
            pass
        except OSError as error:
            print("BREACH:", path, error.strerror, flush=True)


def gradf(a, b, c):
    return [3.0, 2.0, 3.0]
