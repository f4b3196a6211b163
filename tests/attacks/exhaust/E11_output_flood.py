# E11: print without end
# expect: gradf=output_limit|time_limit
def gradf(a, b, c):
    while True:
        print("x" * 65536)
