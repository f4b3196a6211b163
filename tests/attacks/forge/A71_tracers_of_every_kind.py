# A71: tracing, profiling and monitoring of all threads, which change what the worker's frames hold
# expect: gradf=wrong|error|crashed
import sys
import threading


def look(frame, event, argument):
    for name, value in list(frame.f_locals.items()):
        if type(value) is list and len(value) == 3:
            value[:] = [-12.353553390593273, 10.256990, 0.0625]
    if type(argument) is list and len(argument) == 3:
        argument[:] = [-12.353553390593273, 10.256990, 0.0625]
    frame.f_trace_opcodes = True
    return look


sys.settrace(look)
sys.setprofile(look)
threading.settrace(look)
threading.setprofile(look)
frame = sys._getframe()
while frame is not None:
    frame.f_trace = look
    frame = frame.f_back
if hasattr(sys, "monitoring"):
    sys.monitoring.use_tool_id(1, "x")
    sys.monitoring.set_events(1, sys.monitoring.events.PY_RETURN)
    sys.monitoring.register_callback(1, sys.monitoring.events.PY_RETURN, lambda *_: sys.monitoring.DISABLE)


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
