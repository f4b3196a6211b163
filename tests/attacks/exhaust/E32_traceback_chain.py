# E32: a chain of a hundred thousand exceptions
# expect: gradf=error|time_limit|memory_limit|crashed
def gradf(a, b, c):
    error = None
    for number in range(100_000):
        new = ValueError("x" * 1000)
        new.__context__ = new.__cause__ = error
        error = new
    raise ExceptionGroup("many", [error] * 1000)
