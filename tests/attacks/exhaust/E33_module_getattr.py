# E33: a name whose reading never ends
# expect: gradf=time_limit|missing|error|wrong|crashed
import sys
import time


class Slow(dict):
    def get(self, *_):
        time.sleep(100)

    __getitem__ = __contains__ = get


def __getattr__(name):
    time.sleep(100)


class Module(type(sys)):
    def __getattribute__(self, name):
        time.sleep(100)


sys.modules["__main__"].__class__ = Module
