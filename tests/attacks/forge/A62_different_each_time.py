# A62: the right answer at the first call only, for whoever asks once; then by time, count and chance
# expect: gradf=wrong|error
# points: 2
# why: two of the published numbers are right, and everybody may copy those
import random
import time

calls = 0


def gradf(a, b, c):
    global calls
    calls += 1
    if (a, b, c) == (2, 3, 4) and calls == 1:
        return [-12.353553390593273, 10.256990, 0.0625]
    if random.random() < 0.5 or time.time_ns() % 2:
        return [0.0, 0.0, 0.0]
    return [calls, time.time(), random.random()]
