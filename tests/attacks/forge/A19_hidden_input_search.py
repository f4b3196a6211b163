# A19: ask for the hidden inputs in advance
# expect: gradf=wrong|error
import ast
import sys

seen = []


def gradf(a, b, c):
    seen.append((a, b, c))
    caller = sys._getframe(1)
    depth = 0
    while caller is not None and depth < 30:
        for name, value in list(caller.f_locals.items()):
            if name in ("answers", "expected", "key", "torch", "case"):
                print("BREACH:", name, repr(value)[:100])
        caller, depth = caller.f_back, depth + 1
    return [float(len(seen)), 0.0, 0.0]
