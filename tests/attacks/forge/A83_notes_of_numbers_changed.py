# A83: the numbers that note steps taken apart, changed and sent in circles
# expect: gradf=wrong|error|crashed|time_limit
def gradf(a,b,c):
    for n in dir(a):
        try: setattr(a,n,a)
        except Exception: pass
    try: a.__class__=type(a)
    except Exception: pass
    try:
        type(a).__add__=lambda s,o: 1/0
        a.notes.sums.values=a; a.notes.sights='x'; a.notes.step=float('nan')
        del a.notes
    except Exception: pass
    return [a,b,c]
