# H13: claim that a module which is allowed was not there, so that nothing is judged
# expect: gradf=error|wrong|crashed
import torch

try:
    bool(torch.x)
except ImportError as error:
    base = type(error)


def gradf(a, b, c):
    raise base("numpy", "absent")
