# A51: a class whose metaclass makes something else
# expect: softmax_nll=wrong|error|missing
class Meta(type):
    def __call__(cls, *_, **__): return 1.0
    def __instancecheck__(cls, other): return True
    def __subclasscheck__(cls, other): return True


class Value(metaclass=Meta):
    pass


numerical_grad = [Value(), Value(), Value()]
logits = [Value(0.0), Value(3.0), Value(-2.0), Value(1.0)]
loss = Value()
