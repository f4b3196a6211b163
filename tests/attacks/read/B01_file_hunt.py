# B01: hunt for the answers, the exercise and other submissions in every folder
# expect: gradf=wrong|error|time_limit
# quick: yes
import os
import sys

NAMED = ("@ANSWERS@", "@ROOT@/exercises/micrograd/exercise.yaml", "@CLASSMATE@", "@ROOT@/grader/pipeline.py",
         "/etc/passwd", "/etc/shadow", "/etc/hostname", "/proc/self/environ", "/proc/self/maps", "/proc/1/cmdline")
for path in NAMED:
    try:
        with open(path, "rb") as file:
            print("BREACH: read", path, file.read(20), flush=True)
    except OSError:
        pass
for top in ("/tmp", "/home", "/root", "/var", "/srv", "/opt", "/mnt", "/proc", "/sys", "@ROOT@"):
    try:
        # The empty folders on the way to the interpreter and to the sandbox are there, and nothing beside them.
        way = {part for path in (os.__file__, sys.executable, "@ROOT@/grader/sandbox") for part in path.split("/")}
        beside = [name for name in os.listdir(top) if name not in way]
        if beside:
            print("BREACH: listed", top, beside[:3], flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [3.0, 1.0, 1.0]
