# E13: one call into C that does not come back
# expect: gradf=time_limit
import re


def gradf(a, b, c):
    re.match(r"(a|a)*b", "a" * 64)
