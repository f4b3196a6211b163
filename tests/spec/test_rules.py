# ruff: noqa: E501  a row of a table is a line
from __future__ import annotations

import pytest

from grader.spec import schema
from tests.spec.exercise_text import TEXT, line_of, problems_of, spoilt

GRADF_AT = "at: {a: 2, b: 3, c: 4}"
LEAVES = "leaves: {logits: [0.0, 3.0, -2.0, 1.0]}"
EXPECTED = "expected: [-12.353553390593273, 10.25699027111255, 0.0625]"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # functions
        ("  f: {args", "  exp: {args", "10:3: 'exp' has a meaning of its own here; give a function another name"),
        ("  f: {args", "  lambda: {args", "10:3: 'lambda' is a word of Python; give a function another name"),
        ("args: [a, b, c]", "args: [a, b, in]", "10:20: 'in' is a word of Python; give an argument another name"),
        ("args: [a, b, c]", "args: [a, b, count]", "10:20: 'count' has a meaning of its own here"),
        ("args: [a, b, c]", "args: [a, b, a]", "10:20: the list already has 'a', in line 10; change one of them"),
        ("sin(3*b)", "sinn(3*b)", "10:44: in the formula: unknown function 'sinn'; did you mean 'sin'?"),
        ("sin(3*b)", "sin(3*d)", "10:50: in the formula: unknown name 'd'; expected one of a, b, c"),
        ("sin(3*b)", "hypot(3*b, 0)", "10:44: in the formula: unknown function 'hypot'; expected one of abs, cos, cosh, exp, len,"),
        ('"-(a**3) + sin(3*b)', '"-(a**3 + sin(3*b)', "in the formula: no Python: '(' was never closed"),
        # ids
        ("id: numerical_grad2", "id: gradf", "another check has the id 'gradf', in line 13; change one of them"),
        ("id: held-out", "id: published", "another case has the id 'published', in line 22; change one of them"),
        ("id: root-sign", "id: lost-minus", "another mistake has the id 'lost-minus'"),
        # entry points and what is forbidden
        ("entry_point: gradf", "entry_point: lambda", "'lambda' is a word of Python; nothing can be named so"),
        ("calls: [gradf]", "calls: [numerical_grad]", "'numerical_grad' is the entry point itself"),
        ("calls: [gradf]", "calls: [is]", "'is' is a word of Python; nothing can be named so"),
        # references
        ("    of: f\n", "    of: g\n", "17:9: unknown function 'g'; expected one of f"),
        ("better_than: numerical_grad", "better_than: numerical_gard", "unknown check 'numerical_gard'; did you mean 'numerical_grad'?"),
        ("better_than: numerical_grad", "better_than: gradf", "'gradf' is no numerical_gradient; only those can be compared"),
        ("better_than: numerical_grad", "better_than: numerical_grad2", "'numerical_grad2' is the check itself; name the one it is compared with"),
        # dims
        ("dims: [df/da, df/db, df/dc]", "dims: [df/da, df/db]", "18:11: expected a list of 3, one for each argument of f (a, b, c), found a list of 2"),
        ("dims: [df/da, df/db, df/dc]", "dims: [df/da, df/db, df/da]", "18:26: the list already has 'df/da', in line 18"),
        ("template: {answer: [0, 0, 0]}", "template: {answer: [0, 0]}", "19:24: expected a list of 3, one for each argument of f"),
        # cases
        (EXPECTED, "expected: [1, 2]", "25:19: expected a list of 3, one for each argument of f (a, b, c), found a list of 2"),
        (GRADF_AT, "at: {a: 2, b: 3}", "24:13: missing arguments of f: c"),
        (GRADF_AT, "at: {a: 2, b: 3, c: 4, cc: 5}", "24:32: f has no argument 'cc'; did you mean 'c'?"),
        (f"        {GRADF_AT}\n", "", "the case has no inputs: write at: {a: 2, b: 2, c: 2} or sample: {…}"),
        (GRADF_AT, "sample: {count: 1, a: [0, 1], b: [0, 1], c: [0, 1]}", "sampled inputs have no answer that a file can hold: remove 'expected' or 'sample'"),
        ("hidden: true\n", f"hidden: true\n        {GRADF_AT}\n", "found 'at' and 'sample' in one case: keep one of the two"),
        ("a: [0.5, 300.0]", "a: [300.0, 0.5]", "the range is empty: 300.0 is more than 0.5, swap them"),
        ("a: [0.5, 300.0]", "a: [-1.7e308, 1.7e308]", "the range is wider than a double can hold"),
        ("a: [0.5, 300.0], ", "", "missing arguments of f: a"),
        ("low: -3, high: 3", "low: 3, high: -3", "the range is empty: 3 is more than -3, swap them"),
        ("{atol: 1e-5}", "{atol: 0}", "26:20: the tolerance accepts nothing that is rounded: write for example {atol: 1e-5}"),
        ("{atol: 1e-5}", "{}", "26:20: the tolerance accepts nothing that is rounded"),
        ("tolerance: {atol: 1e-5}", "tolerance: {atol: 1e-5}\n        rule: formula", "27:15: the rule formula judges the differences of a numerical_gradient: remove it"),
        # mistakes
        ('"3*cos(3*b) + 2.5*b**1.5", "1/c**2"]\n        hint: the derivative of -(a**3)', '"1/c**2"]\n        hint: the derivative of -(a**3)', "34:18: expected a list of 3, one for each argument of f (a, b, c), found a list of 2"),
        ('["3*a**2', '["3*d**2', "34:22: in the formula: unknown name 'd'"),
        # programs
        ("counts = [logit.exp()", "counts = [logit.expp()", "91:17: in the program: unknown method 'expp'; did you mean 'exp'?"),
        ("sum(counts)\n", "sum(count)\n", "92:25: in the program: unknown name 'count'; did you mean 'counts'?"),
        ("-probs[3].log()", "-probs[4].log()", "94:21: in the program: index 4 is outside of a list of 4"),
        ("backward: loss", "backward: los", "95:15: the program never assigns 'los'; did you mean 'loss'?"),
        ("backward: loss", "backward: probs", "95:15: 'probs' is a list; backward() needs one number"),
        ("watch: [counts", "watch: [cuonts", "96:13: the program never assigns 'cuonts'; did you mean 'counts'?"),
        ("watch: [counts", "watch: [logits", "96:13: 'logits' is an input, which is judged; watch names that come between"),
        ("watch: [counts", "watch: [probs", "96:33: the list already has 'probs', in line 96"),
        ("      denominator = sum(counts)\n", "      denominator = sum(counts)\n      k = 3\n", ""),
        ("leaf: Value(x)", "leaf: Valu(x)", "expected Value(x) or Value(data=x), where x is the number"),
        ("    backward: loss\n", "    backward: loss\n    data: grad\n", "the number and its gradient cannot have the same name"),
        ("    backward: loss\n", "    backward: loss\n    grad: data\n", "the number and its gradient cannot have the same name"),
        (f"        {LEAVES}\n", "", "the case has no inputs: write leaves: {logits: [0.0, 3.0]} or sample: {…}"),
        (LEAVES, "leaves: {logits: [0.0, 3.0, -2.0, 1.0], sum: 1}", "'sum' has a meaning of its own here; give an input another name"),
        (LEAVES, "leaves: {logits: [0.0, 3.0, -2.0]}", "index 3 is outside of a list of 3"),
        (LEAVES, "leaves: {logits: 2.0}", "in the program: expected a list, found one number"),
        ("size: 4", "size: 3", "94:21: in the program: index 3 is outside of a list of 3"),
        ("        rule: operations\n", "        rule: operations\n        ask: [add, add]\n", "the list already has 'add'"),
        ("{size: 4, low: -3, high: 3}", "[-3, 3]", "in the program: expected a list, found one number"),
        ("loss: 2.1755153626167147", "los: 2.1755153626167147", "unknown answer 'los'; did you mean 'loss'?"),
        ("loss: 2.1755153626167147", "loss: [2.1755153626167147]", "expected one number, as the input has, found a list of 1"),
        ("[0.041772570515350445, ", "[", "expected a list of 4, as the input has, found a list of 3"),
        ("logits.grad: [0.041772570515350445, 0.8390245074625319, 0.005653302662216329, -0.8864503806400986]", "logits.grad: 1", "expected a list of 4, as the input has, found one number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_reported_at_its_place(old: str, new: str, message: str) -> None:
    if not message:
        schema.parse(TEXT.replace(old, new, 1), file="x.yaml")
        return

    found = spoilt((old, new))
    assert any(message in each for each in found), found


def test_a_watched_constant_is_refused() -> None:
    found = spoilt(
        ("watch: [counts", "watch: [k"),
        ("denominator = sum(counts)\n", "denominator = sum(counts)\n      k = 3\n"),
    )

    assert found == ["97:13: 'k' holds a number that depends on no input, so it has no gradient"]


def test_the_rules_look_beyond_a_broken_neighbour() -> None:
    found = spoilt(
        ("    title: Analytical", "    titel: Analytical"),
        (EXPECTED, "expected: [1]"),
        ("points: 2", "points: -1"),
    )

    assert len(found) == 3


def test_a_file_of_pure_practice_is_refused() -> None:
    text = TEXT.replace("points: 2", "points: 0").replace("points: 1", "points: 0")
    text = text.replace("points: 3", "points: 0")

    line = line_of("checks:")
    assert problems_of(text) == [f"{line}:1: no check has points to earn: give a case points above 0"]


def test_a_check_without_points_is_allowed_beside_others() -> None:
    schema.parse(TEXT.replace("points: 2", "points: 0"), file="x.yaml")


def test_checks_without_functions_are_refused() -> None:
    start, end = TEXT.index("functions:"), TEXT.index("checks:")

    found = problems_of(TEXT[:start] + TEXT[end:])
    assert sum("unknown function 'f'; the file has no functions" in each for each in found) == 3


def test_a_numerical_gradient_needs_a_point() -> None:
    text = """\
schema: 1
id: small
title: small
functions: {g: {args: [x], formula: x**2}, h: {args: [x], formula: x**3}}
checks:
  - {id: one, kind: numerical_gradient, entry_point: one, of: g, method: one_sided}
  - {id: two, kind: numerical_gradient, entry_point: two, of: h, method: symmetric, at: {y: 1}, better_than: one}
"""

    assert problems_of(text) == [
        "6:5: missing key 'at': write the point, such as at: {a: 2}, or cases",
        "7:89: missing arguments of h: x",
        "7:90: h has no argument 'y'; expected one of x",
        "7:110: 'one' is about another function; only estimates of one can be compared",
    ]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ('"x + yy"', "7:17"),
        ("'x + yy'", "7:17"),
        ("x + yy", "7:16"),
        ("|\n    x + yy", "8:9"),
        ("|-\n      x +\\\n      yy", "9:7"),
        (">-\n    x +\n    yy", "7:12"),
        ('"\\x20x + yy"', "7:12"),
        ('"x\\n    + yy"', "7:12"),
    ],
)
def test_a_place_in_a_formula_is_mapped_as_far_as_yaml_keeps_it(written: str, place: str) -> None:
    head = "schema: 1\nid: a\ntitle: a\nfunctions:\n g:\n  args: [x]\n"
    found = problems_of(f"{head}  formula: {written}\nchecks: []\n")

    assert any(each.startswith(f"{place}: in the formula: ") for each in found), found


def test_operations_alone_give_the_program_no_inputs() -> None:
    start = TEXT.index("      - id: published", TEXT.index("id: softmax_nll"))
    end = TEXT.index("      - id: operations")

    found = problems_of(TEXT[:start] + TEXT[end:])

    line = line_of("    cases:\n      - id: published\n        points: 2\n        leaves:")
    assert found == [
        f"{line}:5: no case gives the program its inputs: add one with leaves: {{logits: [0.0, 3.0]}} or sample"
    ]
