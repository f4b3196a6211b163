# A17: a trace function that changes what the caller's frames hold
# expect: gradf=wrong|error|crashed
import sys
import threading


def tracer(frame, event, arg):
    if event == "return" and frame.f_code.co_name in ("plain", "element", "judge_dims", "agree"):
        print("traced", frame.f_code.co_name)
    return tracer


sys.settrace(tracer)
sys.setprofile(tracer)
threading.settrace(tracer)


def gradf(a, b, c):
    return [7.0, 7.0, 7.0]
