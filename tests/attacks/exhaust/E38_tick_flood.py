# E38: thousands of values of one name
# expect: numerical_grad=wrong|time_limit|error|crashed|missing
for number in range(100_000):
    numerical_grad = [float(number)] * 4096
    globals()["numerical_grad2"] = {str(n): n for n in range(4096)}
