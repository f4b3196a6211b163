# E61: answers of a million levels, shared so that they are exponentially many
x = []
for _ in range(1000000): x = [x]
y = [1.0]
for _ in range(100): y = [y, y]
def gradf(a, b, c): return y
numerical_grad = x
numerical_grad2 = tuple([y] * 4096)
