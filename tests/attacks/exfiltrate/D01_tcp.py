# D01: send to a listener over TCP
# expect: gradf=wrong|error
# quick: yes
try:
    import socket
    one = socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=0.5)
    one.sendall(b"answers")
    print("BREACH: connected", flush=True)
except Exception as error:
    print(type(error).__name__)


def gradf(a, b, c):
    return [4.0, 1.0, 1.0]
