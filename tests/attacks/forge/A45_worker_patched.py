# A45: replace the functions of the worker that read answers
# expect: gradf=wrong|crashed
# points: 2
# why: what a worker says of the published point can be pasted; of the hidden ones it knows nothing
# quick: yes
import gc
import sys

GOOD = [-12.353553390593273, 10.25699027111255, 0.0625]


def patched():
    for each in gc.get_objects():
        if type(each) is dict and each.get("__name__") == "grader.sandbox.plain":
            each["element"] = lambda value: (1.0, "float")
            each["plain"] = lambda value: each["Plain"]("list", (3,), [(g, "float", "") for g in GOOD])
            return True
    frame = sys._getframe()
    while frame is not None:
        plain = frame.f_globals.get("plain")
        if plain is not None and hasattr(plain, "Plain"):
            plain.plain = lambda value: plain.Plain("list", (3,), [(g, "float", "") for g in GOOD])
            return True
        frame = frame.f_back
    return False


patched()


def gradf(a, b, c):
    return [2.0, 2.0, 2.0]
