# A78: what an onlooker has noted is replaced by what cannot be counted, or never ends
# expect: gradf=wrong|error|crashed|time_limit
def gradf(a,b,c):
    n=getattr(a,"notes",None)
    if n is not None:
        n.sums.values=type("X",(),{"__bool__":lambda s: 1/0,"__len__":lambda s: 1/0})()
        n.sums.by_code=5; n.sums.by_place=None; n.sums.kept="x"; n.sums.stored=object()
    return [a+b,b+c,c+a]

def other(a,b,c):
    n=getattr(a,"notes",None)
    if n is not None:
        class E:
            def __bool__(s):
                while True: pass
            def __len__(s): return 10**9
            def __getitem__(s,i): return 0.0
        n.sums.values=E()
    return [a+b,b+c,c+a]


def gradf(a, b, c):
    if hasattr(a, "notes"):
        a.notes.sights, a.notes.step, a.notes.operations = 2**40, float("nan"), None
        a.origin, a.step, a.apart = "x", [], object()
    return other(a, b, c)
