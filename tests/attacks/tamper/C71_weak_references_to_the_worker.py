# C71: weak references to the worker's modules with callbacks that run at any time
import gc, weakref, sys
keep = []
def cb(r): raise SystemExit(7)
for o in gc.get_objects():
    try: keep.append(weakref.ref(o, cb))
    except TypeError: pass
def gradf(a, b, c):
    for o in gc.get_objects():
        if type(o) is list and len(o) > 100:
            try: o.clear()
            except BaseException: pass
    return [0, 0, 0]
