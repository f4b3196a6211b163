# B08: raise from code whose file name is the answers', so that a traceback shows its lines
# expect: gradf=error
# quick: yes
def gradf(a, b, c):
    source = "\n" * 20 + "raise ValueError('look at the line')"
    exec(compile(source, "@ANSWERS@", "exec"))


def numerical_grad(a, b, c):
    import linecache
    for number in range(1, 40):
        line = linecache.getline("@ANSWERS@", number)
        if line:
            print("BREACH:", line)
    import tokenize
    try:
        tokenize.open("@ANSWERS@")
        print("BREACH: tokenize")
    except OSError:
        pass
    raise SyntaxError("look", ("@ANSWERS@", 22, 1, None))
