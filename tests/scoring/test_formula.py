"""Numerical gradients through the sandbox: every formula at any step, as a variable and as a function."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import answers, pipeline
from grader.model import CheckResult, ReferenceSource, SourceCell, Submission
from grader.sandbox.runner import Sandbox
from grader.scoring.key import compute_key
from grader.spec import catalog, schema

EXERCISE = Path(__file__).parents[2] / "exercises" / "micrograd" / "exercise.yaml"
HEAD = """
from math import sin, cos
def f(a, b, c): return -a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5
def gradf(a, b, c): return [-3*a**2 - 0.5*a**-0.5, 3*cos(3*b) + 2.5*b**1.5, 1/c**2]
a, b, c = 2, 3, 4
h = {h}
"""
# {p} is f with a step, {m} with a step back, {o} without, {P} and {M} with two steps, {u} and {v} with half.
RIGHT_ONE_SIDED = {
    "forward": "({p}-{o})/h",
    "backward": "({o}-{m})/h",
    "each value divided": "{p}/h - {o}/h",
    "times the inverse": "(1/h)*({p}-{o})",
}
RIGHT_SYMMETRIC = {
    "2h": "({p}-{m})/(2*h)",
    "halved": "0.5*({p}-{m})/h",
    "half steps": "({u}-{v})/h",
    "mean of two": "(({p}-{o})/h + ({o}-{m})/h)/2",
    "five points": "(8*{p}-8*{m}-{P}+{M})/(12*h)",
}
WRONG = {
    "({p}-{m})/h": "divided-by-h",
    "({p}-{o})/(2*h)": "divided-by-2h",
    "({p}-{m})/2*h": "precedence",
    "({p}-{m})/2": "divided-by-2",
    "({p}-{m})": "not-divided",
    "({p}-{o})": "not-divided",
    "({p}-{o})*h": "multiplied",
    "({p}-{m})*(2*h)": "multiplied",
    "({p}-{m})/(2*h)/h": "divided-twice",
    "({o}-{p})/h": "swapped-values",
    "({m}-{p})/(2*h)": "swapped-values",
    "({p}+{m})/(2*h)": "adds",
    "{p}-{o}/h": "brackets",
    "{p}/h": "one-value",
    "({p}-{o})/(3*h)": "wrong-divisor",
    "abs(({p}-{m})/(2*h))": "absolute-value",
    "2*h/({p}-{m})": "upside-down",
    "({p}-{o})/h + 5": "more-than-f",
    "({P}-{p})/h": "other-points",
    "({P}-{m})/(2*h)": "multiple-of-derivative",
    "({p}-2*{o}+{m})/h**2": "slope-cancels",
    "({p}-{o}+{m}-{o})/(2*h)": "slope-cancels",
    "(8*{p}-8*{m}-{P}+{M})/(6*h)": "multiple-of-derivative",
    "(2*{p}-{m})/(2*h)": "no-difference",
}
LOOPS = {
    "step-not-undone": """
out = []; x = [a, b, c]
for i in range(3):
    x[i] += h; high = f(*x); x[i] -= 2*h; low = f(*x)
    out.append((high - low)/(2*h))
""",
    "all-moved": "out = [(f(a+h, b+h, c+h) - f(a-h, b-h, c-h))/(2*h)]*3\n",
    "copied-dim": "out = [(f(a+h, b, c) - f(a-h, b, c))/(2*h)]*3\n",
    "base-point": """
out = [(f(a+h,1,1)-f(a-h,1,1))/(2*h), (f(1,b+h,1)-f(1,b-h,1))/(2*h), (f(1,1,c+h)-f(1,1,c-h))/(2*h)]
""",
    "relative-step": """
out = [(f(a*(1+h),b,c)-f(a,b,c))/h, (f(a,b*(1+h),c)-f(a,b,c))/h, (f(a,b,c*(1+h))-f(a,b,c))/h]
""",
    "values-cancel": """
out = []
for i in range(3):
    x = [a, b, c]; y = x; y[i] += h
    out.append((f(*y) - f(*x))/h)
""",
    "wrong-divisor": """
out = []
for i in range(3):
    x = [a, b, c]; x[i] += h; high = f(*x); x[i] -= 2*h
    out.append((high - f(*x))/(h/2))
""",
    "point-astray": """
