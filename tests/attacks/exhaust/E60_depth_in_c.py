# E60: lists of a depth that libraries in C walk by recursion
# expect: gradf=wrong|crashed|time_limit|memory_limit
import json, copy, pickle, sys
sys.setrecursionlimit(10**8)
x = []
for i in range(200000): x = [x]
for f in (repr, json.dumps, copy.deepcopy, pickle.dumps, hash, lambda v: v == [x]):
    try: f(x)
    except BaseException as e: print(type(e).__name__)
def gradf(a, b, c): return x
