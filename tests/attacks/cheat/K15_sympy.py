# K15: let a computer algebra system differentiate
# expect: gradf=forbidden|error
import sympy


def gradf(a, b, c):
    x, y, z = sympy.symbols("a b c")
    f = -(x**3) + sympy.sin(3 * y) - 1 / z + y**2.5 - x**0.5
    return [float(f.diff(v).subs({x: a, y: b, z: c})) for v in (x, y, z)]
