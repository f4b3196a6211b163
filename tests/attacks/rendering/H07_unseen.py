# H07: characters that reorder, hide or join
# expect: gradf=error
def gradf(a, b, c):
    raise ValueError("\u202e\u2066\u2069\u200b\ufeff\u2028\u2029\x85\u00ad\U000e0041 verdict")


print("\u202eKO :fdarg\u2028FORGED: ok")
