# C70: a thread takes back what rings the bell
# expect: gradf=wrong|time_limit|crashed
import os, threading
def take():
    while True:
        try: os.read(4, 65536)
        except OSError: return
threading.Thread(target=take, daemon=True).start()
def gradf(a, b, c): return [5.0]*3
