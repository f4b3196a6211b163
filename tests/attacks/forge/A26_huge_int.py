# A26: integers too large to convert, to print or to hold
# expect: gradf=wrong
# quick: yes
def gradf(a, b, c):
    return [10**5000, -(10**400), 1 << 40000]


numerical_grad = [10**4300, 10**4301, 10**308]
