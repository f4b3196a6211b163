# C51: .pth files, usercustomize, caches and packages for the next interpreter, in every folder there is
# expect: gradf=wrong
import os
import site
import sys
import sysconfig

places = {*sys.path, *site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path("stdlib"), "@ROOT@",
          "@ROOT@/grader/sandbox", "@ROOT@/grader/sandbox/__pycache__", "@MARKERS@", ".", "/dev/shm", "/var/tmp",
          "/run", "/etc/profile.d", os.path.expanduser("~"), "/root", "/usr/lib/python3/dist-packages"}
for place in places:
    for name in ("attack-mark.pth", "usercustomize-attack-mark.py", "attack-mark.pyc"):
        try:
            with open(os.path.join(place or ".", name), "w") as file:
                file.write("import os\n")
            print("BREACH: planted", place, name, flush=True)
        except OSError:
            pass
sys.dont_write_bytecode = False
sys.pycache_prefix = "@MARKERS@"
try:
    import py_compile

    py_compile.compile(os.__file__, "@MARKERS@/attack-mark.pyc", doraise=True)
    print("BREACH: compiled", flush=True)
except BaseException:
    pass


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
