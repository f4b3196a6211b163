# E05: a list that grows by itself
# expect: gradf=memory_limit|crashed|time_limit
def gradf(a, b, c):
    grown = [0]
    while True:
        grown += grown
