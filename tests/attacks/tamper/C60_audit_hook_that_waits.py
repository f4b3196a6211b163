# C60: an audit hook that waits at everything, and exits
# expect: gradf=wrong|error|crashed|time_limit
import sys, time, os
n=[0]
def hook(e,a):
    n[0]+=1
    if n[0]>50: time.sleep(.01)
    if n[0]>100: os._exit(0)
sys.addaudithook(hook)
def gradf(a,b,c): return [1,2,3]
