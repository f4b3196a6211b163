# A22: truth values instead of numbers
# expect: gradf=wrong
def gradf(a, b, c):
    return [True, True, True]
