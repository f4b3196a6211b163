# A67: streams whose flush exits, waits, or says something else
# expect: gradf=time_limit|crashed|wrong
import sys
import time


class Stream:
    encoding = "utf-8"
    def write(self, text): return len(text)
    def flush(self):
        if calls > 1:
            time.sleep(60)
        raise SystemExit(0)
    def __getattr__(self, name): raise BaseException(name)


calls = 0
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Stream()


def gradf(a, b, c):
    global calls
    calls += 1
    return [1.0, 2.0, 3.0]
