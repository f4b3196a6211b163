# E40: threads that keep every processor busy until the limit, one after the other
# expect: gradf=time_limit|wrong|crashed|error
import hashlib
import threading


def burn():
    block = b"x" * (1 << 20)
    while True:
        hashlib.sha256(block).digest()


for _ in range(8):
    try:
        threading.Thread(target=burn, daemon=True).start()
    except RuntimeError:
        break


def gradf(a, b, c):
    burn()
