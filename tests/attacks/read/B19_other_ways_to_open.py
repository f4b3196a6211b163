# B19: files by calls that are no open: openat2, handles, mmap, exec with a loader, import, dlopen, sqlite
# expect: gradf=wrong
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
path = b"/etc/passwd"
how = (ctypes.c_uint64 * 3)(0, 0, 0)
if libc.syscall(437, -100, path, ctypes.byref(how), 24) >= 0:
    print("BREACH: openat2", flush=True)
for name in ("/etc/passwd", "@ANSWERS@", "@CLASSMATE@"):
    for attempt in (
        lambda: ctypes.CDLL(name),
        lambda: os.execv(name, [name]),
        lambda: os.link(name, "/tmp/attack-mark-link"),
        lambda: os.truncate(name, 0),
        lambda: os.listxattr(name),
        lambda: os.chmod(name, 0o777),
        lambda: os.utime(name),
        lambda: os.rename(name, name + "x"),
        lambda: __import__("sqlite3").connect(name).execute("select 1 from sqlite_master").fetchall(),
        lambda: __import__("tarfile").open(name),
        lambda: __import__("configparser").ConfigParser().read_file(open(name)),
        lambda: __import__("runpy").run_path(name),
        lambda: __import__("importlib.machinery").machinery.SourceFileLoader("x", name).get_data(name),
        lambda: __import__("io").FileIO(name).read(),
        lambda: __import__("_io").open_code(name).read(),
        lambda: __import__("tokenize").open(name).read(),
        lambda: __import__("ssl").create_default_context(cafile=name),
        lambda: __import__("readline").read_history_file(name),
        lambda: __import__("dbm").open(name),
        lambda: __import__("mmap").mmap(os.open(name, 0), 0)[:9],
    ):
        try:
            attempt()
        except BaseException as error:
            if "not permitted" in str(error) or isinstance(error, (OSError, ImportError)):
                continue
            if type(error).__name__ in ("OperationalError", "error"):
                continue
            print("BREACH?", name, repr(error)[:100], flush=True)
        else:
            print("BREACH:", name, flush=True)


def gradf(a, b, c):
    return [1.0, 3.0, 5.0]
