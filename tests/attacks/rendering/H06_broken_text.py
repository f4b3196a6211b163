# H06: bytes that are no text
# expect: gradf=error
# quick: yes
import os

for fd in (1, 2):
    os.write(fd, bytes(range(256)) * 4 + b"\xff\xfe\xed\xa0\x80\xf5\xc0\x80" + "\ud800".encode("utf-8", "surrogatepass"))


def gradf(a, b, c):
    raise ValueError("\ud800\udfff\U0010ffff\ufffe\x00")


numerical_grad = ["\udcff", b"\xff", "\x00"]
