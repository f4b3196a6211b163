# H26: an exception whose text is a text that lies about its parts
class T(str):
    def __getitem__(self, i):
        return T("::error::FORGED\n" * 100000)

    def split(self, *a):
        return [T("x")] * 3

    def encode(self, *a):
        return b"\xff" * (1 << 21)

    def __str__(self):
        return self

    def __len__(self):
        return 3

    def strip(self, *a):
        return self

    def isidentifier(self):
        return True

    def count(self, *a):
        return 7


class E(NameError):
    def __str__(self):
        return T("name 'x' is not defined")


def gradf(a, b, c):
    raise E


def numerical_grad(*a):
    raise E


raise E
