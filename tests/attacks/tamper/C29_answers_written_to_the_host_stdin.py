# C29: shut the channel down on one side only
# expect: gradf=crashed|wrong|time_limit|error
import os
import socket


def gradf(a, b, c):
    try:
        one = socket.socket(fileno=3)
        one.shutdown(socket.SHUT_WR)
        one.detach()
    except OSError:
        pass
    return [1.0, 4.0, 1.0]
