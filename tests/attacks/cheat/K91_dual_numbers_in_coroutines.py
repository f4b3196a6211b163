# K91: dual numbers that coroutines give back, and nobody is given
# expect: gradf=ok
# points: 3
# flags: autodiff-behind
# why: no tolerance can tell it from calculus; a person should look at it
import math
async def power(u, n): x, d = await u; return x ** n, n * x ** (n - 1) * d
async def sine(u): x, d = await u; return math.sin(x), math.cos(x) * d
async def scale(k, u): x, d = await u; return k * x, k * d
async def add(*us):
    s = e = 0.0
    for u in us: x, d = await u; s += x; e += d
    return s, e
async def var(x, d): return x, d
def run(co):
    try: co.send(None)
    except StopIteration as e: return e.value
def gradf(a, b, c):
    out = []
    for i in range(3):
        v = lambda j: var((a, b, c)[j], float(i == j))
        out.append(run(add(scale(-1, power(v(0), 3)), sine(scale(3, v(1))), scale(-1, power(v(2), -1)), power(v(1), 2.5), scale(-1, power(v(0), .5))))[1])
    return out
