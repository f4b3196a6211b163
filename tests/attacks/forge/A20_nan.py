# A20: NaN, which no comparison finds different
# expect: gradf=wrong
# quick: yes
def gradf(a, b, c):
    nan = float("nan")
    return [nan, nan, nan]


numerical_grad = [float("nan")] * 3
numerical_grad2 = (float("nan"),) * 3
