# C11: leave with success while a child holds the output open
# expect: gradf=crashed|wrong
import os
import time


def gradf(a, b, c):
    try:
        if os.fork() == 0:
            os.setsid()
            time.sleep(60)
    except OSError:
        pass
    os._exit(0)
