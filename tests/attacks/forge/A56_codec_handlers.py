# A56: the error handlers and codecs with which text goes into frames
# expect: gradf=error|crashed|wrong
import codecs

for name in ("backslashreplace", "replace", "strict", "surrogateescape", "ignore", "xmlcharrefreplace"):
    codecs.register_error(name, lambda error: ("x" * 100_000, error.end))
codecs.register(lambda name: (lambda *_: (b"0" * 50, 1), lambda *_: ("0" * 50, 1), None, None))


def gradf(a, b, c):
    raise ValueError("\ud800 \udfff" * 1000)
