"""One class per operation, each with its forward and backward; the node knows the operation that made it."""

import math


class Operation:
    def __init__(self, *inputs):
        self.inputs = inputs

    def __call__(self):
        return Value(self.forward(*[node.data for node in self.inputs]), creator=self)


class Add(Operation):
    def forward(self, x, y):
        return x + y

    def backward(self, upstream):
        return upstream, upstream


class Multiply(Operation):
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.y, upstream * self.x


class Divide(Operation):
    def forward(self, x, y):
        self.x, self.y = x, y
        return x / y

    def backward(self, upstream):
        return upstream / self.y, -upstream * self.x / self.y**2


class Negate(Operation):
    def forward(self, x):
        return -x

    def backward(self, upstream):
        return (-upstream,)


class Power(Operation):
    def __init__(self, base, exponent):
        super().__init__(base)
        self.exponent = exponent

    def forward(self, x):
        self.x = x
        return x**self.exponent

    def backward(self, upstream):
        return (upstream * self.exponent * self.x ** (self.exponent - 1),)


class Exp(Operation):
    def forward(self, x):
        self.y = math.exp(x)
        return self.y

    def backward(self, upstream):
        return (upstream * self.y,)


class Log(Operation):
    def forward(self, x):
        self.x = x
        return math.log(x)

    def backward(self, upstream):
        return (upstream / self.x,)


class Tanh(Operation):
    def forward(self, x):
        self.y = math.tanh(x)
        return self.y

    def backward(self, upstream):
        return (upstream * (1 - self.y**2),)


class Relu(Operation):
    def forward(self, x):
        self.open = x > 0
        return x if self.open else 0.0

    def backward(self, upstream):
        return (upstream if self.open else 0.0,)


class Value:
    def __init__(self, data, creator=None):
        self.data = data
        self.grad = 0.0
        self.creator = creator

    @staticmethod
    def of(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        return Add(self, Value.of(other))()

    def __radd__(self, other):
        return Add(Value.of(other), self)()

    def __sub__(self, other):
        return Add(self, Negate(Value.of(other))())()

    def __rsub__(self, other):
        return Value.of(other) - self

    def __mul__(self, other):
        return Multiply(self, Value.of(other))()

    def __rmul__(self, other):
        return Multiply(Value.of(other), self)()

    def __truediv__(self, other):
        return Divide(self, Value.of(other))()

    def __rtruediv__(self, other):
        return Divide(Value.of(other), self)()

    def __pow__(self, exponent):
        return Power(self, exponent)()

    def __neg__(self):
        return Negate(self)()

    def exp(self):
        return Exp(self)()

    def log(self):
        return Log(self)()

    def tanh(self):
        return Tanh(self)()

    def relu(self):
        return Relu(self)()

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) in seen:
                return
            seen.add(id(node))
            if node.creator is not None:
                for each in node.creator.inputs:
                    visit(each)
            order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            if node.creator is not None:
                for each, gradient in zip(node.creator.inputs, node.creator.backward(node.grad)):
                    each.grad += gradient
