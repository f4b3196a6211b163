# K12: keep the answers of one call for another
# expect: gradf=wrong
# points: 2
# why: the published case can be pasted
cache = {}


def gradf(a, b, c):
    return cache.setdefault("answer", [-12.353553390593273, 10.25699027111255, 0.0625])
