"""Candidates for checks of numerical gradients: every formula that students write, at several steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from grader.lint.calculus import PREAMBLE, function_of, function_source, gradient_source
from grader.lint.candidate import Candidate, Kind
from grader.model import Check, Exercise, Method, NumericalGradientTask
from grader.spec.program import trace_formula

STEPS = ("1e-4", "1e-6")  # of wrong formulas: a step that shows the order of the error, and one that hides it
RIGHT_STEP = "1e-6"  # both methods are within the rule of the first exercise

RIGHT = {Method.ONE_SIDED: "({plus} - {here}) / _h", Method.SYMMETRIC: "({plus} - {minus}) / (2 * _h)"}

# Other ways to write the same differences.
ALSO_RIGHT = {
    Method.ONE_SIDED: (
        RIGHT[Method.ONE_SIDED],
        "({here} - {minus}) / _h",
        "-({here} - {plus}) / _h",
        "1 / _h * ({plus} - {here})",
    ),
    Method.SYMMETRIC: (
        RIGHT[Method.SYMMETRIC],
        "({plus} - {minus}) / 2 / _h",
        "0.5 * (({plus} - {here}) / _h + ({here} - {minus}) / _h)",
        "({minus} - {plus}) / (-2 * _h)",
    ),
}


class Form(NamedTuple):
    """A wrong formula for one dim. ``{plus}`` is f with the dim's variable moved by h, and so on."""

    code: str
    formula: str
    names: tuple[str, ...] = ()  # codes by which the grader may name it


WRONG = {
    Method.ONE_SIDED: (
        Form("not divided by h", "({plus} - {here})", ("not-divided",)),
        Form("divided by 2*h", "({plus} - {here}) / (2 * _h)", ("divided-by-2h",)),
        Form("multiplied by h", "({plus} - {here}) * _h", ("multiplied",)),
        Form("sign turned", "({here} - {plus}) / _h", ("swapped-values",)),
        Form("plus in place of minus", "({plus} + {here}) / _h", ("adds",)),
        Form("f at the point left out", "{plus} / _h", ("one-value",)),
        Form("brackets left out", "{plus} - {here} / _h", ("brackets",)),
        Form("all variables moved", "({all_plus} - {here}) / _h", ("all-moved",)),
        Form("the next variable moved", "({next_plus} - {here}) / _h", ("copied-dim",)),
        Form("at ones", "({ones_plus} - {ones}) / _h", ("base-point",)),
        Form("divided twice", "({plus} - {here}) / _h / _h", ("divided-twice",)),
    ),
    Method.SYMMETRIC: (
        Form("divided by h", "({plus} - {minus}) / _h", ("divided-by-h",)),
        Form("not divided", "({plus} - {minus})", ("not-divided",)),
        Form("divided by 2 and multiplied by h", "({plus} - {minus}) / 2 * _h", ("precedence",)),
        Form("divided by 4*h", "({plus} - {minus}) / (4 * _h)", ("wrong-divisor",)),
        Form("sign turned", "({minus} - {plus}) / (2 * _h)", ("swapped-values",)),
        Form("plus in place of minus", "({plus} + {minus}) / (2 * _h)", ("adds",)),
        Form("brackets left out", "{plus} - {minus} / (2 * _h)", ("brackets",)),
        Form("one-sided over 2*h", "({plus} - {here}) / (2 * _h)", ("divided-by-2h",)),
        Form("all variables moved", "({all_plus} - {all_minus}) / (2 * _h)", ("all-moved",)),
        Form("the next variable moved", "({next_plus} - {next_minus}) / (2 * _h)", ("copied-dim",)),
        Form("one-sided", "({plus} - {here}) / _h", ("one-sided",)),
        Form("one-sided, backwards", "({here} - {minus}) / _h", ("one-sided",)),
        Form("at ones", "({ones_plus} - {ones_minus}) / (2 * _h)", ("base-point",)),
    ),
}


