# D07: let other programs do it
# expect: gradf=wrong|error|time_limit
# quick: yes
import os
import subprocess

for call in (lambda: subprocess.run(["/bin/sh", "-c", "echo attack > /dev/tcp/127.0.0.1/@PORT@"], timeout=1),
             lambda: os.system("touch @MARKERS@/attack-mark-system") == 0 or 1 / 0,
             lambda: os.posix_spawn("/bin/true", ["true"], {}),
             lambda: os.popen("id").read() or 1 / 0,
             lambda: subprocess.check_output([__import__("sys").executable, "-c", "1"])):
    try:
        call()
        print("BREACH: ran a program", flush=True)
    except Exception:
        pass


def gradf(a, b, c):
    return [4.0, 1.0, 7.0]
