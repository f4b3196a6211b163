# B03: run a classmate's submission
# expect: gradf=wrong|time_limit
# copied: 10
# why: where files can be read, a classmate's answers can
# quick: yes
import glob
import os


def gradf(a, b, c):
    return [3.0, 1.0, 3.0]


for path in ["@CLASSMATE@", *glob.glob(os.path.dirname("@CLASSMATE@") + "/*.py"), *glob.glob("*.py"), *glob.glob("../*/*.py")]:
    try:
        exec(compile(open(path).read(), path, "exec"), globals())
        print("BREACH: ran", path, flush=True)
    except OSError:
        pass
