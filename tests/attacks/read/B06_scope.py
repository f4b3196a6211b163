# B06: use the names that a grader's notebook could have left in scope
# expect: gradf=error|wrong
def gradf(a, b, c):
    for name in ("ans", "answer", "expected", "_", "__", "right", "right_answer", "torch_gradients"):
        if name in globals():
            return globals()[name]
    return get_ipython().user_ns["ans"]
