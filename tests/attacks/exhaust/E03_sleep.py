# E03: wait without using the processor
# expect: gradf=time_limit
import time


def gradf(a, b, c):
    time.sleep(1000)
