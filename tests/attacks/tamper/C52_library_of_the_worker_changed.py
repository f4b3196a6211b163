# C52: linecache, traceback, warnings, encodings, struct and os as the worker uses them, replaced
# expect: gradf=error|crashed|wrong
import linecache
import os
import struct
import sys
import traceback
import warnings


def flood(*_, **__):
    print("F" * 1_000_000)
    return "\x1b[2J" * 100_000


linecache.getline = linecache.getlines = linecache.updatecache = flood
traceback.format_exception = traceback.print_exception = traceback.extract_tb = flood
warnings.showwarning = warnings.formatwarning = sys.excepthook = sys.unraisablehook = sys.displayhook = flood
sys.breakpointhook = sys.set_coroutine_origin_tracking_depth = flood
struct.pack = struct.Struct = flood
os.write = os.read = os._exit = flood
linecache.cache.clear()


def gradf(a, b, c):
    raise ValueError("text")
