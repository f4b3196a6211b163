"""What a check must mean that runs a program on a student's class."""

from __future__ import annotations

from grader.model import Graph, Input
from grader.spec.draft import Draft, Path, Plain, suggestion
from grader.spec.language import ProgramError, RootError, check_leaf
from grader.spec.names import check_name, report_repeated
from grader.spec.program import constants, trace_program


def check_autodiff(draft: Draft, path: Path) -> None:
    """Report what is wrong with the program of a check, and with the cases that it runs on."""
    _check_leaf(draft, path)
    report_repeated(draft, (*path, "watch"))
    grad = draft.text((*path, "grad"))
    if (draft.text((*path, "data")) or "data") == (grad or "grad"):
        place = "grad" if grad is not None else "data"
        draft.report((*path, place), "the number and its gradient cannot have the same name")
    cases = draft.children((*path, "cases"))
    if cases and all(_asks_operations(draft, case) for case in cases):
        message = "no case gives the program its inputs: add one with leaves: {logits: [0.0, 3.0]} or sample"
        draft.report((*path, "cases"), message, at_key=True)
    for case in cases:
        if _asks_operations(draft, case):
            report_repeated(draft, (*case, "ask"))
            continue
        inputs = _inputs(draft, case)
        if inputs is None:
            continue
        _check_expected(draft, path, case, inputs)
        graph = _trace(draft, path, inputs)
        if graph is not None:
            _check_watch(draft, (*path, "watch"), graph, inputs)


def _asks_operations(draft: Draft, case: Path) -> bool:
    """Return whether a case is about single operations, and so has no inputs of its own."""
    rule = draft.value_of((*case, "rule"))
    return rule not in (None, "tolerance") or draft.has((*case, "ask"))


def _check_leaf(draft: Draft, path: Path) -> None:
    leaf, entry_point = draft.text((*path, "leaf")), draft.text((*path, "entry_point"))
    if leaf is None or entry_point is None:
        return
    try:
        check_leaf(leaf, entry_point)
    except ProgramError as error:
        draft.report_inside((*path, "leaf"), error.line, error.column, error.message)


def _inputs(draft: Draft, case: Path) -> tuple[Input, ...] | None:
    """Return inputs of the shapes that a case gives or samples, None if it does so soundly by neither."""
    if not draft.has((*case, "leaves")) and not draft.has((*case, "sample")):
        message = "the case has no inputs: write leaves: {logits: [0.0, 3.0]} or sample: {…}"
        draft.report_missing((*case, "leaves"), message)
        return None
    key = "leaves" if draft.has((*case, "leaves")) else "sample"
    places = [place for place in draft.children((*case, key)) if place[-1] != "count" or key == "leaves"]
    for place in places:
        check_name(draft, place, str(place[-1]), "an input", at_key=True)
    if draft.mapping((*case, key)) is None:
        return None
    zeros = _zeros_like if key == "leaves" else _zeros_drawn
    return tuple(Input(name=str(place[-1]), value=zeros(draft.value(place))) for place in places)


def _zeros_like(given: Plain) -> float | tuple[float, ...]:
    """Return zeros in the shape of given numbers."""
    return (0.0,) * len(given) if isinstance(given, list) else 0.0


def _zeros_drawn(given: Plain) -> float | tuple[float, ...]:
    """Return zeros in the shape of what is drawn from a range."""
    if isinstance(given, dict):
        size = given["size"]
        return (0.0,) * int(size) if isinstance(size, int | float) else 0.0
    return 0.0


def _trace(draft: Draft, path: Path, inputs: tuple[Input, ...]) -> Graph | None:
    program, root = draft.text((*path, "program")), draft.text((*path, "backward"))
    if program is None:
        return None
    try:
        return trace_program(program, inputs, root or "")
    except RootError as error:
        if root is not None:
            draft.report((*path, "backward"), error.message)
    except ProgramError as error:
        draft.report_inside((*path, "program"), error.line, error.column, f"in the program: {error.message}")
    return None


def _check_watch(draft: Draft, path: Path, graph: Graph, inputs: tuple[Input, ...]) -> None:
    given = {each.name for each in inputs}
    bound = [binding.name for binding in graph.names if binding.name not in given]
    plain = constants(graph)
    for place in draft.children(path):
        name = draft.text(place)
        if name is None:
            continue
        if name in given:
            draft.report(place, f"{name!r} is an input, which is judged; watch names that come between")
        elif name not in bound:
            draft.report(place, f"the program never assigns {name!r}{suggestion(name, bound)}")
        elif any(step in plain for step in graph.binding(name).steps):
            draft.report(place, f"{name!r} holds a number that depends on no input, so it has no gradient")


def _check_expected(draft: Draft, path: Path, case: Path, inputs: tuple[Input, ...]) -> None:
    """Check the answers: the value that ``backward`` starts from and the gradients of the inputs."""
    root = draft.text((*path, "backward"))
    if root is None:
        return
    lengths = {f"{each.name}.grad": _length(each.value) for each in inputs} | {root: None}
    for place in draft.children((*case, "expected")):
        key, value = str(place[-1]), draft.value(place)
        if key not in lengths:
            draft.report(place, f"unknown answer {key!r}{suggestion(key, list(lengths))}", at_key=True)
        elif value is not None and _length(value) != lengths[key]:
            wanted = "one number" if lengths[key] is None else f"a list of {lengths[key]}"
            found = "one number" if _length(value) is None else f"a list of {_length(value)}"
            draft.report(place, f"expected {wanted}, as the input has, found {found}")


def _length(value: Plain | tuple[float, ...]) -> int | None:
    return len(value) if isinstance(value, list | tuple) else None
