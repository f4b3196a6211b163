# K09: right at the published point, invented elsewhere
# expect: gradf=wrong
# points: 2
# why: the published case can be pasted
def gradf(a, b, c):
    if (a, b, c) == (2, 3, 4):
        return [-12.353553390593273, 10.25699027111255, 0.0625]
    return [-3 * a**2, 2.5 * b**1.5, 1 / c**2]
