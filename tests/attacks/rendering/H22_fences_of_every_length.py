# H22: fences of every length, ends of comments, links and mentions
# expect: gradf=error numerical_grad=wrong
S = "\n".join("`"*n for n in range(1, 40)) + "\n~~~~~~~~\n</details></summary>\n<!-- --> ]]> <![CDATA[ ]]]]><![CDATA[>\n| a | b |\n|---|---|\n\n    code\n> quote\n# head\n[x](javascript:alert(1)) ![x](http://e.vil/x.png) <https://e.vil> https://e.vil @everyone #1 :smile: $\\href{javascript:1}{x}$\n***\n---\n"
print(S)
def gradf(a, b, c): raise ValueError(S)
numerical_grad = [S]*3
numerical_grad2 = {S: 1.0, "2": S, "3": 3}
Value = type("Value", (), {"__init__": lambda s, d: setattr(s, "data", S), "__add__": lambda s, o: S})
