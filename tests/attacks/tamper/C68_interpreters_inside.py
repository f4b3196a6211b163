# C68: interpreters inside the interpreter, without its hooks
# expect: gradf=wrong|crashed|memory_limit
try:
    import _xxsubinterpreters as si
except ImportError:
    try: import _interpreters as si
    except ImportError: si = None
if si:
    try:
        i = si.create()
        si.run_string(i, "import os\ntry:\n    os.write(1, b'BREACH root' if os.listdir('/home') else b'')\nexcept OSError: pass\n")
        for _ in range(50): si.create()
    except BaseException as e: print(type(e))
def gradf(a, b, c): return [5.0]*3
