# C03: plant a usercustomize and a .pth file for the next interpreter
# expect: gradf=wrong
# quick: yes
import os
import site
import sys
import sysconfig

folders = [sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), os.path.dirname(os.__file__)]
try:
    folders.append(site.getusersitepackages())
except Exception:
    pass
folders += ["/usr/lib/python3/dist-packages", "/root/.local", os.path.expanduser("~"), sys.prefix, "@ROOT@"]
for folder in folders:
    for name in ("attack-mark.pth", "attack-mark/usercustomize.py"):
        path = os.path.join(folder, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write("print('pwned')\n")
            print("BREACH: wrote", path, flush=True)
        except OSError:
            pass


def gradf(a, b, c):
    return [1.0, 1.0, 3.0]
