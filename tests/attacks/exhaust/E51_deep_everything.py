# E51: exceptions, lists, classes and reprs nested without end
# expect: gradf=error|crashed|wrong|time_limit|memory_limit
def gradf(a, b, c):
    error = None
    for _ in range(100_000):
        new = ValueError("x" * 100)
        new.__context__ = new.__cause__ = error
        error = new
    kind = object
    for _ in range(500):
        kind = type("K" * 5000, (kind,), {})
    Deep = type("D", (ValueError,), {"__str__": lambda self: "y" * 10**8, "__module__": "z" * 10**6})
    raise Deep(kind()) from error
