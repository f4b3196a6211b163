# H25: source lines that are made up when a traceback is shown
import linecache


class Loader:
    def get_source(self, name):
        while True:
            pass


__loader__ = Loader()


class C(dict):
    def __getitem__(self, k):
        return (1, None, EndlessList(), k)

    def get(self, *a):
        return self[a]

    def __contains__(self, k):
        return True


class EndlessList(list):
    def __len__(self):
        return 1 << 60

    def __getitem__(self, i):
        return "::error::FORGED \x1b[31m" * 1000

    def __iter__(self):
        while True:
            yield "x"


linecache.cache = C()
linecache.getlines = lambda *a: EndlessList()
linecache.getline = lambda *a: "::error::FORGED" * 100000


def gradf(a, b, c):
    raise ValueError("x")


numerical_grad = 1 / 0
