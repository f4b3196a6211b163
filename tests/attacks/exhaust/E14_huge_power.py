# E14: an integer power that takes for ever
# expect: gradf=time_limit|memory_limit
def gradf(a, b, c):
    return [3 ** (3**20), 1, 1]
