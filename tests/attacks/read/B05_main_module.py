# B05: look at __main__, at the modules and at the caller for answers
# expect: gradf=wrong|error
import sys

seen = {}
frame = sys._getframe()
while frame:
    seen.update(frame.f_globals)
    seen.update(frame.f_locals)
    frame = frame.f_back
for name in ("key", "answers", "expected", "exercise", "solution", "reference", "secret", "tolerance"):
    if name in seen:
        print("BREACH:", name, flush=True)


def gradf(a, b, c):
    return [3.0, 1.0, 5.0]
