# D09: managers, pools and servers of the library
# expect: gradf=wrong|error|crashed|time_limit
try:
    import multiprocessing
    pool = multiprocessing.get_context("fork").Pool(2)
    print("BREACH: a pool", flush=True)
    pool.terminate()
except BaseException:
    pass
try:
    import http.server
    http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    print("BREACH: a server", flush=True)
except BaseException:
    pass
try:
    import asyncio
    asyncio.run(asyncio.open_connection("127.0.0.1", int("@PORT@")))
    print("BREACH: asyncio", flush=True)
except BaseException:
    pass


def gradf(a, b, c):
    return [4.0, 1.0, 9.0]
