# A77: functions whose code is no code: constants and a stack that do not exist
# expect: gradf=error|crashed|wrong
def gradf(a, b, c):
    return [1.0, 2.0, 3.0]


gradf.__code__ = gradf.__code__.replace(co_code=b"\x01\x00" * 200 + b"\x53\x00", co_stacksize=0)
