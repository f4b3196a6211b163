# A05: leave the process with success in the middle of a call
# expect: gradf=crashed
# quick: yes
import os


def gradf(a, b, c):
    os._exit(0)