def candidates(exercise: Exercise, check: Check, point: tuple[float, ...]) -> Iterator[Candidate]:
    """Yield the right difference at ``point``, the wrong ones, and answers that are none."""
    task = check.task
    assert isinstance(task, NumericalGradientTask)
    how = (RIGHT[task.method], RIGHT_STEP)
    yield Candidate("right", Kind.RIGHT, source(exercise, check, point, how))
    yield Candidate("right, as a function", Kind.RIGHT, function_form(exercise, check, how))
    first, second = STEPS
    for form in WRONG[task.method]:
        if _is_right_here(form, point):
            continue
        text = source(exercise, check, point, (form.formula, first))
        yield Candidate(f"{form.code}, h = {first}", Kind.MISTAKE, text)
        text = function_form(exercise, check, (form.formula, second))
        yield Candidate(f"{form.code}, as a function, h = {second}", Kind.MISTAKE, text)
    yield Candidate(
        "step far too large", Kind.MISTAKE, source(exercise, check, point, (RIGHT[task.method], "0.5"))
    )
    yield from _cheats(exercise, check, point)


def _is_right_here(form: Form, point: tuple[float, ...]) -> bool:
    """Tell whether a wrong formula is the right one at this point: of one variable, or at ones."""
    if "{ones" in form.formula:
        return all(each == 1 for each in point)
    return len(point) == 1 and ("{next" in form.formula or "{all" in form.formula)


def source(
    exercise: Exercise, check: Check, point: tuple[float, ...], how: tuple[str, str], answer: str = ""
) -> str:
    """Return a submission that fills the entry point by a formula and a step, or by ``answer``."""
    function = function_of(exercise, check)
    formula, h = how
    cells = [
        PREAMBLE,
        function_source(function),
        "".join(f"{arg} = {value!r}\n" for arg, value in zip(function.args, point, strict=True)),
        f"_h = {h}\n",
        f"{check.entry_point} = {answer or _list(function.name, function.args, formula)}\n",
    ]
    return "\n".join(cells)


def function_form(exercise: Exercise, check: Check, how: tuple[str, str]) -> str:
    """Return a submission whose entry point is a function of the point, with a formula and a step."""
    function = function_of(exercise, check)
    formula, h = how
    body = f"    _h = {h}\n    return {_list(function.name, function.args, formula)}\n"
    head = f"def {check.entry_point}({', '.join(function.args)}):\n"
    return "\n".join((PREAMBLE, function_source(function), head + body))


def _list(name: str, args: tuple[str, ...], formula: str) -> str:
    return f"[{', '.join(_filled(name, args, formula, place) for place in range(len(args)))}]"


def _filled(name: str, args: tuple[str, ...], formula: str, place: int) -> str:
    def call(sign: str, moved: frozenset[int], base: tuple[str, ...] = args) -> str:
        terms = (f"{arg} {sign} _h" if i in moved else arg for i, arg in enumerate(base))
        return f"{name}({', '.join(terms)})"

    one, following = frozenset((place,)), frozenset(((place + 1) % len(args),))
    every, ones = frozenset(range(len(args))), ("1.0",) * len(args)
    return formula.format(
        here=call("+", frozenset()),
        plus=call("+", one),
        minus=call("-", one),
        all_plus=call("+", every),
        all_minus=call("-", every),
        next_plus=call("+", following),
        next_minus=call("-", following),
        ones=call("+", frozenset(), ones),
        ones_plus=call("+", one, ones),
        ones_minus=call("-", one, ones),
    )


def _cheats(exercise: Exercise, check: Check, point: tuple[float, ...]) -> Iterator[Candidate]:
    """Yield answers that are right, and no finite difference."""
    function = function_of(exercise, check)
    right = gradient_source("right", function.args, trace_formula(function))
    call = f"right({', '.join(map(repr, point))})"
    how = ("", RIGHT_STEP)
    yield Candidate(
        "the formula of the gradient", Kind.CHEAT, f"{right}\n{source(exercise, check, point, how, call)}"
    )
    for forbidden in check.forbid.calls:
        text = gradient_source(forbidden, function.args, trace_formula(function))
        called = f"{forbidden}({', '.join(map(repr, point))})"
        yield Candidate(
            f"calls {forbidden}", Kind.CHEAT, f"{text}\n{source(exercise, check, point, how, called)}"
        )
    decoy = f"[{function.name}({', '.join(map(repr, point))}) * 0 + each for each in {call}]"
    yield Candidate(
        "f called and not used", Kind.CHEAT, f"{right}\n{source(exercise, check, point, how, decoy)}"
    )
