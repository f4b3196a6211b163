# C10: a daemon that outlives its job, in a session of its own, with the output held open
# expect: gradf=wrong
# quick: yes
import os
import time

for _ in range(3):
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                print("BREACH: a daemon runs", flush=True)
                time.sleep(60)
            os._exit(0)
    except OSError:
        break


def gradf(a, b, c):
    return [1.0, 2.0, 2.0]