out = [(f(a+h,b,c)-f(a,b-h,c))/(2*h), (f(a,b+h,c)-f(a,b,c-h))/(2*h), (f(a,b,c+h)-f(a-h,b,c))/(2*h)]
""",
    "not-moved": "h = 1e-17\nout = [(f(a+h, b, c)-f(a, b, c))/h, (f(a, b+h, c)-f(a, b, c))/h, 0]\n",
    "no-evaluation": "out = [-12.353553390593273, 10.25699027111255, 0.0625]\n",
    "ignored-f": "f(a+h, b, c)\nout = [-12.353553390593273 + 0*f(a, b, c), 10.25699027111255, 0.0625]\n",
}
# The lines that one step runs are those that the others run.
ANY_H = ("1e-4", *(pytest.param(h, marks=pytest.mark.unmeasured) for h in ("1e-1", "1e-6", "1e-9", "2**-20")))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def in_all_dims(formula: str) -> str:
    def at(dim: int, step: str) -> str:
        return f"f({', '.join(name + (step if place == dim else '') for place, name in enumerate('abc'))})"

    steps = {"p": "+h", "m": "-h", "o": "", "P": "+2*h", "M": "-2*h", "u": "+h/2", "v": "-h/2"}
    dims = (formula.format(**{name: at(dim, step) for name, step in steps.items()}) for dim in range(3))
    return f"out = [{', '.join(dims)}]\n"


def graded(sandbox: Sandbox, body: str, h: str, *, function: bool) -> tuple[CheckResult, ...]:
    """Return the one-sided and the symmetric check of one answer given to both."""
    text = HEAD.format(h=h)
    if function:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        for name in ("numerical_grad", "numerical_grad2"):
            text += f"def {name}(a, b, c):\n{lines}    return out\n"
    else:
        text += body + "numerical_grad = out\nnumerical_grad2 = list(out)\n"
    return checks(sandbox, text)[1:3]


def checks(sandbox: Sandbox, text: str) -> tuple[CheckResult, ...]:
    """Return all checks of a script."""
    submission = Submission("x.py", "script", "0" * 64, (SourceCell("x.py", text),))
    exercise, key = answers.load(str(EXERCISE), live=False)
    return pipeline.grade(submission, exercise, key, run=sandbox.run).checks


def codes(check: CheckResult) -> list[str]:
    return [mistake.code for mistake in check.mistakes]


@pytest.mark.parametrize("function", [False, True], ids=["variable", "function"])
@pytest.mark.parametrize("h", ANY_H)
@pytest.mark.parametrize("formula", RIGHT_ONE_SIDED.values(), ids=RIGHT_ONE_SIDED)
def test_a_one_sided_difference_is_right_at_any_step_and_is_not_symmetric(
    sandbox: Sandbox, formula: str, h: str, function: bool
) -> None:
    one_sided, symmetric = graded(sandbox, in_all_dims(formula), h, function=function)

    assert (one_sided.verdict, one_sided.mistakes) == ("ok", ())
    assert (symmetric.verdict, codes(symmetric)) == ("wrong", ["one-sided"])


@pytest.mark.parametrize("function", [False, True], ids=["variable", "function"])
@pytest.mark.parametrize("h", ANY_H)
@pytest.mark.parametrize("formula", RIGHT_SYMMETRIC.values(), ids=RIGHT_SYMMETRIC)
def test_a_symmetric_difference_is_right_at_any_step(
    sandbox: Sandbox, formula: str, h: str, function: bool
) -> None:
    for check in graded(sandbox, in_all_dims(formula), h, function=function):
        assert (check.verdict, check.mistakes) == ("ok", ())


@pytest.mark.parametrize(
    ("head", "point"),
    [
        ("()", "a, b, c = 2, 3, 4"),
        ("(h)", "a, b, c = 2, 3, 4"),
        ("(x, h=1e-4)", "a, b, c = x"),
        ("(f, x)", "a, b, c = x"),
        ("(x, eps)", "a, b, c = x; h = eps"),
        ("(a, b, c, f, h)", ""),
        ("(*x)", "a, b, c = x"),
        ("(f, *x)", "a, b, c = x"),
        ("(f, x, h=1e-4)", "a, b, c = x"),
        ("(f, x, h=1e-4, relative=False)", "a, b, c = x"),
        ("(func, point=(2, 3, 4), h=1e-4)", "a, b, c = point; f = func"),
        ("(f, x, h)", "a, b, c = x"),
        ("(a, b, c, *, h)", ""),
        ("(x, *, func, tiny)", "a, b, c = x; f = func; h = tiny"),
        ("(*x, h, relative=False)", "a, b, c = x"),
        ("(loss, x)", "a, b, c = x; f = loss"),
        ("(loss, x, eps=1e-4)", "a, b, c = x; f = loss; h = eps"),
        ("(loss, x, dh)", "a, b, c = x; f = loss; h = dh"),
        ("(loss, a, b, c)", "f = loss"),
        ("(func1, x, y, z)", "f, a, b, c = func1, x, y, z"),
        ("(a, b, c, tiny)", "h = tiny"),
        ("(x, y, z, tiny)", "a, b, c, h = x, y, z, tiny"),
        ("(x, y, z, tiny=1e-4)", "a, b, c, h = x, y, z, tiny"),
    ],
)
def test_a_function_takes_the_point_as_it_likes(sandbox: Sandbox, head: str, point: str) -> None:
    lines = f"{point}\n{in_all_dims('({p}-{m})/(2*h)')}return out\n"
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    text = HEAD.format(h="1e-4") + f"def numerical_grad2{head}:\n{body}"

    (check,) = checks(sandbox, text)[2:3]

    assert (check.verdict, check.mistakes, check.flags) == ("ok", (), ())


@pytest.mark.parametrize("h", ANY_H)
@pytest.mark.parametrize(("formula", "code"), WRONG.items(), ids=WRONG.keys())
def test_what_is_wrong_with_a_difference_is_named_at_any_step(
    sandbox: Sandbox, formula: str, code: str, h: str
) -> None:
    for function in (False, True):
        _, symmetric = graded(sandbox, in_all_dims(formula), h, function=function)
        assert (symmetric.verdict, codes(symmetric)) == ("wrong", [code])


@pytest.mark.parametrize("h", ["1e-2", "1e-7"])
@pytest.mark.parametrize(("code", "body"), LOOPS.items(), ids=LOOPS.keys())
def test_what_is_wrong_with_the_points_is_named(sandbox: Sandbox, code: str, body: str, h: str) -> None:
    for function in (False, True):
        _, symmetric = graded(sandbox, body, h, function=function)
        assert (symmetric.verdict, codes(symmetric)) == ("wrong", [code])


@pytest.mark.parametrize("code", ["no-evaluation", "ignored-f"])
def test_beside_a_number_that_is_too_exact_a_difference_is_shown(sandbox: Sandbox, code: str) -> None:
    for check, shown in zip(
        graded(sandbox, LOOPS[code], "1e-6", function=False), ("6869588", "91061723"), strict=True
    ):
        [mistake] = check.mistakes
        assert mistake.evidence.startswith(
            "for df/da you have -12.353553390593273, a difference with h = 1e-06 is "
        )
        assert mistake.evidence.endswith(shown)


def test_a_point_that_lies_aside_by_one_in_every_variable_is_another_point(sandbox: Sandbox) -> None:
    text = in_all_dims("({p}-{o})/h")
    text = "a, b, c = a - 1, b - 1, c - 1\n" + text

    one_sided, _ = graded(sandbox, text, "1e-6", function=False)

    assert codes(one_sided) == ["base-point"]


@pytest.mark.parametrize(
    "text",
    [
        "exec('numerical_grad2 = [at(i, h) for i in range(3)]')\n",
        "globals().update(numerical_grad2=[at(i, h) for i in range(3)])\n",
        "numerical_grad2 = []\nouts = dict(two=numerical_grad2)\n"
        "for i in range(3):\n    outs['two'].append(at(i, h))\n",
    ],
)
def test_an_answer_that_no_statement_binds_is_made_again(sandbox: Sandbox, text: str) -> None:
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + text)[2]

    assert (result.verdict, result.mistakes, result.flags) == ("ok", (), ())


def test_a_running_sum_is_told_by_the_slopes_that_are_in_it(sandbox: Sandbox) -> None:
    body = in_all_dims("({p}-{m})/(2*h)") + "from itertools import accumulate\nout = list(accumulate(out))\n"

    _, symmetric = graded(sandbox, body, "1e-5", function=False)

    assert [each.message for each in symmetric.mistakes] == [
        "to the answer for df/db the slope of df/da is added",
        "to the answer for df/dc the slope of df/da and df/db is added",
    ]


def test_a_square_is_no_absolute_value(sandbox: Sandbox) -> None:
    _, symmetric = graded(sandbox, in_all_dims("(({p}-{m})/(2*h))**2"), "1e-5", function=False)

    assert (symmetric.verdict, codes(symmetric)) == ("wrong", [])


def test_a_point_with_two_variables_exchanged_is_no_step_that_was_not_undone(sandbox: Sandbox) -> None:
    body = in_all_dims("({p}-{o})/h").replace("(f(a, b+h, c)-f(a, b, c))", "(f(a, b+h, c)-f(a, c, b))")

    one_sided, _ = graded(sandbox, body, "1e-6", function=False)

    assert [each.message for each in one_sided.mistakes] == [
        "for df/db the function f is evaluated at (2, 4, 3), where another variable has not its given value"
    ]


def test_two_variables_that_are_moved_together_in_one_dim_are_no_step_that_was_not_undone(
    sandbox: Sandbox,
) -> None:
    body = in_all_dims("({p}-{m})/(2*h)").replace(
        "f(a+h, b, c)-f(a-h, b, c)", "f(a+h, b+h, c)-f(a-h, b-h, c)"
    )

    _, symmetric = graded(sandbox, body, "1e-5", function=False)

    assert [(each.code, each.dims) for each in symmetric.mistakes] == [("point-astray", ("df/da",))]


def test_a_list_that_ends_as_the_starters_is_the_answer_and_not_what_it_was_while_it_was_filled(
    sandbox: Sandbox,
) -> None:
    text = HEAD.format(h="1e-5") + "numerical_grad = []\nnumerical_grad2 = []\n"
    text += "for i in range(3):\n    x = [a, b, c]; y = x; y[i] += h\n"
    text += "    numerical_grad.append((f(*y) - f(*x))/h)\n"
    text += "    numerical_grad2.append((f(*y) - f(*x))/h)\n"

    for check in checks(sandbox, text)[1:3]:
        assert (check.verdict, codes(check)) == ("wrong", ["values-cancel"])
        assert all(dim.actual == 0.0 for dim in check.cases[0].dims)


def test_a_number_in_the_middle_of_two_decimals_is_rounded_either_way(sandbox: Sandbox) -> None:
    _, symmetric = graded(sandbox, in_all_dims("round(({p}-{m})/(2*h), 3)"), "1e-5", function=False)

    (mistake,) = symmetric.mistakes
    assert (mistake.code, mistake.dims) == ("rounded", ("df/da", "df/dc"))  # 10.257 is near enough


def test_another_function_in_the_place_of_f_is_said_not_to_be_f(sandbox: Sandbox) -> None:
    body = "g = lambda a, b, c: -a**3 + sin(2*b) - 1.0/c + b**2.5 - a**0.5\n"
    body += in_all_dims("({p}-{m})/(2*h)").replace("f(", "g(")

    _, symmetric = graded(sandbox, body, "1e-5", function=False)

    assert [(each.code, each.dims) for each in symmetric.mistakes] == [("f-not-used", ("df/db",))]


def test_a_copied_f_is_right_at_a_large_step_too_and_a_person_is_told(sandbox: Sandbox) -> None:
    body = "f2 = lambda a, b, c: -a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5\n" + in_all_dims(
        "({p}-{m})/(2*h)"
    ).replace("f(", "f2(")

    _, symmetric = graded(sandbox, body, "1e-2", function=False)

    assert symmetric.verdict == "ok"
    assert [flag.code for flag in symmetric.flags] == ["method", "inlined-f"]


def test_zeros_for_an_f_that_is_not_the_real_one_are_no_choice_of_steps(sandbox: Sandbox) -> None:
    exact = "[-3*a**2 - 0.5*a**-0.5, 3*cos(3*b) + 2.5*b**1.5, 1/c**2]"
    values = ", ".join(
        f"f({point})" for point in ("a+h, b, c", "a-h, b, c", "a, b+h, c", "a, b-h, c", "a, b, c+h")
    )
    body = f"v = [f(a, b, c), {values}, f(a, b, c-h)]\n"
    body += f"out = {exact} if all(6 < each < 7 for each in v) else [0.0, 0.0, 0.0]\n"

    one_sided, symmetric = graded(sandbox, body, "1e-5", function=False)

    assert [codes(each) for each in (one_sided, symmetric)] == [["no-evaluation"]] * 2


@pytest.mark.parametrize(("h", "code"), [("3.0", "big-step"), ("1e-14", "tiny-step")])
def test_where_a_step_says_nothing_of_the_derivative_the_tolerance_decides(
    sandbox: Sandbox, h: str, code: str
) -> None:
    body = in_all_dims("({p}-{o})/h")

    one_sided, _ = graded(sandbox, body, h, function=False)

    assert one_sided.verdict == "wrong"
    assert code in codes(one_sided)


def test_rounded_numbers_are_right_within_the_tolerance_and_told(sandbox: Sandbox) -> None:
    one_sided, _ = graded(sandbox, in_all_dims("round(({p}-{o})/h, 6)"), "1e-3", function=False)

    assert one_sided.verdict == "ok"
    assert [flag.code for flag in one_sided.flags] == ["inexact"]


def test_arrays_of_points_are_seen_one_by_one(sandbox: Sandbox) -> None:
    pytest.importorskip("numpy")
    body = """
