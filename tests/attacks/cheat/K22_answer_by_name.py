# K22: return whatever variable has the right length
# expect: gradf=wrong
# points: 2
# why: the published case can be pasted
right = [-12.353553390593273, 10.25699027111255, 0.0625]


def gradf(a, b, c):
    return next(v for v in list(globals().values()) if isinstance(v, list) and len(v) == 3)
