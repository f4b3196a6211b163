# A29: a list a million levels deep
# expect: gradf=wrong|time_limit|crashed
def deep():
    value = [1.0]
    for _ in range(1_000_000):
        value = [value]
    return value


def gradf(a, b, c):
    return deep()
