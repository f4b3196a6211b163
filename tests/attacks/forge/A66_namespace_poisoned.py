# A66: the namespace emptied, filled with keys that lie, and given another class
# expect: gradf=wrong|error|crashed|missing
import sys
import types


class Key(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("gradf")
    def __getattribute__(self, name): raise SystemExit


class Main(types.ModuleType):
    def __getattribute__(self, name): raise SystemExit
    def __setattr__(self, name, value): raise SystemExit


def gradf(a, b, c):
    globals()[Key("gradf")] = lambda *_: [-12.353553390593273] * 3
    globals()[1] = globals()[None] = globals()[(1, 2)] = 0
    globals().pop("__builtins__", None)
    sys.modules["__main__"].__class__ = Main
    for _ in range(3):
        globals()["x" * 100_000 + str(_)] = globals()
    return [1.0, 2.0, 3.0]


globals()[Key("numerical_grad")] = [1.0, 1.0, 1.0]
