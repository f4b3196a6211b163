# A28: lists that hold themselves
# expect: gradf=wrong numerical_grad=wrong
numerical_grad = [1, 2, 3]
numerical_grad[1] = numerical_grad
numerical_grad2 = {}
numerical_grad2["a"] = numerical_grad2


def gradf(a, b, c):
    one = []
    one += [one, one, one]
    return one
