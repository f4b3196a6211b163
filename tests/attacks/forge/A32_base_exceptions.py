# A32: exceptions that ordinary graders do not catch
# expect: gradf=error
# quick: yes
class Quit(BaseException):
    pass


def gradf(a, b, c):
    raise Quit("quit")


def numerical_grad(a, b, c):
    raise KeyboardInterrupt


def numerical_grad2(a, b, c):
    raise GeneratorExit


raise SystemExit(0)
