"""What an exercise file must mean, beyond the keys and types that its schema asks for.

Each rule looks at sound values alone (``Draft`` answers None for the others) and reports what it
finds, so that one reading of a file shows all of its problems.
"""

from __future__ import annotations

from keyword import iskeyword
from math import isfinite
from typing import TypeAlias

from grader.model import Function
from grader.spec.draft import Draft, Path, suggestion
from grader.spec.language import ProgramError
from grader.spec.names import check_name, report_repeated, report_repeated_ids
from grader.spec.program import trace_formula
from grader.spec.program_rules import check_autodiff
from grader.spec.wording_rules import check_wording

CHECKS: Path = ("checks",)
FUNCTIONS: Path = ("functions",)

_Args: TypeAlias = tuple[str, ...]


def check_rules(draft: Draft) -> None:
    """Report every broken rule to ``draft``."""
    for path in draft.children(FUNCTIONS):
        _check_function(draft, path)
    report_repeated_ids(draft, CHECKS, "check")
    for path in draft.children(CHECKS):
        _check_check(draft, path)
    _check_points(draft)
    check_wording(draft)


def _check_points(draft: Draft) -> None:
    cases = [case for check in draft.children(CHECKS) for case in draft.children((*check, "cases"))]
    implied = any(not draft.has((*check, "cases")) for check in draft.children(CHECKS))
    points = [draft.number((*case, "points")) for case in cases]
    if cases and not implied and not any(points) and None not in points:
        draft.report(CHECKS, "no check has points to earn: give a case points above 0", at_key=True)


# --- functions --------------------------------------------------------------------------------


def _check_function(draft: Draft, path: Path) -> None:
    check_name(draft, path, str(path[-1]), "a function", at_key=True)
    places = draft.children((*path, "args"))
    for place in places:
        check_name(draft, place, draft.text(place), "an argument")
    report_repeated(draft, (*path, "args"))
    args, formula = draft.texts((*path, "args")), draft.text((*path, "formula"))
    if args is not None and formula is not None:
        _check_formula(draft, (*path, "formula"), args, formula)


def _check_formula(draft: Draft, path: Path, args: _Args, formula: str) -> None:
    try:
        trace_formula(Function(name="f", args=args, formula=formula))
    except ProgramError as error:
        draft.report_inside(path, error.line, error.column, f"in the formula: {error.message}")


# --- checks -----------------------------------------------------------------------------------


def _check_check(draft: Draft, path: Path) -> None:
    entry_point = draft.text((*path, "entry_point"))
    if entry_point is not None and iskeyword(entry_point):
        draft.report((*path, "entry_point"), f"{entry_point!r} is a word of Python; nothing can be named so")
    _check_forbidden_calls(draft, path, entry_point)
    report_repeated_ids(draft, (*path, "cases"), "case")
    for case in draft.children((*path, "cases")):
        _check_tolerance(draft, (*case, "tolerance"))
        _check_sources(draft, case)
    match draft.value_of((*path, "kind")):  # the one that it is supposed to be, where the file's is none
        case "gradient":
            _check_partials(draft, path)
        case "numerical_gradient":
            _check_partials(draft, path)
            _check_better_than(draft, path)
        case "autodiff":
            check_autodiff(draft, path)
        case _:  # the schema has reported it
            pass


def _check_forbidden_calls(draft: Draft, path: Path, entry_point: str | None) -> None:
    for place in draft.children((*path, "forbid", "calls")):
        name = draft.text(place)
        if name is not None and name == entry_point:
            draft.report(place, f"{name!r} is the entry point itself; name another function of the student")
        elif name is not None and iskeyword(name):
            draft.report(place, f"{name!r} is a word of Python; nothing can be named so")


def _check_tolerance(draft: Draft, path: Path) -> None:
    tolerance = draft.mapping(path)
    if tolerance is not None and not any(tolerance.values()):
        draft.report(path, "the tolerance accepts nothing that is rounded: write for example {atol: 1e-5}")


def _check_sources(draft: Draft, case: Path) -> None:
    """Report a case that has not either given inputs or sampled ones without answers."""
    if not draft.has((*case, "sample")):
        return
    for place in draft.children((*case, "sample")):
        _check_range(draft, place)
    for key in ("at", "leaves"):
        if draft.has((*case, key)):
            message = f"found {key!r} and 'sample' in one case: keep one of the two"
            draft.report((*case, "sample"), message, at_key=True)
    if draft.has((*case, "expected")):
        message = "sampled inputs have no answer that a file can hold: remove 'expected' or 'sample'"
        draft.report((*case, "expected"), message, at_key=True)


