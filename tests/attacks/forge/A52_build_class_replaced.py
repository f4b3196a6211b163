# A52: replace the hooks that the worker has put around classes and input
# expect: gradf=wrong|error|crashed
import builtins
import sys

builtins.__build_class__ = lambda *_, **__: None
builtins.__import__ = lambda *_, **__: None
builtins.exec = builtins.compile = builtins.getattr = None
builtins.BaseException = builtins.Exception = ()
sys.modules.clear()


def gradf(a, b, c):
    return [0.0, 0.0, 1.0]
