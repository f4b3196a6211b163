# A61: StopIteration, GeneratorExit, StopAsyncIteration, groups and exceptions that cannot be made or unmade
# expect: gradf=error|crashed|wrong
class Strange(BaseException):
    def __new__(cls, *args):
        return super().__new__(cls, *args)

    @property
    def __traceback__(self):
        raise GeneratorExit

    @property
    def __class__(self):
        raise StopIteration

    @property
    def args(self):
        raise KeyboardInterrupt

    def __str__(self):
        raise self

    __repr__ = __str__
    __cause__ = __context__ = property(__str__)


calls = 0


def gradf(a, b, c):
    global calls
    calls += 1
    if calls % 5 == 0:
        raise BaseExceptionGroup("x" * 100_000, [Strange() for _ in range(1000)])
    raise [StopIteration, GeneratorExit, StopAsyncIteration, Strange, SystemExit][calls % 5]()
