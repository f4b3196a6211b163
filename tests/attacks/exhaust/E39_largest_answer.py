# E39: the largest answers that are taken apart, with long words in them
# expect: gradf=wrong|crashed
def gradf(a, b, c):
    return {"k" * 79 + str(n): "\x1b" * 200 for n in range(4096)}


numerical_grad = ["\u202e" * 300 for _ in range(4096)]
numerical_grad2 = [[["x" * 200] * 16] * 16] * 16
