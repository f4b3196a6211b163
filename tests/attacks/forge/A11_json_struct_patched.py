# A11: the modules with which results are packed
# expect: gradf=wrong|crashed|error
import json
import struct

GOOD = [-12.353553390593273, 10.25699027111255, 0.0625]
json.dumps = lambda *_, **__: '{"score": 10}'
real = struct.Struct


class Forging(real):
    def pack(self, *values):
        return real.pack(self, *values)


struct.Struct = Forging
struct.pack = lambda *_: b""


def gradf(a, b, c):
    return [0.0, 1.0, 0.0]
