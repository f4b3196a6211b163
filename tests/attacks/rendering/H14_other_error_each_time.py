# H14: another error at every call, so that it stands in a line of its own
# expect: gradf=error
count = []


def gradf(a, b, c):
    count.append(a)
    raise type(f"::error::FORGED{len(count)}", (Exception,), {})(f"##[error]FORGED {len(count)}")
