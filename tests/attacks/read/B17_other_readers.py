# B17: let modules of the library open files: databases, archives, shared objects
# expect: gradf=wrong|error|crashed
import ctypes
import os

ATTEMPTS = {
    "sqlite": lambda: __import__("sqlite3").connect("file:@ANSWERS@?mode=ro", uri=True).execute("pragma page_count").fetchone(),
    "sqlite attach": lambda: __import__("sqlite3").connect(":memory:").execute("attach '@MARKERS@/attack-mark.db' as x").execute("create table x.t(a)"),
    "fopen": lambda: ctypes.CDLL(None).fopen(b"@CLASSMATE@", b"r") or 1 / 0,
    "dlopen": lambda: ctypes.CDLL("@CLASSMATE@"),
    "mmap": lambda: __import__("mmap").mmap(os.open("@CLASSMATE@", os.O_RDONLY), 0),
    "shelve": lambda: __import__("dbm").open("@MARKERS@/attack-mark", "n"),
    "zoneinfo": lambda: open("/usr/share/zoneinfo/UTC", "rb"),
    "fileinput": lambda: list(__import__("fileinput").input("@CLASSMATE@")),
    "urllib": lambda: __import__("urllib.request").request.urlopen("file://@CLASSMATE@").read(),
}
for name, call in ATTEMPTS.items():
    try:
        call()
        if name != "zoneinfo":
            print("BREACH:", name, flush=True)
    except BaseException as error:
        if name == "dlopen" and "invalid ELF" in str(error):
            print("BREACH: dlopen read it", flush=True)


def gradf(a, b, c):
    return [3.0, 2.0, 6.0]
