# D02: send to a listener over UDP
# expect: gradf=wrong|error
# quick: yes
try:
    import socket
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")):
        try:
            one = socket.socket(family, socket.SOCK_DGRAM)
            one.sendto(b"answers", (address, int("@PORT@")))
            print("BREACH: sent", flush=True)
        except OSError:
            pass
except Exception:
    pass


def gradf(a, b, c):
    return [4.0, 1.0, 2.0]
