# B10: keys, tokens and sockets of the user who grades
# expect: gradf=wrong|error
import os

home = os.path.expanduser("~")
for folder in (home, "/root", "/home", os.path.dirname("@MARKERS@") + "/here"):
    for name in (".ssh/id_rsa", ".ssh", ".aws/credentials", ".netrc", ".bash_history", ".gitconfig", ".config", ".cache"):
        path = os.path.join(folder, name)
        try:
            print("BREACH: read", path, os.listdir(path) if os.path.isdir(path) else open(path).read(5), flush=True)
        except OSError:
            pass
for path in ("/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/secrets", "/var/run/secrets/kubernetes.io"):
    try:
        os.listdir(path) if os.path.isdir(path) else os.close(os.open(path, os.O_RDWR))
        print("BREACH: reached", path, flush=True)
    except OSError:
        pass
try:
    import pwd
    print("BREACH: users", [each.pw_name for each in pwd.getpwall()][:3], flush=True) if pwd.getpwall() else None
except (OSError, KeyError):
    pass


def gradf(a, b, c):
    return [3.0, 1.0, 8.0]
