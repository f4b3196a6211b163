# K14: look into f for its formula
# expect: numerical_grad=error|wrong|crashed|ok
# points: 2
# why: the published numbers can be pasted
import inspect


def f(a, b, c):
    return 0.0


def look():
    for name in ("__code__", "__closure__", "__globals__", "__wrapped__", "formula", "graph", "own", "channel"):
        found = getattr(f, name, None)
        if name in ("formula", "graph") and found is not None:
            print("BREACH:", name, found)
    return [1.0, 1.0, 1.0]


numerical_grad = look()
