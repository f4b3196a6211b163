"""The function that a submission differentiates: another one is flagged, another spelling is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader import answers, pipeline
from grader.model import CheckResult, SourceCell, Submission
from grader.sandbox.runner import Sandbox
from tests.scoring.test_formula import EXERCISE, HEAD, in_all_dims

DIFFERENCES = in_all_dims("({p}-{m})/(2*h)")
LINEAR = "def f(a, b, c): return -12.353553390593273*a + 10.25699027111255*b + 0.0625*c\n"
TAYLOR = """
def f(a, b, c):
    x, y, z = a - 2, b - 3, c - 4
    of_a, of_b = -12.353553390593273*x - 5.9558*x*x, 10.25699027111255*y + 1.393*y*y
    return 6.336362190988558 + of_a + of_b + z/16 - z*z/64
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def symmetric(sandbox: Sandbox, text: str) -> CheckResult:
    """Return the check of the symmetric difference of a notebook of one cell."""
    submission = Submission(
        "x.ipynb", "notebook", "0" * 64, (SourceCell("cell 1", HEAD.format(h="1e-6") + text),)
    )
    exercise, key = answers.load(str(EXERCISE), live=False)
    return pipeline.grade(submission, exercise, key, run=sandbox.run).checks[2]


@pytest.mark.parametrize(
    "answer",
    [
        DIFFERENCES.replace("out", "numerical_grad2"),
        f"def numerical_grad2(a, b, c):\n    {DIFFERENCES}    return out\n",
    ],
    ids=["variable", "function"],
)
@pytest.mark.parametrize(
    ("other", "where"),
    [(LINEAR, "at (3, 4.5, 6) it is 9.47"), (TAYLOR, "at (3, 4.5, 6) it is 6.609")],
    ids=["linear", "taylor"],
)
def test_another_f_with_the_right_slopes_is_flagged_where_rounding_hides_it(
    sandbox: Sandbox, other: str, where: str, answer: str
) -> None:
    result = symmetric(sandbox, other + answer)

    assert (result.verdict, [flag.code for flag in result.flags]) == ("ok", ["other_f"])
    assert where in result.flags[0].message


@pytest.mark.parametrize(
    "below",
    [
        "def f(a, b, c): return a*b + c\n",  # for another purpose, further down in the same cell
        "def f(a, b, c): return [float(a)]\n",
        "f = open\n",
        "f = 3\n",
    ],
)
def test_another_f_below_the_answer_was_not_differentiated(sandbox: Sandbox, below: str) -> None:
    result = symmetric(sandbox, DIFFERENCES.replace("out", "numerical_grad2") + below)

    assert (result.verdict, result.flags) == ("ok", ())


@pytest.mark.parametrize(
    "own",
    [
        "def f(a, b, c): return -a*a*a + sin(2*b + b) - c**-1 + b*b*b**0.5 - a**0.5\n",
        "from numpy import power, sin, sqrt\n"
        "def f(a, b, c): return -power(a, 3.0) + sin(3.0*b) - 1/c + b**2.5 - sqrt(a)\n",
        "def f(a, b, c):\n    if not (1 < a < 3): raise ValueError(a)\n"
        "    return -a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5\n",
    ],
)
def test_f_may_be_written_otherwise(sandbox: Sandbox, own: str) -> None:
    result = symmetric(sandbox, own + DIFFERENCES.replace("out", "numerical_grad2"))

    assert (result.verdict, result.flags) == ("ok", ())


def test_f_may_take_its_point_in_one_list(sandbox: Sandbox) -> None:
    own = "def f(x):\n    a, b, c = x\n    return {formula}\n"
    answer = "moved = lambda i, s: [x + s*(i == j) for j, x in enumerate((a, b, c))]\n"
    answer += "numerical_grad2 = [(f(moved(i, h)) - f(moved(i, -h)))/(2*h) for i in range(3)]\n"
    formulas = "-a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5", LINEAR.partition("return ")[2].strip()

    right, linear = (symmetric(sandbox, own.format(formula=formula) + answer) for formula in formulas)

    assert right.flags == ()
    assert [flag.code for flag in linear.flags] == ["other_f"]


MOVED = "moved = lambda i, s: [x + s*(i == j) for j, x in enumerate((a, b, c))]\n"
FORMULA = "-a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5"
OTHERS = """
del f
def stops(a, b, c):
    raise SystemExit
def prints(x):
    print(x)
"""


@pytest.mark.parametrize("head", ["(a, b, c):", "(x):\n    a, b, c = x"])
@pytest.mark.parametrize("function", [False, True], ids=["variable", "function"])
def test_f_may_have_another_name(sandbox: Sandbox, head: str, function: bool) -> None:
    own = f"def height{head}\n    return {FORMULA}\n"
    at = "height(moved(i, {}h))" if "(x)" in head else "height(*moved(i, {}h))"
    for divisor, found in (("(2*h)", []), ("h", ["divided-by-h"])):
        answer = f"[({at.format('+')} - {at.format('-')})/{divisor} for i in range(3)]\n"
        body = (
            f"def numerical_grad2(*point):\n    return {answer}"
            if function
            else f"numerical_grad2 = {answer}"
        )

        result = symmetric(sandbox, OTHERS + own + MOVED + body)

        assert ([each.code for each in result.mistakes], result.flags) == (found, ())


def test_a_function_of_another_name_is_f_where_it_has_its_values_alone(sandbox: Sandbox) -> None:
    own = f"def height(a, b, c):\n    return {FORMULA.replace('3*b', '2*b')}\n"
    answer = "numerical_grad2 = [(height(*moved(i, h)) - height(*moved(i, -h)))/(2*h) for i in range(3)]\n"

    result = symmetric(sandbox, OTHERS + own + MOVED + answer)

    assert [each.code for each in result.mistakes] == ["f-not-used"]
