# A40: a dict whose keys are equal to every name
# expect: gradf=wrong
class Key(str):
    def __eq__(self, other): return True
    def __hash__(self): return 1


def gradf(a, b, c):
    return {Key("a"): 1.0, "df/db": 1.0, "c": 1.0, Key("df/da"): 2.0}


numerical_grad = {Key(n): 1.0 for n in ("a", "b", "c")}
