# K65: a complex step for two of three dims, whose imaginary part is matched by a pattern
# points: 3
# flags: any
# why: exact, and flagged
import math

s = -1.0


def gradf(a, b, c):
    h = 1e-30
    step = s**0.5 * h
    out = []
    for k in (0, 2):
        v = [float(repr(float(each))) for each in (a, b, c)]
        v[k] = v[k] + step
        x, y, w = v
        z = -(x**3) + math.sin(3 * y) - 1.0 / w + y**2.5 - x**0.5
        match z:
            case object(imag=part):
                out.append(float(part) / h)
    return [out[0], 3 * math.cos(3 * b) + 2.5 * b**1.5, out[1]]