import numpy as np
def f(a, b, c): return -a**3 + np.sin(3*b) - 1.0/c + b**2.5 - a**0.5
x, e = np.array([[2.0, 3.0, 4.0]]), h*np.eye(3)
out = (f(*(x + e).T) - f(*(x - e).T))/(2*h)
"""

    _, symmetric = graded(sandbox, body, "1e-4", function=False)

    assert (symmetric.verdict, symmetric.mistakes, symmetric.flags) == ("ok", (), ())


@pytest.mark.parametrize(
    ("taken", "given"),
    [
        ("a, b, c = X", "x[:, None] {sign} h*np.eye(3)"),
        ("a, b, c = X[0], X[1], X[2]", "(x {sign} h*np.eye(3)).T"),
        ("a, b, c = X.T", "x {sign} h*np.eye(3)"),
        ("a, b, c = X[..., 0], X[..., 1], X[..., 2]", "x {sign} h*np.eye(3)"),
        ("a, b, c = X[:, 0], X[:, 1], X[:, 2]", "np.vstack([x {sign} h*np.eye(3), x])"),
    ],
)
def test_points_in_one_array_are_seen_one_by_one(sandbox: Sandbox, taken: str, given: str) -> None:
    pytest.importorskip("numpy")
    high, low = given.format(sign="+"), given.format(sign="-")
    body = f"""
