# A37: collapse the hidden points by controlling chance
# expect: gradf=wrong
# points: 2
# why: the published case can be pasted
import hashlib
import hmac
import os
import random
import secrets

random.random = lambda: 0.5
random.uniform = lambda low, high: low
random.SystemRandom.random = lambda self: 0.5
os.urandom = lambda n: b"\0" * n
secrets.token_bytes = os.urandom
hmac.digest = lambda *_: b"\0" * 32
hashlib.sha256 = None


def gradf(a, b, c):
    return [-12.353553390593273, 10.25699027111255, 0.0625]
