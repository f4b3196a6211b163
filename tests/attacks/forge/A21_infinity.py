# A21: infinities and negative zeros
# expect: gradf=wrong numerical_grad=wrong numerical_grad2=wrong|not_attempted
def gradf(a, b, c):
    return [float("inf"), float("-inf"), -0.0]


numerical_grad = [float("-inf"), float("inf"), 1e308 * 10]
numerical_grad2 = [-0.0, -0.0, -0.0]
