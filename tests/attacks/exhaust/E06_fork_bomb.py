# E06: processes that make processes, bounded so that a machine without walls lives on
# expect: gradf=wrong|error|crashed|time_limit
# quick: yes
import os
import time


def bomb(depth):
    for _ in range(4):
        try:
            if os.fork() == 0:
                if depth:
                    bomb(depth - 1)
                time.sleep(30)
                os._exit(0)
            print("BREACH: forked", flush=True)
        except OSError:
            return


bomb(2)


def gradf(a, b, c):
    return [2.0, 1.0, 1.0]
