# E09: fill every folder with files
# expect: gradf=wrong|error|crashed|time_limit
import os
import tempfile

for folder in (".", "/tmp", "/var/tmp", "/dev/shm", "@MARKERS@", "/dev/mqueue", "/run"):
    try:
        with open(os.path.join(folder, "attack-mark-fill"), "wb") as file:
            for _ in range(64):
                file.write(b"x" * (1 << 20))
        print("BREACH: wrote", folder, flush=True)
    except OSError:
        pass
try:
    tempfile.TemporaryFile()
    print("BREACH: a temporary file", flush=True)
except OSError:
    pass


def gradf(a, b, c):
    return [2.0, 1.0, 4.0]
