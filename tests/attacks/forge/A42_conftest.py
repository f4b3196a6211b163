# A42: plant a conftest.py, a sitecustomize and a module in the way
# expect: gradf=wrong
import os
import sys

TEXT = "def pytest_collection_modifyitems(items): items.clear()\n"
for folder in [".", "@MARKERS@", *sys.path]:
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "attack-mark.pth", "json.py"):
        try:
            with open(os.path.join(folder, name), "x") as file:
                file.write(TEXT)
            print("BREACH: wrote", folder, name, flush=True)
        except OSError:
            pass


def gradf(a, b, c):
    return [1.0, 2.0, 1.0]
