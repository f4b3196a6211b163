# C22: change a module of the library, or of the grader, for those who come later
# expect: gradf=wrong
import math
import os
import sys

victims = [os.__file__, "@ROOT@/grader/pipeline.py", "@ROOT@/exercises/micrograd/exercise.yaml", "@ANSWERS@", "@CLASSMATE@"]
for path in victims:
    for flags in (os.O_WRONLY | os.O_APPEND, os.O_RDWR):
        try:
            os.close(os.open(path, flags))
            print("BREACH: could write", path, flush=True)
        except OSError:
            pass
    for call in (os.chmod, os.truncate):
        try:
            call(path, 0o777 if call is os.chmod else os.stat(path).st_size)
            print("BREACH:", call.__name__, path, flush=True)
        except OSError:
            pass
    try:
        os.utime(path)
        print("BREACH: utime", path, flush=True)
    except OSError:
        pass
    try:
        os.rename(path, path + ".attack-mark")
        print("BREACH: renamed", path, flush=True)
        os.rename(path + ".attack-mark", path)
    except OSError:
        pass


def gradf(a, b, c):
    return [1.0, 3.0, 4.0]
