# A38: fewer and more numbers than asked for
# expect: gradf=wrong numerical_grad=wrong numerical_grad2=wrong
# quick: yes
def gradf(a, b, c):
    return []


numerical_grad = [-12.353553390593273]
numerical_grad2 = [-12.353553390593273, 10.25699027111255, 0.0625, 0.0]
