# K13: a numerical gradient that never evaluates f
# expect: numerical_grad=ok numerical_grad2=ok
# points: 4
# flags: method
# why: the published numbers can be pasted; the method is flagged
numerical_grad = [-12.35355339 - 4e-7, 10.25699027 + 3e-7, 0.0625 - 1e-8]
numerical_grad2 = [-12.35355339, 10.25699027, 0.0625]
