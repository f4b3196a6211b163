# K08: the published numbers
# expect: gradf=wrong numerical_grad=wrong numerical_grad2=wrong
# points: 2
# why: the published case of gradf can be pasted; the exact derivatives are those of no difference
# quick: yes
def gradf(a, b, c):
    return [-12.353553390593273, 10.25699027111255, 0.0625]


numerical_grad = [-12.353553390593273, 10.25699027111255, 0.0625]
numerical_grad2 = [-12.353553390593273, 10.25699027111255, 0.0625]
