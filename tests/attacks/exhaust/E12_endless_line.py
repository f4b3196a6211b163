# E12: one line without an end, and null characters
# expect: gradf=output_limit|time_limit
import sys


def gradf(a, b, c):
    while True:
        sys.stdout.write("\0" * 100_000)
        sys.stdout.flush()
