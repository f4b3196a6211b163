# H09: names of exceptions, functions and classes with everything in them
# expect: gradf=error
# quick: yes
NAME = "x" * 5000 + "\n::error::FORGED\x1b[0m"
Evil = type(NAME, (Exception,), {"__module__": NAME, "__qualname__": NAME})
Value = type("Value", (), {NAME: lambda self: 0, "__init__": lambda self, x: None})


def gradf(a, b, c):
    raise Evil


gradf.__name__ = gradf.__qualname__ = NAME
numerical_grad = Evil()
exec(compile("def numerical_grad2(*_):\n raise ValueError", NAME, "exec"))
