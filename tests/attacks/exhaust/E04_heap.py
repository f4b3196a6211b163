# E04: more and more memory, in small pieces that are all used
# expect: gradf=memory_limit|crashed|time_limit
def gradf(a, b, c):
    pieces = []
    while True:
        pieces.append(bytearray(1 << 20))
