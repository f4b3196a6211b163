# H04: formulas for a table
# expect: gradf=error
def gradf(a, b, c):
    raise ValueError("=cmd|'/c calc'!A1\n+1+1\n-1\n@SUM(1)\t=1\r=1")


numerical_grad = ["=1+1", "@x", "+1"]
