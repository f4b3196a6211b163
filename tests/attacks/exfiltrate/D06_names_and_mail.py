# D06: ask for names, by which a word can be sent anywhere
# expect: gradf=wrong|error|time_limit
try:
    import socket
    socket.getaddrinfo("answers.attack-mark.invalid", 80)
    print("BREACH: asked for a name", flush=True)
except Exception:
    pass
try:
    import smtplib
    smtplib.SMTP("127.0.0.1", int("@PORT@"), timeout=0.5)
    print("BREACH: mail", flush=True)
except Exception:
    pass


def gradf(a, b, c):
    return [4.0, 1.0, 6.0]
