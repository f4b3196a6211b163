# A89: names in the namespace that are equal to every name
# expect: gradf=wrong|missing|error|crashed
# quick: yes
class S(str):
    def __hash__(self): return hash('gradf')
    def __eq__(self, o):
        return True
globals()[S('zzz')] = lambda a, b, c: [5.0]*3
globals()[S('numerical_grad')] = [1.0]*3
globals()[5] = 7
globals()[None] = object()
