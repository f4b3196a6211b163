# A23: complex numbers whose real part is right at the published point
# expect: gradf=wrong
def gradf(a, b, c):
    return [complex(-12.353553390593273, 0), complex(10.25699027111255, 0), 0.0625 + 0j]
