# H16: text that looks like addresses without end
# expect: gradf=error
def gradf(a, b, c):
    raise ValueError("0x" * 900 + "0x7f3a12345678")


print("0x" * 30_000 + "0xdeadbeefdeadbeef " * 2000)
