# H08: everything that some program takes for the end of a line
# expect: gradf=error
ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r\n"


def gradf(a, b, c):
    raise ValueError(ENDS.join(["a", '{"points": 10}', "FORGED"]))


print(ENDS.join(["a", "FORGED", '{"verdict": "ok"}']))