import numpy as np
def f(X):
    {taken}
    return -a**3 + np.sin(3*b) - 1.0/c + b**2.5 - a**0.5
x = np.array([2.0, 3.0, 4.0])
out = ((f({high}) - f({low}))/(2*h))[:3]
"""

    _, symmetric = graded(sandbox, body, "1e-4", function=False)

    assert (symmetric.verdict, symmetric.mistakes, symmetric.flags) == ("ok", (), ())


@pytest.mark.parametrize("written", ["({p}-{o})//h", "int(({p}-{o})/h)", "round(({p}-{o})/h, 0)"])
def test_whole_numbers_are_rounded_ones_not_those_of_single_precision(sandbox: Sandbox, written: str) -> None:
    one_sided, _ = graded(sandbox, in_all_dims(written), "1e-6", function=False)

    [mistake] = one_sided.mistakes
    assert (mistake.code, mistake.dims, one_sided.message) == ("rounded", (), "")


def test_a_symmetric_difference_that_is_cut_off_by_the_division_is_rounded(sandbox: Sandbox) -> None:
    _, symmetric = graded(sandbox, in_all_dims("({p}-{m})//(2*h)"), "1e-4", function=False)

    assert (codes(symmetric), symmetric.message) == (["rounded"], "")


@pytest.mark.parametrize(("h", "code"), [("1e-6", "single-precision"), ("1e-3", "divided-by-2h")])
def test_a_step_that_single_precision_rounds_is_no_wrong_divisor(sandbox: Sandbox, h: str, code: str) -> None:
    pytest.importorskip("numpy")
    divisor = "h" if code == "single-precision" else "float(x[i] - y)*2"
    body = f"""
import numpy as np
out = []
for i, y in enumerate((a, b, c)):
    x = np.array([a, b, c], dtype=np.float32)
    x[i] += h
    out.append((f(*x) - f(*map(np.float32, (a, b, c))))/({divisor}))
"""

    one_sided, _ = graded(sandbox, body, h, function=False)

    assert codes(one_sided) == [code]


def test_single_precision_is_named(sandbox: Sandbox) -> None:
    pytest.importorskip("numpy")
    body = "import numpy as np\ng = lambda *x: np.float32(f(*x))\n" + in_all_dims("({p}-{o})/h").replace(
        "f(", "g("
    )

    one_sided, _ = graded(sandbox, body, "1e-6", function=False)

    assert (one_sided.verdict, codes(one_sided)) == ("wrong", ["single-precision"])


def test_a_one_sided_quotient_that_stands_upside_down_is_named(sandbox: Sandbox) -> None:
    one_sided, _ = graded(sandbox, in_all_dims("h/({p}-{o})"), "1e-6", function=False)

    assert (one_sided.verdict, codes(one_sided)) == ("wrong", ["upside-down"])


def test_another_f_is_named(sandbox: Sandbox) -> None:
    body = "def f(a, b, c): return -a**3 + sin(3*b) + b**2.5 - a**0.5\n" + in_all_dims("({p}-{o})/h")

    one_sided, _ = graded(sandbox, body, "1e-7", function=False)

    assert (one_sided.verdict, codes(one_sided)) == ("wrong", ["other-f"])
    assert one_sided.mistakes[0].dims == ("df/dc",)


LINEAR = "def f(a, b, c): return -12.353553390593273*a + 10.25699027111255*b + 0.0625*c\n"


@pytest.mark.parametrize(
    ("body", "h", "check"),
    [(LINEAR + in_all_dims("({p}-{o})/h"), "1e-6", 0), ("pasted", "1e-6", 1), ("pasted", "1e-7", 0)],
    ids=["linear", "symmetric", "one-sided"],
)
def test_another_f_within_the_tolerance_is_flagged(sandbox: Sandbox, body: str, h: str, check: int) -> None:
    if body == "pasted":  # by the student's own run, and a right difference where the host looks on
        formula = in_all_dims("({p}-{m})/(2*h)" if check else "({p}-{o})/h").removeprefix("out = ")
        numbers = "[-12.353553390593273, 10.25699027111255, 0.0625]"
        body = f"out = {numbers} if isinstance(f, type(lambda: 0)) else {formula}"

    result = graded(sandbox, body, h, function=False)[check]

    assert (result.verdict, [flag.code for flag in result.flags]) == ("ok", ["other_f"])


def test_derivatives_in_the_place_of_a_difference_near_them_are_flagged(sandbox: Sandbox) -> None:
    differences = in_all_dims("({p}-{m})/(2*h)")
    exact = "exact = [-3*4-0.5/2**0.5, 3*cos(9)+2.5*3**1.5, 1/16]\n"
    body = differences + exact + "out = [y if abs(x-y) < 1e-3 else x for x, y in zip(out, exact)]\n"

    _, symmetric = graded(sandbox, body, "1e-6", function=False)

    assert (symmetric.verdict, [flag.code for flag in symmetric.flags]) == ("ok", ["too-exact"])


@pytest.mark.parametrize(("formula", "h"), [("x**2 - 3*x", "2**-12"), ("3*x", "1e-6"), ("x**2", "0.01")])
def test_a_difference_that_is_exact_by_itself_is_no_flag(sandbox: Sandbox, formula: str, h: str) -> None:
    text = (
        "schema: 1\nid: x\ntitle: t\nsource: s\nfunctions:\n"
        f'  f: {{args: [x], formula: "{formula}"}}\nchecks:\n'
        "  - {id: slope, kind: numerical_gradient, title: t, entry_point: slope, of: f, at: {x: 2},\n"
        "     dims: [df/dx], method: symmetric, template: {answer: [0]},\n"
        "     cases: [{id: published, points: 2, rule: formula, tolerance: {atol: 1e-5}}]}\n"
    )
    exercise = catalog.build_exercise(schema.parse(text, file="x"), digest=formula)
    key = compute_key(exercise, source=ReferenceSource.TAPE)
    source = f"def f(x): return {formula}\nh = {h}\nslope = [(f(2 + h) - f(2 - h))/(2*h)]\n"
    submission = Submission("x.py", "script", "0" * 64, (SourceCell("x.py", source),))

    [check] = pipeline.grade(submission, exercise, key, run=sandbox.run).checks

    assert (check.verdict, check.flags) == ("ok", ())


@pytest.mark.parametrize(
    "check",
    [
        "assert abs(v - gradf(a, b, c)[i]) < 1e-3",
        "near(numerical_grad)",
        "math.sqrt(12.4 + numerical_grad[0])",
    ],
)
def test_checks_beside_the_numbers_say_nothing_where_f_has_other_values(sandbox: Sandbox, check: str) -> None:
    rest = "for i in (1, 2):\n    v = one(i)\n    numerical_grad[i] = v\n"
    if "assert" in check:
        rest = rest.replace("    numerical", f"    {check}\n    numerical")
    text = f"""
