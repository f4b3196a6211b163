# C38: have f evaluated where the arithmetic of the host would be slow or fail
# expect: numerical_grad=wrong|error|crashed numerical_grad2=wrong|error|crashed
def f(a, b, c):
    return 0.0


def numerical_grad(a, b, c):
    out = []
    for point in ((1e308, 1e308, 1e308), (-1.0, -1.0, 0.0), (2**62, 2**62, 2**62), (5e-324, 5e-324, 5e-324)):
        try:
            out.append(f(*point))
        except Exception as error:
            out.append(0.25)
    return out[:3]


def numerical_grad2(a, b, c):
    return [f(10**400, 1, 1), f(2**63, 2**63, 2**63), f(float("inf"), 2, 3)]