def _check_range(draft: Draft, path: Path) -> None:
    first, second = ("low", "high") if draft.mapping(path) is not None else (0, 1)
    low, high = draft.number((*path, first)), draft.number((*path, second))
    if low is None or high is None:
        return
    if low > high:
        draft.report(path, f"the range is empty: {low} is more than {high}, swap them")
    elif not isfinite(float(high) - float(low)):
        draft.report(path, "the range is wider than a double can hold")


# --- gradients of functions -------------------------------------------------------------------


def _check_partials(draft: Draft, path: Path) -> None:
    """Check what analytical and numerical gradients share: a function, its arguments, its dims."""
    of = draft.text((*path, "of"))
    if of is None:
        return
    if draft.is_broken(FUNCTIONS):
        return
    names = [str(path[-1]) for path in draft.children(FUNCTIONS)]
    if of not in names:
        known = suggestion(of, names) or "; the file has no functions"
        draft.report((*path, "of"), f"unknown function {of!r}{known}")
        return
    args = draft.texts((*FUNCTIONS, of, "args"))
    if args is None:
        return
    _check_dims(draft, path, of, args)
    if draft.has((*path, "at")):
        _check_arguments(draft, (*path, "at"), of, args)
    elif draft.value_of((*path, "kind")) == "numerical_gradient" and not draft.has((*path, "cases")):
        draft.report_missing((*path, "at"), "missing key 'at': write the point, such as at: {a: 2}, or cases")
    for case in draft.children((*path, "cases")):
        _check_case(draft, case, of, args)
    _check_mistakes(draft, path, of, args)


def _check_dims(draft: Draft, path: Path, of: str, args: _Args) -> None:
    report_repeated(draft, (*path, "dims"))
    _check_length(draft, (*path, "dims"), of, args)
    _check_length(draft, (*path, "template", "answer"), of, args)


def _check_length(draft: Draft, path: Path, of: str, args: _Args) -> None:
    """Report a list that has not one item for each argument of the function ``of``."""
    items = draft.items(path)
    if items is not None and len(items) != len(args):
        wanted = f"one for each argument of {of} ({', '.join(args)})"
        draft.report(path, f"expected a list of {len(args)}, {wanted}, found a list of {len(items)}")


def _check_case(draft: Draft, case: Path, of: str, args: _Args) -> None:
    _check_length(draft, (*case, "expected"), of, args)
    if draft.text((*case, "rule")) == "formula" and draft.value_of((*case[:2], "kind")) == "gradient":
        draft.report(
            (*case, "rule"), "the rule formula judges the differences of a numerical_gradient: remove it"
        )
    given = [key for key in ("at", "sample") if draft.has((*case, key))]
    for key in given:
        _check_arguments(draft, (*case, key), of, args)
    if not given and not draft.has((*case[:2], "at")):
        example = ", ".join(f"{arg}: 2" for arg in args)
        message = f"the case has no inputs: write at: {{{example}}} or sample: {{…}}"
        draft.report_missing((*case, "at"), message)


def _check_arguments(draft: Draft, path: Path, of: str, args: _Args) -> None:
    given = draft.value_of(path)
    if not isinstance(given, dict) or draft.is_broken(path):
        return
    names = [name for name in given if name != "count"]
    for name in names:
        if name not in args and not draft.is_broken((*path, name)):
            message = f"{of} has no argument {name!r}{suggestion(name, list(args))}"
            draft.report((*path, name), message, at_key=True)
    missing = [arg for arg in args if arg not in names]
    if missing:
        draft.report(path, f"missing arguments of {of}: {', '.join(missing)}")


def _check_mistakes(draft: Draft, path: Path, of: str, args: _Args) -> None:
    report_repeated_ids(draft, (*path, "mistakes"), "mistake")
    for mistake in draft.children((*path, "mistakes")):
        formulas = (*mistake, "formula")
        _check_length(draft, formulas, of, args)
        for place in draft.children(formulas):
            formula = draft.text(place)
            if formula is not None:
                _check_formula(draft, place, args, formula)


def _check_better_than(draft: Draft, path: Path) -> None:
    other = draft.text((*path, "better_than"))
    if other is None:
        return
    place = (*path, "better_than")
    checks = {draft.text((*check, "id")): check for check in draft.children(CHECKS)}
    found = checks.get(other)
    if found is None:
        known = [name for name in checks if name is not None]
        draft.report(place, f"unknown check {other!r}{suggestion(other, known)}")
    elif found == path:
        draft.report(place, f"{other!r} is the check itself; name the one it is compared with")
    elif draft.text((*found, "kind")) not in ("numerical_gradient", None):
        draft.report(place, f"{other!r} is no numerical_gradient; only those can be compared")
    elif draft.text((*found, "of")) not in (draft.text((*path, "of")), None):
        draft.report(place, f"{other!r} is about another function; only estimates of one can be compared")