import math
def near(xs): assert abs(xs[0] + 12.35) < 1
def one(i):
    x = [a, b, c]; x[i] += h
    return (f(*x) - f(a, b, c))/h
numerical_grad = [0.0]*3
numerical_grad[0] = one(0)
{check if "assert" not in check else ""}
{rest}
"""

    _, one_sided, *_ = checks(sandbox, HEAD.format(h="1e-6") + text)

    assert (one_sided.verdict, one_sided.flags) == ("ok", ())


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [("v", "ok"), ("gradf(a, b, c)[i]", "forbidden"), ("0.5*v + 0.5*gradf(a, b, c)[i]", "forbidden")],
)
def test_who_stops_where_gradf_is_far_from_the_estimate_does_not_make_it_of_gradf(
    sandbox: Sandbox, kept: str, verdict: str
) -> None:
    text = f"""
numerical_grad = [0.0]*3
for i in range(3):
    x = [a, b, c]; x[i] += h
    v = (f(*x) - f(a, b, c))/h
    numerical_grad[i] = {kept}
    if abs(v - gradf(a, b, c)[i]) > 1e-3:
        raise ValueError(i)
"""

    _, one_sided, *_ = checks(sandbox, HEAD.format(h="1e-6") + text)

    assert one_sided.verdict == verdict


def test_numbers_of_which_none_is_made_again_are_judged_as_differences(sandbox: Sandbox) -> None:
    _, _, symmetric, *_ = checks(
        sandbox,
        HEAD.format(h="1e-5")
        + """
numerical_grad = []
numerical_grad2 = [0 * f(a, b, c)] * 3
fill = numerical_grad2.__setitem__
for i in range(3):
    x, y = [a, b, c], [a, b, c]
    x[i] += h; y[i] -= h
    fill(i, (f(*x) - f(*y))/(2*h))
fill(2, numerical_grad2[2] + 1e-13)
""",
    )

    assert symmetric.verdict == "ok"
    assert "inlined-f" in [flag.code for flag in symmetric.flags]


def test_numbers_that_come_out_otherwise_a_second_time_are_judged_by_tolerance(sandbox: Sandbox) -> None:
    body = "import itertools\ncount = itertools.count()\n" + in_all_dims("({p}-{o})/h")
    body = body.replace("a+h", "a+h*(1 + next(count))")

    one_sided, _ = graded(sandbox, body, "1e-8", function=True)

    assert one_sided.verdict == "ok"


STEPS = """
def at(i, h):
    x = [a, b, c]; x[i] += h; high = f(*x); x[i] -= 2*h
    return (high - f(*x))/(2*h)
def forward(i, h):
    x = [a, b, c]; x[i] += h
    return (f(*x) - f(a, b, c))/h
def halved(d, i, h=0.1):
    before = d(i, h)
    for _ in range(40):
        h /= 2
        now = d(i, h)
        if abs(now - before) < 1e-7: break
        before = now
    return now
def ridders(d, i, h=0.2, con=1.4, n=10):
    rows, error, best = [[d(i, h)]], 1e30, None
    for k in range(1, n):
        h /= con
        row, factor = [d(i, h)], con*con
        for j in range(k):
            row.append((row[j]*factor - rows[-1][j])/(factor - 1)); factor *= con*con
            off = max(abs(row[-1] - row[-2]), abs(row[-1] - rows[-1][j]))
            if off <= error: error, best = off, row[-1]
        if abs(row[-1] - rows[-1][-1]) >= 2*error: break
        rows.append(row)
    return best
def best(d, i):
    found = [d(i, 10.0**-k) for k in range(2, 9)]
    return found[min(range(1, 7), key=lambda k: abs(found[k] - found[k-1]))]
def nearest(d, i, last=10, right=(-12.353553390593273, 10.25699027111255, 0.0625)):
    return min((d(i, 10.0**-k) for k in range(1, last + 1)), key=lambda found: abs(found - right[i]))
