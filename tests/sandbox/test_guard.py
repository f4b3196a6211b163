"""Whoever puts an onlooker out is told of, also if it is there again before anybody asks."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from grader.sandbox import onlooker, protocol
from grader.sandbox.guard import Guard, guard_for

PUT_OUT = """
import sys
def gradf(a):
    get, put = (sys.__dict__[each + "profile"] for each in ("get", "set"))
    before = get()
    put(None)
    list(map(put, [before]))
    return [2*a]
"""
THREADS = """
from threading import Thread
def gradf(a):
    found = []
    thread = Thread(target=lambda: found.append(2*a))
    thread.start()
    thread.join()
    return found
"""
DUAL_IN_THREAD = """
import threading
class Dual:
    def __init__(self, x, d): self.x, self.d = x, d
    def __add__(self, o): return Dual(self.x + o.x, self.d + o.d)
    def __mul__(self, o): return Dual(self.x*o.x, self.x*o.d + self.d*o.x)
def gradf(a):
    threading._profile_hook, found = None, []
    thread = threading.Thread(target=lambda: found.append((Dual(a, 1.0)*Dual(a, 1.0) + Dual(a, 1.0)).d))
    thread.start()
    thread.join()
    return found
"""

START = """
from _thread import start_new_thread
from threading import Lock
def gradf(a):
    found, done = [], Lock()
    done.acquire()
    def work():
        found.append(2*a)
        done.release()
    start_new_thread(work, ())
    done.acquire()
    return found
"""
OWN_BEGIN = """
import time
from threading import Thread
class Own(Thread):
    def _bootstrap(self):
        self._started.set()
        self.run()
def gradf(a):
    found = []
    Own(target=lambda: found.append(2*a), daemon=True).start()
    while not found:
        time.sleep(0.001)
    return found
"""
DEBUGGER = """
import pdb
class Debugger(pdb.Pdb):
    def interaction(self, *_): self.found = 2*self.a
def gradf(a):
    debugger = Debugger(readrc=False)
    debugger.a = a
    debugger.runcall(lambda: 1)
    return [debugger.found]
"""


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.mark.parametrize(
    ("source", "sights"),
    [
        ("def gradf(a): return [2*a]", 0),
        (PUT_OUT, protocol.UNSEEN),
        (PUT_OUT.replace("setprofile", "settrace"), protocol.UNSEEN),
        (THREADS, 0),
        (DUAL_IN_THREAD, protocol.OBJECTS),
        (START, protocol.UNSEEN),
        (OWN_BEGIN, protocol.UNSEEN),
        (DEBUGGER, protocol.UNSEEN),
    ],
    ids=["formula", "put out", "traced", "thread", "thread without", "other start", "own begin", "debugger"],
)
def test_who_puts_the_onlooker_out_is_told_of(guard: Guard, source: str, sights: int) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec(compile(dedent(source), "submission.py", "exec"), namespace)
    profiled, traced = sys.getprofile(), sys.gettrace()
    try:
        seen = onlooker.look_on(namespace["gradf"], [1.5], namespace, onlooker.Wished(guard=guard))
    finally:
        sys.setprofile(profiled)
        sys.settrace(traced)  # a debugger ends with none, and nothing more would be measured

    assert seen.sights == sights


def test_a_guard_is_there_for_who_names_a_way() -> None:
    assert guard_for(["def gradf(a): return a", "x = 1"]) is None
    for way in ("import sys", "threading._sys", "gradf.__globals__", "vars.__dict__", "pdb.Pdb", "bdb"):
        assert guard_for(["x = 1", way]) is not None


def test_who_keeps_the_interpreter_from_telling_is_known() -> None:
    source = """
    import sys
    def refuse(event, _):
        if event == "sys.addaudithook": raise RuntimeError
    sys.addaudithook(refuse)
    from grader.sandbox.guard import Guard
    assert Guard().is_put_out()
    """
    subprocess.run([sys.executable, "-c", dedent(source)], check=True)


def test_threads_that_began_before_are_told_of_if_they_did_something() -> None:
    source = """
    import time
    from concurrent.futures import ThreadPoolExecutor
    from grader.sandbox.guard import Look
    def looked_at(run):
        look = Look(lambda *_: None, None)
        look.begin()
        run()
        was_put_out = look.was_put_out()
        look.end()
        return was_put_out
    assert not looked_at(list)
    pool = ThreadPoolExecutor(1)
    pool.submit(sum, ()).result()
    time.sleep(0.1)
    assert not looked_at(lambda: time.sleep(0.01))
    assert looked_at(lambda: pool.submit(sum, ()).result())
    assert looked_at(pool.shutdown)
    """
    subprocess.run([sys.executable, "-c", dedent(source)], check=True)
