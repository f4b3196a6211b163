# A72: the worker's own functions found through the collector and given other code
# expect: gradf=wrong|error|crashed
import gc
import types


def always(*_, **__):
    return [-12.353553390593273, 10.256990, 0.0625]


for thing in gc.get_objects():
    if type(thing) is types.FunctionType and thing.__name__ in ("plain", "element", "_numbers", "failing", "is_close"):
        thing.__code__ = always.__code__
        thing.__defaults__ = thing.__kwdefaults__ = None
for thing in gc.get_objects():
    if type(thing) is dict and "_write" in thing:
        thing["NOTES"] = ["x" * 10**6] * 100


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
