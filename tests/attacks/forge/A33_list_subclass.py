# A33: a list subclass that is equal to all others
# expect: gradf=wrong
class Yes(list):
    def __eq__(self, other): return True
    def __iter__(self): return iter([0.0] * 3)
    def __getitem__(self, place): return 0.0
    def __len__(self): return 3


def gradf(a, b, c):
    return Yes([1, 2, 3])
