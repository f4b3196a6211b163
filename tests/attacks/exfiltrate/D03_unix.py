# D03: connect to an abstract socket, and to named ones
# expect: gradf=wrong|error
# quick: yes
try:
    import socket
    for name in ("\0attack-mark-@PORT@", "/var/run/docker.sock", "/tmp/.X11-unix/X0", "/run/dbus/system_bus_socket", "/dev/log"):
        try:
            one = socket.socket(socket.AF_UNIX)
            one.connect(name)
            print("BREACH: connected", repr(name), flush=True)
        except OSError:
            pass
except Exception:
    pass


def gradf(a, b, c):
    return [4.0, 1.0, 3.0]
