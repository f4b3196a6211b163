# K01: let torch differentiate
# expect: gradf=forbidden
# quick: yes
import torch


def gradf(a, b, c):
    x = [torch.tensor(float(v), requires_grad=True) for v in (a, b, c)]
    y = -x[0] ** 3 + torch.sin(3 * x[1]) - 1.0 / x[2] + x[1] ** 2.5 - x[0] ** 0.5
    y.backward()
    return [v.grad.item() for v in x]
