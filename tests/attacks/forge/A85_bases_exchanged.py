# A85: the base of an answer's class is exchanged for another kind
# expect: gradf=wrong
# quick: yes
class L1(list): pass
class T1(list): pass
class E(L1): pass
def gradf(a, b, c):
    e = E([1.0,2.0,3.0])
    class K(float):
        def __del__(self):
            try: E.__bases__ = (T1,)
            except BaseException as x: print(type(x))
    e.append(K(1.0)); e.pop()
    return e
