# A41: a metaclass that lies about names and never answers
# expect: gradf=wrong|error
class Meta(type):
    @property
    def __name__(cls): raise SystemExit
    def __repr__(cls): raise KeyboardInterrupt
    def mro(cls): return type.mro(cls)
    def __instancecheck__(cls, other): return True
    def __getattribute__(cls, name):
        if name in ("__call__", "__dict__"):
            return type.__getattribute__(cls, name)
        raise OSError(name)


class Strange(metaclass=Meta):
    pass


def gradf(a, b, c):
    return Strange()


Value = Strange
numerical_grad = Strange()
