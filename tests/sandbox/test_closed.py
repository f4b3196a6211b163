"""What counts as a closed formula: nothing that could answer in two ways, or differentiate."""

from __future__ import annotations

import math
from textwrap import dedent
from types import ModuleType

import pytest

from grader.sandbox import closed, onlooker
from grader.sandbox.cells import Cells
from grader.sandbox.closed import is_closed
from grader.sandbox.examine import cells_of


def ran(source: str) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec(compile(dedent(source), "submission.py", "exec"), namespace)
    return namespace


FORMULAS = {
    "a docstring": "def gradf(a, b):\n    'slopes'\n    return [2*a, 3*b**2]",
    "functions": "from math import *\ndef gradf(a, b): return (cos(3*b) - sqrt(a), -exp(b))",
    "a module": "import math as m\ndef gradf(a, b):\n    y = z = m.sin(a)/b\n    return [y, y + z]",
    "a lambda": "gradf = lambda a, b: [a*b, a - 0.5]",
    "an annotation": "def gradf(a: float, b: float) -> list[float]:\n    d: float = 2*a\n    return [d, b]",
}
OTHERS = {
    "a branch": "def gradf(a, b): return [a, b] if a > 0 else [b, a]",
    "a loop": "def gradf(a, b):\n    x = 0\n    for _ in range(3): x += a\n    return [x, b]",
    "another function": "def f(a): return a\ndef gradf(a, b): return [f(a), b]",
    "a step from outside": "h = 1e-6\ndef gradf(a, b): return [(a + h) - a, b]",
    "a default": "def gradf(a, b, h=1e-6): return [a + h, b]",
    "an imaginary number": "def gradf(a, b): return [a + 1e-20j, b]",
    "a part of a number": "def gradf(a, b): return [(a + (-b)**0.5).imag, b]",
    "abs": "def gradf(a, b): return [abs(a), b]",
    "a variable set": "def gradf(a, b):\n    global c\n    c = a\n    return [a, b]",
    "an own sine": "def sin(x): return x\ndef gradf(a, b): return [sin(a), b]",
    "an own module": "class math:\n    sin = None\ndef gradf(a, b): return [math.sin(a), b]",
    "a name without meaning": "def gradf(a, b): return [missing(a), b]",
    "what is around it": "def make(k):\n    def g(a, b): return [k*a, b]\n    return g\ngradf = make(2)",
    "a generator": "def gradf(a, b):\n    yield a\n    yield b",
    "a class": "class gradf:\n    def __init__(self, a, b): pass",
    "a text": "def gradf(a, b):\n    x = 'eval'\n    return [a, b]",
    "an attribute": "def gradf(a, b): return [a, b]\ngradf.cache = {}",
    "variables of its own": "gradf = type(lambda: 0)((lambda a, b: [a, b]).__code__, {})",
}


@pytest.mark.parametrize("source", FORMULAS.values(), ids=FORMULAS.keys())
def test_arithmetic_on_the_inputs_is_a_closed_formula(source: str) -> None:
    namespace = ran(source)

    assert is_closed(namespace["gradf"], namespace)


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS.keys())
def test_anything_else_is_none(source: str) -> None:
    namespace = ran(source)

    assert not is_closed(namespace["gradf"], namespace)


def test_a_function_of_math_that_was_changed_is_none_of_math(monkeypatch: pytest.MonkeyPatch) -> None:
    namespace = ran("import math\ndef gradf(a): return [math.sin(a)]")
    monkeypatch.setattr("math.sin", lambda x: x)

    assert not is_closed(namespace["gradf"], namespace)


@pytest.mark.parametrize("name", ["sin", "ln"])
def test_a_part_of_math_that_also_has_another_name_may_have_been_changed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = ran(f"import math\nfrom math import sin as {name}\ndef gradf(a): return [math.{name}(a)]")
    monkeypatch.setattr(f"math.{name}", lambda x: x, raising=False)

    assert not is_closed(namespace["gradf"], namespace)


