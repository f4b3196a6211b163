# A64: generators, coroutines, views, ranges, memory views, iterators and functions as answers
# expect: gradf=wrong|error
import array
import collections
import itertools

calls = 0


async def later(): return [1.0, 2.0, 3.0]


async def later_each():
    yield 1.0


def gradf(a, b, c):
    global calls
    calls += 1
    ways = (
        lambda: itertools.count(), lambda: itertools.repeat(0.0), lambda: (x for x in itertools.count()),
        later, later_each, lambda: memoryview(array.array("d", [1, 2, 3])), lambda: range(10**18), lambda: gradf,
        lambda: collections.deque([1.0, 2.0, 3.0]), lambda: {1: 1}.values(), lambda: collections.UserList([1, 2, 3]),
        lambda: collections.defaultdict(lambda: 1.0), lambda: collections.ChainMap({"a": 1}), lambda: b"\0" * 24,
        lambda: type("T", (list,), {"__iter__": lambda self: itertools.count()})([1, 2, 3]), lambda: __import__("sys"),
    )
    return ways[calls % len(ways)]()
