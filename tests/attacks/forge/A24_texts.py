# A24: the right numbers as texts
# expect: gradf=wrong
def gradf(a, b, c):
    return ["-12.353553390593273", b"10.25699027111255", "0.0625"]