import random
"""


@pytest.mark.parametrize(
    ("check", "body", "method"),
    [
        (2, "[nearest(at, i) for i in range(3)]", "symmetric"),
        (2, "[nearest(at, i, last=17) for i in range(3)]", "symmetric"),
        (2, "[nearest(at, 0, last=17), at(1, 1e-5), at(2, 1e-5)]", "symmetric"),
        (1, "[nearest(forward, 0, last=17), forward(1, 1e-5), forward(2, 1e-5)]", "one_sided"),
        (1, "[nearest(forward, i) for i in range(3)]", "one_sided"),
        (2, "[halved(at, i) for i in range(3)]", "symmetric"),
        (2, "[best(at, i) for i in range(3)]", "symmetric"),
        (2, "[sorted(at(i, 10.0**-k) for k in (3, 4, 5, 6, 7))[2] for i in range(3)]", "symmetric"),
        (2, "[at(i, random.uniform(1e-6, 1e-5)) for i in range(3)]", "symmetric"),
        (2, "[ridders(at, i) for i in range(3)]", "symmetric, at several steps"),
        (2, "[(4*at(i, 1e-3) - at(i, 2e-3))/3 for i in range(3)]", "symmetric, at several steps"),
        (1, "[halved(forward, i) for i in range(3)]", "one_sided"),
        (1, "[2*forward(i, 1e-5) - forward(i, 2e-5) for i in range(3)]", "one_sided, at several steps"),
    ],
)
def test_steps_that_follow_the_values_of_f_are_judged_by_their_numbers(
    sandbox: Sandbox, check: int, body: str, method: str
) -> None:
    name = "numerical_grad2" if check == 2 else "numerical_grad"
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + f"{name} = {body}\n")[check]

    assert (result.verdict, result.mistakes, result.flags) == ("ok", (), ())
    assert next(each.value for each in result.evidence if each.name == "method") == method


@pytest.mark.parametrize(("check", "rule"), [(1, "forward"), (2, "at")])
def test_the_first_step_that_comes_near_what_is_known_is_judged_by_its_number(
    sandbox: Sandbox, check: int, rule: str
) -> None:
    name = "numerical_grad2" if check == 2 else "numerical_grad"
    body = f"""
ans, h = [-12.353553390593273, 10.25699027111255, 0.0625], 1.0
while True:
    {name} = [{rule}(i, h) for i in range(3)]
    if all(abs(x - y) < 1e-5 for x, y in zip({name}, ans)): break
    h /= 2
"""
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[check]

    assert (result.verdict, result.mistakes, result.flags) == ("ok", (), ())
    method = next(each.value for each in result.evidence if each.name == "method")
    assert method == ("symmetric" if check == 2 else "one_sided")


@pytest.mark.parametrize(("check", "rule"), [(1, "forward"), (2, "at")])
def test_the_step_of_the_least_error_is_judged_by_its_number(sandbox: Sandbox, check: int, rule: str) -> None:
    name = "numerical_grad2" if check == 2 else "numerical_grad"
    body = f"""
ans = [-12.353553390593273, 10.25699027111255, 0.0625]
def off(h): return max(abs({rule}(i, h) - x) for i, x in enumerate(ans))
h = min((10.0**-k for k in range(1, 13)), key=off)
{name} = [{rule}(i, h) for i in range(3)]
"""
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[check]

    assert (result.verdict, result.mistakes, result.flags) == ("ok", (), ())


@pytest.mark.parametrize("number", ["round({}, 6)", "float(np.float32({}))"])
def test_a_rounded_number_of_a_step_that_says_nothing_is_wrong(sandbox: Sandbox, number: str) -> None:
    pytest.importorskip("numpy")
    body = "import numpy as np\n" + in_all_dims(number.format("({p}-{o})/h"))

    one_sided, _ = graded(sandbox, body, "1.0", function=False)

    assert (one_sided.verdict, one_sided.points, codes(one_sided)) == ("wrong", 0.0, ["big-step"])


def test_a_value_at_the_given_point_by_itself_is_no_tiny_step(sandbox: Sandbox) -> None:
    one_sided, _ = graded(sandbox, in_all_dims("{o}/h"), "1e-6", function=False)
    body = in_all_dims("({p}-{o})/h") + "out[0] = f(a, b, c)/h\n"
    of_one_dim, _ = graded(sandbox, body, "1e-6", function=False)

    assert codes(one_sided) == ["not-moved"]
    assert codes(of_one_dim) == ["one-value"]


def test_a_large_step_is_told_also_where_it_follows_the_values_of_f(sandbox: Sandbox) -> None:
    body = """
def halved(i):
    h, before = 0.1, None
    while before is None or abs(forward(i, h) - before) > 1.1:
        before, h = forward(i, h), h/2
    return forward(i, h)
numerical_grad = [halved(i) for i in range(3)]
"""
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[1]

    assert (result.verdict, [flag.code for flag in result.flags]) == ("ok", ["extreme-step"])


def test_a_one_sided_difference_of_the_best_step_is_not_symmetric(sandbox: Sandbox) -> None:
    body = "numerical_grad2 = [halved(forward, i) for i in range(3)]\n"
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[2]

    assert (result.verdict, codes(result)) == ("wrong", ["one-sided"])


@pytest.mark.parametrize(
    ("code", "check", "body"),
    [
        ("divided-by-h", 2, "[halved(lambda i, h: 2*at(i, h), i) for i in range(3)]"),
        ("swapped-values", 2, "[-halved(at, i) for i in range(3)]"),
        ("divided-by-2h", 1, "[halved(lambda i, h: forward(i, h)/2, i) for i in range(3)]"),
    ],
)
def test_a_known_multiple_of_the_best_of_several_is_named(
    sandbox: Sandbox, code: str, check: int, body: str
) -> None:
    name = "numerical_grad2" if check == 2 else "numerical_grad"
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + f"{name} = {body}\n")[check]

    assert (result.verdict, codes(result)) == ("wrong", [code])


def test_two_dims_in_each_others_places_are_told_apart(sandbox: Sandbox) -> None:
    body = "numerical_grad2 = [at(i, h) for i in (1, 0, 2)]\n"
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[2]

    assert [mistake.message for mistake in result.mistakes] == [
        "for df/da the variable of df/db is moved",
        "for df/db the variable of df/da is moved",
    ]


def test_derivatives_in_other_directions_may_be_put_together(sandbox: Sandbox) -> None:
    body = """
def along(x, y, z): return (f(a + h*x, b + h*y, c + h*z) - f(a - h*x, b - h*y, c - h*z))/(2*h)
one, two, three = along(1, 1, 0), along(0, 1, 1), along(1, 0, 1)
numerical_grad2 = [(one - two + three)/2, (one + two - three)/2, (two - one + three)/2]
"""
    result = checks(sandbox, HEAD.format(h="1e-5") + body)[2]

    assert (result.verdict, result.mistakes) == ("ok", ())
    assert [flag.code for flag in result.flags] == ["method"]


def test_large_steps_of_a_difference_of_higher_order_are_no_flag(sandbox: Sandbox) -> None:
    body = "numerical_grad2 = [(64*at(i, 1e-2) - 20*at(i, 2e-2) + at(i, 4e-2))/45 for i in range(3)]\n"
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[2]

    assert (result.verdict, result.flags) == ("ok", ())


def test_fractions_in_a_difference_are_no_flag(sandbox: Sandbox) -> None:
    body = "import fractions\nstep = float(fractions.Fraction(1, 10**5))\n"
    body += "numerical_grad2 = [at(i, step) for i in range(3)]\n"
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)[2]

    assert (result.verdict, result.flags) == ("ok", ())


@pytest.mark.unmeasured
def test_a_loop_that_ends_with_the_exercises_f_alone_takes_no_time_of_other_checks(sandbox: Sandbox) -> None:
    body = """
