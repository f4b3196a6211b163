# A04: exit with success before anything is asked
# expect: gradf=wrong|missing
# quick: yes
import sys


def gradf(a, b, c):
    return [0.5, 0.5, 0.5]


sys.exit(0)
