# C61: an audit hook that refuses all others
# expect: gradf=wrong|error|crashed|time_limit
import sys
def hook(e,a):
    if e=='sys.addaudithook': raise ValueError(e)
sys.addaudithook(hook)
def gradf(a,b,c): return [1,2,3]
