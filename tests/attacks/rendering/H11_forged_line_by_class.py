# H11: an error of a class derived from the sandbox's own, so that its name begins a line
# expect: gradf=error|forbidden
# quick: yes
import torch

try:
    bool(torch.x)
except ImportError as error:
    base = type(error)


class Evil(base):
    pass


Evil.__name__ = "::error file=x::FORGED"


def gradf(a, b, c):
    raise Evil("torch", "forbidden")


def numerical_grad(a, b, c):
    raise Evil("\n::error::FORGED", "\n##[error]FORGED")
