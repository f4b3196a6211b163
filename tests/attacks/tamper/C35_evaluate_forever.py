# C35: ask the host for f without end
# expect: numerical_grad=time_limit|crashed|wrong|error
def numerical_grad(a, b, c):
    while True:
        try:
            f(a, b, c)
        except BaseException:
            pass


def f(a, b, c):
    return a
