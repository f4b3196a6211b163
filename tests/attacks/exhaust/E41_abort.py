# E41: end by every signal that dumps core
# expect: gradf=crashed|error|wrong numerical_grad=crashed|error|wrong
# quick: yes
import ctypes
import os


def gradf(a, b, c):
    os.abort()


def numerical_grad(a, b, c):
    ctypes.string_at(0)
