# A93: a SyntaxError whose fields are objects that lie, loop and print
class S(str):
    def __str__(s): return "::error::"
    def __len__(s): return 10**9
    def __getitem__(s, k): return s
    def rstrip(s, *a): return s
class O:
    def __index__(s): return 10**30
    def __int__(s): return 10**30
    def __lt__(s, o): return True
    def __str__(s): raise SystemExit
def gradf(a, b, c):
    e = SyntaxError(S("x"), (S("f"), O(), O(), S("text\n" * 100)))
    e.lineno = O(); e.end_lineno = -10**30; e.text = O(); e.print_file_and_line = O(); e.msg = O()
    raise e
e = SyntaxError(); e.text = 5; e.lineno = "x"; e.filename = b"\xff"; e.offset = 2**70; raise e
