# H03: markup and scripts
# expect: gradf=error
MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&quot;'\"`]]></failure><![CDATA["
print(MARKUP)


class Evil(Exception):
    pass


Evil.__name__ = MARKUP


def gradf(a, b, c):
    raise Evil(MARKUP)
