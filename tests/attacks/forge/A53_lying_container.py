# A53: no list, but an object that lies about length, items, iteration and conversion
# expect: gradf=wrong|error
class Answer:
    def __len__(self): return 3
    def __iter__(self): return iter([-12.0, 1.0, 0.1])
    def __getitem__(self, index): return -12.353553390593273
    def __index__(self): return 3
    def __float__(self): return -12.353553390593273
    def __int__(self): return 1
    def __bool__(self): return True
    def __getattr__(self, name): return lambda *_, **__: self
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def tolist(self): return [-12.353553390593273] * 3
    def __array__(self, *_): return self.tolist()
    def item(self): return -12.353553390593273


def gradf(a, b, c):
    return Answer()
