# B13: reach outside by names that climb, by links and by open folders
# expect: gradf=wrong|error
import os

for path in ("../../etc/passwd", "/empty/../etc/passwd", "/./etc/passwd", "//etc//passwd", "/usr/../etc/passwd",
             os.path.dirname(os.__file__) + "/../../../etc/passwd", "/lib/../etc/passwd", "/.old/etc/passwd",
             os.path.dirname(os.__file__) + "/site-packages/grader/__init__.py", "/lib64/../etc/passwd"):
    try:
        with open(path, "rb") as file:
            print("BREACH: read", path, file.read(10), flush=True)
    except OSError:
        pass
try:
    folder = os.open(os.path.dirname(os.__file__), os.O_RDONLY | os.O_DIRECTORY)
    for name in ("../../../etc/passwd", "../../../../etc/passwd", "../../../../../etc/passwd"):
        try:
            os.close(os.open(name, os.O_RDONLY, dir_fd=folder))
            print("BREACH: climbed", name, flush=True)
        except OSError:
            pass
except OSError:
    pass


def gradf(a, b, c):
    return [3.0, 2.0, 2.0]
