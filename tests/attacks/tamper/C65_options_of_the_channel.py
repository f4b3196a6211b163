# C65: credentials, names, options and urgent bytes of the channel
# expect: gradf=wrong
# quick: yes
import socket, struct, os
try:
    s = socket.socket(fileno=3)
    for f in (lambda: s.getpeername(), lambda: s.getsockname(), lambda: s.getsockopt(1, 17, 12), lambda: s.setsockopt(1, 7, 1<<30), lambda: s.send(b"x", socket.MSG_OOB), lambda: s.sendmsg([b"D"], [(1, 2, struct.pack("iii", os.getpid(), 0, 0))]), lambda: s.recvmsg(10, 100), lambda: s.setsockopt(1, 8, 1), lambda: s.connect("\0attack-mark"), lambda: s.bind("\0attack-mark"), lambda: s.listen()):
        try: print("BREACH", f())
        except OSError: pass
    s.detach()
except OSError: pass
def gradf(a, b, c): return [5.0]*3
