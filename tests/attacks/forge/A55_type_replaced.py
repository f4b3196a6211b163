# A55: ``type``, ``isinstance``, ``getattr``, ``repr``, ``id``, ``hash`` and ``iter`` of the builtins replaced
# expect: gradf=wrong|error|crashed|missing
import builtins

real = builtins.type
builtins.type = lambda value, *rest: float if not rest else real(value, *rest)
builtins.getattr = lambda *_: -12.353553390593273
builtins.repr = builtins.str = lambda *_: "OK"
builtins.id = builtins.hash = lambda *_: 1
builtins.iter = lambda *_: real([])([-12.353553390593273] * 3)
builtins.zip = lambda *_: []
builtins.round = builtins.min = lambda *_: 0.0
builtins.list = builtins.tuple = builtins.dict = real(None)
builtins.callable = lambda *_: True
builtins.Exception = builtins.BaseException = builtins.TypeError = SystemExit


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
