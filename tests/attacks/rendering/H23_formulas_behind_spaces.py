# H23: formulas behind spaces, quotes and signs of every width
# expect: gradf=error numerical_grad=wrong
T = ["=1+1", "＝1+1", "+1", "＋1", "-x", "－x", "@SUM(1)", "＠SUM", "\t=1", " =1", "\u00a0=1", "\u3000=1", "\"=1", "'=1", "\n=1", "\r=1", "%0A=1", "=HYPERLINK(\"http://e\",\"x\")", "=cmd|' /C calc'!A0", ";=1", ",=1", "\u200b=1", "\ufeff=1", "|=1"]
class E(Exception): pass
def gradf(a, b, c):
    raise type(T[0], (Exception,), {})("\n".join(T))
numerical_grad = T[:3]
numerical_grad2 = dict(zip(T, T))
for t in T: print(t)
Value = type("=1+1", (), {"__init__": lambda s, d: None, "__add__": None})
