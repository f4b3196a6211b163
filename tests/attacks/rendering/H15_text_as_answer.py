# H15: texts where numbers should be, at every place
# expect: gradf=wrong
LINE = "\n::error::FORGED\n##[group]FORGED"


def gradf(a, b, c):
    return LINE


numerical_grad = {LINE: 1.0, LINE + " ": 2.0, "c": LINE}
numerical_grad2 = [[LINE], [LINE]]
Value = LINE
