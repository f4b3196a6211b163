# E44: a thread floods the output while the answers are right in form
# expect: gradf=wrong|output_limit|time_limit|crashed
import os
import threading


def flood():
    while True:
        os.write(1, b"y" * 65536)


threading.Thread(target=flood, daemon=True).start()


def gradf(a, b, c):
    return [2.0, 2.0, 6.0]
