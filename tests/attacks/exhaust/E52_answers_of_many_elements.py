# E52: as many elements as an answer may have, each with the longest words, at each call and in each cell
# expect: gradf=wrong|error|time_limit
class Long:
    pass


Long.__name__ = Long.__qualname__ = "\u202e" * 100_000
numerical_grad = [Long() for _ in range(16384)]
numerical_grad2 = {("k" * 1000 + str(i)): Long() for i in range(16384)}


def gradf(a, b, c):
    return [Long() for _ in range(16384)]
