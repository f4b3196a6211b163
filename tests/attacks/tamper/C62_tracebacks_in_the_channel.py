# C62: faulthandler writes tracebacks into the channel, from a thread of C
# expect: gradf=wrong|error|crashed|time_limit
import faulthandler, time
faulthandler.dump_traceback_later(0.01, repeat=True, file=3)
def gradf(a,b,c):
    time.sleep(.1)
    return [1,2,3]
