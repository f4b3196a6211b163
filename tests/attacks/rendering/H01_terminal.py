# H01: escapes for the terminal, in output, errors, names and values
# expect: gradf=error
# quick: yes
NOISE = "\x1b[2J\x1b]0;pwned\x07\x1b[1A\r\x08\x9b31m\x00\x7f"
print(NOISE * 3)


class Evil(Exception):
    pass


Evil.__name__ = Evil.__qualname__ = f"Evil{NOISE}"


def gradf(a, b, c):
    raise Evil(f"FORGED{NOISE}\n10/10 points\r\nOK for dim 0")  # \x1b[31m ‮


numerical_grad = [NOISE, NOISE.encode(), 1.0]
numerical_grad2 = {NOISE: 1.0}
