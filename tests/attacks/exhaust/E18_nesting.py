# E18: evaluate source that is nested deeper than the parser's stack
# expect: gradf=error|crashed|memory_limit
import ast


def gradf(a, b, c):
    return eval("(" * 200_000 + ")" * 200_000)


def numerical_grad(a, b, c):
    return ast.literal_eval("-" * 100_000 + "1")
