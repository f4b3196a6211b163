"""Sets of a student's objects have one order; classes of libraries keep the hash that they were given."""

from __future__ import annotations

import pytest

from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, converse, job, values

LIBRARY = """
    source = '''if True:
        from dataclasses import dataclass
        @dataclass(unsafe_hash=True)
        class Profile:
            x: float
        @dataclass(frozen=True)
        class Point:
            x: float
    '''
    import sys, types
    sys.modules["library"] = library = types.ModuleType("library")
    exec(source, vars(library))
    def gradf(a, b, c):
        return [len({made(1), made(1)}) for made in (library.Profile, library.Point)]
"""
OBJECTS = """
    class Node:
        def __init__(self, x):
            self.x = x
    def gradf(a, b, c):
        return [node.x for node in {Node(k) for k in range(50)}]
"""


def test_a_librarys_classes_hash_as_they_say(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job(LIBRARY), GRADF)

    assert values(outcomes[0]) == [1.0, 1.0]


def test_a_set_of_the_students_objects_has_the_order_of_their_use(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job(OBJECTS), GRADF)

    assert values(outcomes[0]) == [float(k) for k in range(50)]


ANSWERING = """
    class Node:
        def __init__(self, x):
            self.x = x
        {own}
    class Below(Node):
        {below}
    def gradf(a, b, c):
        nodes = {{Below(k) for k in range(50)}}
        return [float(Below(7) in nodes), *(node.x for node in nodes)]
"""
ANY = "def __getattr__(self, name): return 'anything'"


@pytest.mark.parametrize(("own", "below"), [(ANY, "pass"), ("pass", ANY), (ANY, ANY), ("pass", "pass")])
def test_a_class_that_answers_for_any_attribute_is_not_asked(sandbox: Sandbox, own: str, below: str) -> None:
    outcomes, _, _ = converse(sandbox, job(ANSWERING.format(own=own, below=below)), GRADF)

    assert values(outcomes[0]) == [0.0, *(float(k) for k in range(50))]
