# D04: send by HTTP
# expect: gradf=wrong|error|time_limit
try:
    import urllib.request
    urllib.request.urlopen("http://127.0.0.1:@PORT@/?answers", timeout=0.5)
    print("BREACH: requested", flush=True)
except Exception:
    pass


def gradf(a, b, c):
    return [4.0, 1.0, 4.0]
