# E35: a graph without end
# expect: softmax_nll=memory_limit|time_limit|crashed|error
class Value:
    def __init__(self, data=0.0):
        self.data, self.grad = data, 0.0

    def __add__(self, other): return Value(0.0)
    __radd__ = __truediv__ = __neg__ = __add__
    def exp(self): return self
    def log(self): return self

    def backward(self):
        nodes = []
        while True:
            nodes.append([Value(0.0) for _ in range(1000)])
