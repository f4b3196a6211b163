# E43: print one byte at a time, as often as possible, on both streams
# expect: gradf=time_limit|output_limit
import os


def gradf(a, b, c):
    while True:
        os.write(1, b"\n")
        os.write(2, b"\x1b")
