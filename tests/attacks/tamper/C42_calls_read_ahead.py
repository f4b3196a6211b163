# C42: read the calls that wait in the channel, and answer them in another order
# expect: gradf=crashed|wrong|time_limit|error
import os
import struct


def gradf(a, b, c):
    try:
        os.set_blocking(3, False)
        ahead = os.read(3, 1 << 16)
        print(len(ahead))
    except BlockingIOError:
        pass
    return [1.0, 4.0, 6.0]
