# E15: keys that all collide
# expect: gradf=time_limit|memory_limit
class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self is other


def gradf(a, b, c):
    return {Key(): 1.0 for _ in range(10**7)}