def near(i, h=0.1):
    while round(f(a, b, c), 9) != round(-8 + sin(9) - 0.25 + 3**2.5 - 2**0.5, 9) or h > 1e-4 + f(a, b, c)*0:
        if f(a + 1, b, c) != -27 + sin(9) - 0.25 + 3**2.5 - 3**0.5: h = 1.0
        h /= 2
    return at(i, h)
numerical_grad2 = [near(i) for i in range(3)]
"""
    results = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body)

    assert (results[0].verdict, results[2].verdict) == ("ok", "ok")
    assert "not-repeated" in [flag.code for flag in results[2].flags]


def test_an_answer_that_does_not_follow_another_f_is_not_taken_for_a_derivative(sandbox: Sandbox) -> None:
    body = """
def near(i, h=0.1):
    while abs(f(a + h, b, c) - f(a, b, c)) > 1e-3: h /= 2
    return gradf(a, b, c)[i] + 1e-9*f(a, b + h, c)**2
numerical_grad2 = [near(i) for i in range(3)]
"""
    result = checks(sandbox, HEAD.format(h="1e-5") + body)[2]

    assert result.verdict == "forbidden" or "not-repeated" in [flag.code for flag in result.flags]


def test_the_curve_has_the_errors_of_both_methods_at_each_step(sandbox: Sandbox) -> None:
    one_sided, _ = graded(sandbox, in_all_dims("({p}-{o})/h"), "1e-7", function=False)

    at = {point.h: point for point in one_sided.curve}
    assert at[1e-4].one_sided == pytest.approx(5.96e-4, rel=1e-2)
    assert at[1e-4].symmetric == pytest.approx(4.28e-8, rel=1e-2)


@pytest.mark.parametrize("decimals", [1, 2, 3, 4])
def test_a_rounded_answer_is_named_however_few_decimals_are_left(sandbox: Sandbox, decimals: int) -> None:
    _, symmetric = graded(
        sandbox, in_all_dims(f"round(({{p}}-{{m}})/(2*h), {decimals})"), "1e-5", function=False
    )

    assert symmetric.verdict == "wrong"
    assert codes(symmetric) == ["rounded"]


@pytest.mark.parametrize(
    "beside",
    [
        # A step that is taken and undone leaves some ulps behind.
        """
x = [a, b, c]; out = []
for i in range(3):
    x[i] += h; high = f(*x); x[i] -= 2*h; low = f(*x); x[i] += h
    out.append((high - low)/(2*h))
""",
        "one = " + in_all_dims("({p}-{o})/h") + in_all_dims("({p}-{m})/(2*h)") + "print(f(1, 2.5, 7))\n",
    ],
)
def test_what_else_is_evaluated_beside_a_right_difference_is_no_flag(sandbox: Sandbox, beside: str) -> None:
    _, symmetric = graded(sandbox, beside, "1e-6", function=True)

    assert (symmetric.verdict, symmetric.flags) == ("ok", ())


KEPT = [
    "def numerical_grad2(a, b, c, h=1e-5, g=f):\n    return slopes(g, a, b, c, h)\n",
    "numerical_grad2 = lambda a, b, c, *, g=f: slopes(g, a, b, c, h)\n",
    "from functools import partial\nnumerical_grad2 = partial(slopes, f)\n",
    "def of(g):\n    return lambda a, b, c: slopes(g, a, b, c, h)\nnumerical_grad2 = of(f)\n",
    "class Slopes:\n    def __init__(self, g): self.g = g\n"
    "    def __call__(self, a, b, c): return slopes(self.g, a, b, c, h)\nnumerical_grad2 = Slopes(f)\n",
    "functions = {'f': f}\ndef numerical_grad2(a, b, c):\n    return slopes(functions['f'], a, b, c, h)\n",
]


@pytest.mark.parametrize("kept", KEPT)
def test_a_function_may_have_kept_f_when_it_was_made(sandbox: Sandbox, kept: str) -> None:
    for formula, found in (("({p}-{m})/(2*h)", []), ("({p}-{m})/h", ["divided-by-h"])):
        body = "".join(f"    {line}\n" for line in in_all_dims(formula).replace("f(", "g(").splitlines())
        head = HEAD.format(h="1e-5") + f"def slopes(g, a, b, c, h=1e-5):\n{body}    return out\n"

        symmetric = checks(sandbox, head + kept)[2]

        assert (codes(symmetric), symmetric.flags) == (found, ())


@pytest.mark.parametrize("formula", ["({p} - Y)/h", "(Y - {m})/h"])
def test_the_value_at_the_given_point_may_be_a_number_of_f(sandbox: Sandbox, formula: str) -> None:
    for number, codes_found in (("6.336362190988558", []), ("6.33636", ["more-than-f"])):
        body = in_all_dims(formula.replace("Y", number))

        one_sided, symmetric = graded(sandbox, body, "1e-6", function=False)

        assert (codes(one_sided), one_sided.flags, symmetric.verdict) == (codes_found, (), "wrong")


@pytest.mark.parametrize(
    ("body", "verdict", "found"),
    [
        # What is added to f at the point alone is no difference, whatever comes out.
        ("y = f(a, b, c)\nout = [y - 18.68991558158183, y + 3.920628080123992, y - 6.273862190988558]\n",
         "wrong", ["not-moved"]),
        ("out = [(f(a, b, c) + h - (f(a, b, c) - h))/(2*h)]*3\n", "wrong", ["not-moved"]),
        # A copy of f at the other points is.
        ("y, g = f(a, b, c), lambda a, b, c: -a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5\n"
         "out = [(g(a + h, b, c) - y)/h, (g(a, b + h, c) - y)/h, (g(a, b, c + h) - y)/h]\n", "ok", []),
    ],
)  # fmt: skip
def test_what_is_evaluated_at_the_given_point_alone_is_judged_by_its_numbers(
    sandbox: Sandbox, body: str, verdict: str, found: list[str]
) -> None:
    one_sided, _ = graded(sandbox, body, "1e-6", function=False)

    assert (one_sided.verdict, codes(one_sided)) == (verdict, found)
    assert ("inlined-f" in [flag.code for flag in one_sided.flags]) is (verdict == "ok")


@pytest.mark.parametrize("away", ["(f(a, b, c*h) - f(a, b, c))/h", "(f(a, b, c+h) - f(a, b, -c-h))/(2*h)"])
def test_a_point_as_far_away_as_the_variable_is_large_is_named(sandbox: Sandbox, away: str) -> None:
    body = in_all_dims("({p}-{m})/(2*h)") + f"out[2] = {away}\n"

    _, symmetric = graded(sandbox, body, "1e-5", function=False)

    assert [(each.code, each.dims) for each in symmetric.mistakes] == [("far-point", ("df/dc",))]


def test_a_step_below_the_function_is_not_that_of_a_plot_further_down(sandbox: Sandbox) -> None:
    body = in_all_dims("({p}-{m})/(2*h)").replace("\n", "\n    ")
    text = HEAD.format(h="1").replace("h = 1\n", "")
    text += (
        f"def numerical_grad2(a, b, c):\n    {body}return out\nh = 1e-6\nprint(numerical_grad2(2, 3, 4))\n"
    )
    text += "for n in range(1, 17):\n    h = 10.0**-n\n"

    (check,) = checks(sandbox, text)[2:3]

    assert (check.verdict, check.flags) == ("ok", ())


@pytest.mark.parametrize(("divisor", "expected"), [("2*h", []), ("h", ["divided-by-h"])])
def test_a_method_of_the_name_is_the_function(sandbox: Sandbox, divisor: str, expected: list[str]) -> None:
    text = f"""
