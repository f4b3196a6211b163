# E01: a loop without end
# expect: gradf=time_limit
def gradf(a, b, c):
    while True:
        pass
