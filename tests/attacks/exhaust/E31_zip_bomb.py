# E31: a few bytes that grow to gigabytes
# expect: gradf=memory_limit|error|crashed|time_limit
import bz2
import zlib


def gradf(a, b, c):
    small = zlib.compress(zlib.compress(b"\0" * 100_000_000))
    return zlib.decompress(zlib.decompress(small)) * 1000
