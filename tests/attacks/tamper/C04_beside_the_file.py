# C04: plant a module and a cache beside the submission
# expect: gradf=wrong
import os

for folder in ("@MARKERS@", os.path.dirname("@CLASSMATE@"), "@ROOT@/submissions/micrograd", "."):
    for name in ("math.py", "attack-mark.py", "__pycache__/ok.cpython-311.pyc"):
        try:
            os.makedirs(os.path.dirname(os.path.join(folder, name)) or ".", exist_ok=True)
            with open(os.path.join(folder, name), "wb") as file:
                file.write(b"sin = cos = lambda x: 0\n")
            print("BREACH: wrote", folder, name, flush=True)
        except OSError:
            pass


def gradf(a, b, c):
    return [1.0, 1.0, 4.0]
