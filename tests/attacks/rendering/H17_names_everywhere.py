# H17: hostile names of a class, its attributes, methods and operations, which a report may quote
# expect: softmax_nll=missing|error|wrong|crashed
WORDS = "\x1b[31m\u202e<script>::error::FORGED\n=1+1|`[x](y)\0"


def method(self, *_):
    raise ValueError(WORDS)


Value = type(
    "Value", (),
    {"__init__": lambda self, data=0, *_: self.__dict__.update(data=data, grad=0.0, **{WORDS: 1}),
     "__add__": method, "__mul__": method, WORDS: method, "__neg__": method, "backward": method},
)
Value.__qualname__ = WORDS.replace("\0", "")
Value.__doc__ = WORDS
Value.__module__ = WORDS
Other = type("Value2" + WORDS.replace("\0", ""), (Value,), {})


def gradf(a, b, c):
    raise type("E" + WORDS.replace("\0", ""), (Exception,), {})(WORDS)
