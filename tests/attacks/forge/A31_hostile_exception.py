# A31: an exception that raises when it is read, with a message of 50 MB
# expect: gradf=error
class Hostile(Exception):
    def __str__(self): raise self
    def __repr__(self): raise self
    @property
    def args(self): raise self


class Huge(Exception):
    def __str__(self): return "x" * 50_000_000


def gradf(a, b, c):
    raise Hostile


def numerical_grad(a, b, c):
    raise Huge


raise Huge