from math import sin
class Solution:
    def __init__(self, *x): self.x = x
    def f(self, a, b, c): return -a**3 + sin(3*b) - 1.0/c + b**2.5 - a**0.5
    def moved(self, i, by): return self.f(*(x + by*(i == j) for j, x in enumerate(self.x)))
    def slopes(self, h): return [(self.moved(i, h) - self.moved(i, -h))/({divisor}) for i in range(3)]
numerical_grad2 = Solution(2, 3, 4).slopes(1e-4)
"""

    (check,) = checks(sandbox, text)[2:3]

    assert (codes(check), check.flags) == (expected, ())
    assert check.evidence[0].value == "symmetric"


@pytest.mark.parametrize(("divisor", "expected"), [("2*h", []), ("h", ["divided-by-h"])])
@pytest.mark.parametrize("number", ["{}", "float({})"])
def test_a_module_that_only_the_f_of_a_submission_needs_costs_nothing(
    sandbox: Sandbox, number: str, divisor: str, expected: list[str]
) -> None:
    value = number.format("torch.sin(torch.tensor(3*b)) - a**3 - 1.0/c + b**2.5 - a**0.5")
    body = f"import torch\ndef f(a, b, c): return {value}\n" + in_all_dims(f"({{p}}-{{m}})/({divisor})")

    _, symmetric = graded(sandbox, body, "1e-4", function=False)

    assert (codes(symmetric), symmetric.flags) == (expected, ())
    assert symmetric.verdict == ("wrong" if expected else "ok")


@pytest.mark.parametrize(
    "body", ["out = torch.ones(3).tolist()\n", "out = [f(a, b, c)*torch.e for h in 'abc']\n"]
)
def test_what_a_module_that_is_not_there_makes_by_itself_is_no_answer(sandbox: Sandbox, body: str) -> None:
    one_sided, _ = graded(sandbox, "import torch\n" + body, "1e-4", function=False)

    assert (one_sided.verdict, one_sided.points) == ("error", 0.0)
    assert "torch" in one_sided.message


def test_a_difference_that_is_kept_in_single_precision_is_right_and_told(sandbox: Sandbox) -> None:
    body = "import numpy as np\n" + in_all_dims("({p}-{o})/h") + "out = np.array(out, dtype=np.float32)\n"

    one_sided, _ = graded(sandbox, body, "1e-3", function=False)

    assert (one_sided.verdict, codes(one_sided)) == ("ok", [])
    assert [flag.code for flag in one_sided.flags] == ["inexact"]


def test_a_value_that_was_kept_from_another_point_is_no_multiple_of_the_derivative(sandbox: Sandbox) -> None:
    body = "f0 = f(2, 3, 5)\n" + in_all_dims("({p}-f0)/h")

    one_sided, _ = graded(sandbox, body, "1e-6", function=False)

    assert [(each.code, each.dims) for each in one_sided.mistakes] == [
        ("point-astray", ("df/da", "df/db")),
        ("base-point", ("df/dc",)),
    ]
    assert "f is evaluated at (2, 3, 5)" in one_sided.mistakes[1].message


def test_a_difference_in_single_precision_is_no_wrong_divisor(sandbox: Sandbox) -> None:
    body = "import numpy as np\na, b, c, h = np.float32([a, b, c, h])\n" + in_all_dims("({p}-{o})/h")

    one_sided, _ = graded(sandbox, body, "1e-3", function=False)

    assert codes(one_sided) == ["single-precision"]


@pytest.mark.parametrize(
    "body",
    [
        "out = []\ndef add(i): out.append(at(i, h))\nadd(0); add(1); add(2)\n",
        "out = [0.0]*3\ndef put(i): out[i] = at(i, h)\nfor i in range(3): put(i)\n",
        "import numpy as np\nout = np.zeros(3)\ndef put(i): out[i] = at(i, h)\nput(0); put(1)\nput(2)\n",
        "found = {}\ndef put(i): found[i] = at(i, h)\nput(0); put(1); put(2)\nout = list(found.values())\n",
    ],
)
def test_an_answer_that_a_function_fills_is_made_again(sandbox: Sandbox, body: str) -> None:
    result = checks(sandbox, HEAD.format(h="1e-5") + STEPS + body + "numerical_grad2 = out\n")[2]

    assert (result.verdict, result.mistakes, result.flags) == ("ok", (), ())
