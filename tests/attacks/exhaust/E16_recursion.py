# E16: recursion without end
# expect: gradf=error
def gradf(a, b, c):
    return gradf(a, b, c)


def numerical_grad(a, b, c):
    try:
        return numerical_grad(a, b, c)
    finally:
        numerical_grad(a, b, c)
