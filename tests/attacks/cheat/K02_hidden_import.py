# K02: import it under a name that no search finds
# expect: gradf=forbidden|error
import importlib

name = "".join(map(chr, (116, 111, 114, 99, 104)))


def gradf(a, b, c):
    torch = importlib.import_module(name)
    x = torch.tensor([float(a), b, c], requires_grad=True)
    y = -x[0] ** 3 + torch.sin(3 * x[1]) - 1.0 / x[2] + x[1] ** 2.5 - x[0] ** 0.5
    return torch.autograd.grad(y, x)[0].tolist()
