# A34: an answer that runs a command where it is unpickled
# expect: gradf=wrong
class Payload:
    def __reduce__(self):
        return (__import__("os").system, ("touch @MARKERS@/attack-mark-unpickled",))

    def __getstate__(self):
        print("BREACH: pickled")
        return {}


def gradf(a, b, c):
    return [Payload(), Payload(), Payload()]


numerical_grad = Payload()
