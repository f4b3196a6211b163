# E45: small source whose compiled form is gigantic
# expect: gradf=wrong|missing|memory_limit|crashed|error|time_limit
def gradf(a, b, c):
    return compile("((((((((((1,)*100,)*100,)*100,)*100,)*100,)*100,)*100,)*100,)*100,)", "x", "eval")


big = [[["x"] * 1000] * 1000] * 1000
x = (1 << 100_000_000)
y = -(1 << 10) ** 5_000_000