def test_math_with_code_of_its_own_is_no_mathematics(monkeypatch: pytest.MonkeyPatch) -> None:
    namespace = ran("import math\nfrom math import log as ln\ndef gradf(a): return [math.ln(a)]")
    monkeypatch.setattr("math.__getattr__", lambda name: abs, raising=False)

    assert not is_closed(namespace["gradf"], namespace)


def test_math_of_another_class_is_no_mathematics() -> None:
    namespace = ran("import math\ndef gradf(a): return [math.sin(a)]")
    math.__class__ = type("Other", (ModuleType,), {"__getattribute__": lambda self, name: abs})
    try:
        assert not is_closed(namespace["gradf"], namespace)
    finally:
        ModuleType.__setattr__(math, "__class__", ModuleType)


def test_a_function_with_builtins_of_its_own_is_no_formula() -> None:
    namespace = ran("__builtins__ = {'tan': lambda x: x}\ndef gradf(a): return [tan(a)]")

    assert not is_closed(namespace["gradf"], namespace)


def test_numbers_that_note_their_steps_see_those_of_a_closed_formula_without_a_profile_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    namespace = ran("def gradf(a):\n    h = 0.001 * 0.001\n    return [((a + h)**2 - (a - h)**2) / (2*h)]")
    monkeypatch.setattr(onlooker, "_set_profile", None)

    seen = onlooker.look_on(namespace["gradf"], [3.0], namespace, onlooker.Wished(("f",)))

    assert seen.sights & onlooker.protocol.QUOTIENT
    assert seen.step == pytest.approx(1e-6)
    assert seen.answer is not None


def test_a_closed_formula_that_does_not_answer_is_looked_at_as_any_other() -> None:
    namespace = ran("import math\ndef gradf(a): return [math.log(-a)]")
    assert is_closed(namespace["gradf"], namespace)

    seen = onlooker.look_on(namespace["gradf"], [3.0], namespace, onlooker.Wished(("f",)))

    assert seen == onlooker.Seen(sights=0, step=0.0, evaluations=0, answer=None)


def cells(*texts: str) -> Cells:
    made = Cells(cells_of("notebook", [("", text) for text in texts]), ("gradf",), (), ())
    for index in range(len(texts)):
        assert made.run(index) is None
    return made


def test_a_formula_that_one_cell_defines_is_what_it_was() -> None:
    found = cells("x = 1", "def f(a): return a*a", "g = [f(3)]").formula("f", 2, 1)

    assert found is not None
    assert found(3) == 9


@pytest.mark.parametrize(
    "texts",
    [
        ("def f(a): return a", "g = 1", "def f(a): return a*a"),
        ("g = 1", "def h(a): return a", "def f(a): return a"),  # it is not there yet
        ("f = 3", "def f(a): return a", "g = 1"),
        ("def f(a): return a", "def change():\n    global f\n    f = h", "def h(a): return a\nchange()"),
        ("def f(a): return a", "f.__code__ = (lambda a: a*a).__code__", "g = 1"),
        ("def f(a): return a", "globals()['f'] = lambda a: a*a", "g = 1"),
        ("k = 2\ndef f(a): return k*a", "k = 3", "g = 1"),
        ("from math import inf as k\ndef f(a): return a/k", "g = 1", "from math import e as k"),
        ("from math import inf as k\ndef f(a): return a/k", "from math import e as k"),
    ],
)
def test_what_may_have_been_another_function_is_made_again(texts: tuple[str, ...]) -> None:
    assert cells(*texts).formula("f", 1, 1) is None


def test_no_instruction_of_a_formula_calls_what_a_text_says() -> None:
    assert not {"IMPORT_NAME", "STORE_GLOBAL", "STORE_ATTR", "MAKE_FUNCTION"} & set(closed._INSTRUCTIONS)


@pytest.mark.parametrize("head", ["a, b, f, h", "a", "a, b, *, f", "*f"])
def test_what_takes_something_else_than_the_numbers_that_are_given_is_not_called_with_them(head: str) -> None:
    assert cells(f"def g({head}): return 2").formula("g", 0, 2) is None
