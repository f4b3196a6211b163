# H19: a SyntaxError whose place, file and text are made up, of any type
# expect: gradf=error
def gradf(a, b, c):
    error = SyntaxError("\u202e\x1b[31m", ("submission.py", 10**9, -5, "\u202eevil\r\n::error::", None, None))
    if a != 2:
        error.lineno, error.filename = "1\n::error::x", b"\xff"
        error.text, error.offset = object(), 2**100
    raise error
