# E34: import all of the standard library
# expect: gradf=wrong|error|time_limit
import sys

for name in sorted(sys.stdlib_module_names):
    if name not in ("antigravity", "this", "idlelib", "turtledemo", "__main__") and not name.startswith("_"):
        try:
            __import__(name)
        except BaseException:
            pass


def gradf(a, b, c):
    return [2.0, 2.0, 5.0]
