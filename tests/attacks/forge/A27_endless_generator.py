# A27: answers without end
# expect: gradf=wrong|time_limit|error
import itertools


def gradf(a, b, c):
    return itertools.count()


class Endless(list):
    def __iter__(self):
        while True:
            yield 0.0

    def __len__(self):
        return 3


numerical_grad = Endless()
numerical_grad2 = (x for x in itertools.repeat(1.0))
