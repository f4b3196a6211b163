# B20: the grader's exercises, locks, tests and caches wherever packages may be installed
# expect: gradf=wrong
import os
import sys

roots = {*sys.path, sys.prefix, sys.base_prefix, "@ROOT@", os.path.dirname(os.__file__), "/usr/lib/python3", "/opt",
         "/usr/local/lib", "/root", "/home", "/srv", "/work", "/var", "/usr/lib64", "/lib64", "/usr/share"}
for root in roots:
    for folder, _, names in os.walk(root or "."):
        for name in names:
            if name.endswith((".lock.json", "exercise.yaml")) or "answers" in name and "grade" in folder:
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        print("BREACH:", folder, name, file.read(9), flush=True)
                except OSError:
                    pass


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
