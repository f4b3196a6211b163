# K08: the published numbers
# expect: gradf=wrong numerical_grad=ok numerical_grad2=ok
# points: 6
# flags: method
# why: three published cases can be pasted; the hidden points cannot, and the estimates' method is flagged
# quick: yes
def gradf(a, b, c):
    return [-12.353553390593273, 10.25699027111255, 0.0625]


numerical_grad = [-12.353553390593273, 10.25699027111255, 0.0625]
numerical_grad2 = [-12.353553390593273, 10.25699027111255, 0.0625]
