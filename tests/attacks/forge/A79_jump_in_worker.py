# A79: a trace function that jumps in the worker's own frames
# expect: gradf=wrong|error|crashed|time_limit
import sys
def look(frame, event, arg):
    name=frame.f_code.co_name
    if event=='line' and frame.f_globals.get('__name__','').startswith('grader'):
        try: frame.f_lineno=frame.f_lineno+3
        except Exception: pass
    return look
f=sys._getframe()
while f:
    f.f_trace=look; f=f.f_back
sys.settrace(look)
def gradf(a,b,c): return [1,2,3]
