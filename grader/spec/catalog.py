"""Exercises: found by name or place, read from disk, built from their documents.

``build_exercise`` also builds the exercise that a lock has stored, when a student waits: it needs
the standard library only and trusts that its document was validated before it was written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from grader.digest import sha256_hex
from grader.errors import UsageError, in_words
from grader.model import (
    AutodiffTask,
    Case,
    Check,
    Exercise,
    Expected,
    Forbid,
    Function,
    GradientTask,
    Input,
    Kinks,
    KnownMistake,
    Limits,
    Method,
    NumericalGradientTask,
    Range,
    Reworded,
    Rule,
    Sample,
    Task,
    Template,
    Tolerance,
)

FILE_NAME = "exercise.yaml"
# A numerical gradient that only says where it is taken is judged there, by the rule of the first exercise.
_PUBLISHED = {"id": "published", "points": 1, "tolerance": {"atol": 1e-5}}

# Operations are judged strictly: a right one is within the rounding of a few doubles.
_EXACT = Tolerance(rtol=1e-9, atol=1e-12)


class Source(NamedTuple):
    """A validated exercise file: its plain document and the sha256 of its bytes, in hex."""

    document: dict[str, Any]
    digest: str


# --- documents to exercises -----------------------------------------------------------------


def build_exercise(document: dict[str, Any], *, digest: str) -> Exercise:
    """Return the exercise that a validated document describes."""
    functions = tuple(
        Function(name=name, args=tuple(raw["args"]), formula=raw["formula"])
        for name, raw in document.get("functions", {}).items()
    )
    args = {function.name: function.args for function in functions}
    return Exercise(
        id=document["id"],
        title=document["title"],
        source=document.get("source", ""),
        digest=digest,
        limits=_limits(document.get("limits", {})),
        modules=tuple(document.get("modules", ())),
        functions=functions,
        checks=tuple(_check(raw, args) for raw in document["checks"]),
        wording=tuple(
            Reworded(code=code, message=raw.get("message"), hint=raw.get("hint"))
            for code, raw in document.get("wording", {}).items()
        ),
    )


def _limits(raw: Mapping[str, Any]) -> Limits:
    default = Limits()
    return Limits(
        cpu_s=float(raw.get("cpu_s", default.cpu_s)),
        wall_s=float(raw.get("wall_s", default.wall_s)),
        memory_mb=int(raw.get("memory_mb", default.memory_mb)),
        output_kb=int(raw.get("output_kb", default.output_kb)),
    )


def _check(raw: Mapping[str, Any], args: Mapping[str, tuple[str, ...]]) -> Check:
    task = _task(raw, args)
    forbid = raw.get("forbid", {})
    template = raw.get("template", {})
    return Check(
        id=raw["id"],
        kind=raw["kind"],
        title=raw.get("title", raw["id"]),
        entry_point=raw["entry_point"],
        task=task,
        cases=tuple(_case(each, raw, task, args) for each in raw.get("cases", (_PUBLISHED,))),
        forbid=Forbid(uses=tuple(forbid.get("uses", ())), calls=tuple(forbid.get("calls", ()))),
        template=Template(
            answer=tuple(float(number) for number in template.get("answer", ())),
            methods=tuple(template.get("methods", ())),
        ),
        mistakes=tuple(
            KnownMistake(id=each["id"], formulas=tuple(each["formula"]), hint=each["hint"])
            for each in raw.get("mistakes", ())
        ),
    )


def _task(raw: Mapping[str, Any], args: Mapping[str, tuple[str, ...]]) -> Task:
    if raw["kind"] == "autodiff":
        return AutodiffTask(
            program=raw["program"],
            leaf=raw.get("leaf", f"{raw['entry_point']}(x)"),
            backward=raw["backward"],
            watch=tuple(raw.get("watch", ())),
            data=raw.get("data", "data"),
            grad=raw.get("grad", "grad"),
        )
    of = raw["of"]
    dims = tuple(raw.get("dims", ())) or tuple(f"d{of}/d{arg}" for arg in args[of])
    if raw["kind"] == "gradient":
        return GradientTask(of=of, dims=dims)
    return NumericalGradientTask(
        of=of, dims=dims, method=Method(raw["method"]), better_than=raw.get("better_than")
    )


def _case(
    raw: Mapping[str, Any], check: Mapping[str, Any], task: Task, args: Mapping[str, tuple[str, ...]]
) -> Case:
    """Return a case; its inputs stand in the order of the function's arguments, else of the file."""
    if raw.get("rule") == Rule.OPERATIONS:
        return Case(
            id=raw["id"],
            points=float(raw["points"]),
            tolerance=_EXACT,
            rule=Rule.OPERATIONS,
            ask=tuple(raw.get("ask", ())),
        )
    given = raw.get("at") or raw.get("leaves")
    sample = raw.get("sample")
    if given is None and sample is None:
        given = check["at"]
    order = None if isinstance(task, AutodiffTask) else args[task.of]
    tolerance = raw["tolerance"]
    return Case(
        id=raw["id"],
        points=float(raw["points"]),
        tolerance=Tolerance(atol=float(tolerance.get("atol", 0.0)), rtol=float(tolerance.get("rtol", 0.0))),
        at=() if given is None else _inputs(given, order or tuple(given)),
        sample=None if sample is None else _sample(sample, order),
        expected=_expected(raw.get("expected"), task),
        hidden=raw.get("hidden", False),
        rule=Rule(raw.get("rule", "tolerance")),
        kinks=Kinks(raw.get("kinks", "torch")),
    )


def _inputs(given: Mapping[str, Any], order: tuple[str, ...]) -> tuple[Input, ...]:
    """Return the inputs as written: an integer stays one, for Python divides and raises it otherwise."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return tuple(Input(name=name, value=values[name]) for name in order)


def _sample(raw: Mapping[str, Any], order: tuple[str, ...] | None) -> Sample:
    names = order or tuple(name for name in raw if name != "count")
    return Sample(count=int(raw["count"]), ranges=tuple(_range(name, raw[name]) for name in names))


def _range(name: str, raw: list[float] | dict[str, float]) -> Range:
    if isinstance(raw, list):
        low, high = raw
        return Range(name=name, low=float(low), high=float(high))
    return Range(name=name, low=float(raw["low"]), high=float(raw["high"]), size=int(raw["size"]))


def _expected(raw: list[float] | dict[str, float | list[float]] | None, task: Task) -> tuple[Expected, ...]:
    if raw is None:
        return ()
    if isinstance(raw, dict):
        return tuple(each for key, value in raw.items() for each in _expected_of(key, value))
    assert not isinstance(task, AutodiffTask)
    return tuple(Expected(dim=dim, value=float(value)) for dim, value in zip(task.dims, raw, strict=True))


def _expected_of(key: str, value: float | list[float]) -> tuple[Expected, ...]:
    """Return the dims of ``logits.grad: [1, 2]``: ``logits[0].grad`` and ``logits[1].grad``."""
    if not isinstance(value, list):
        return (Expected(dim=key, value=float(value)),)
    name = key.removesuffix(".grad")
    return tuple(
        Expected(dim=f"{name}[{index}].grad", value=float(number)) for index, number in enumerate(value)
    )


# --- files to documents ---------------------------------------------------------------------


def load_exercise(path: str) -> Exercise:
    """Read, validate and build the exercise at ``path``; SpecError with every problem found."""
    source = load_source(path)
    return build_exercise(source.document, digest=source.digest)


def load_source(path: str) -> Source:
    """Read and validate the exercise file at ``path``; a lock stores what comes back."""
    from grader.spec import schema  # reads yaml, which nobody with a valid lock waits for

    raw = read_bytes(path)
    text = schema.decode(raw, file=path)
    return Source(document=schema.parse(text, file=path), digest=sha256_hex(raw))


def read_bytes(path: str) -> bytes:
    """Return the bytes of an exercise file; UsageError if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot read the exercise: {in_words(error)}") from error


# --- names to files -------------------------------------------------------------------------


def find_exercise(chosen: str | None, submission: str | None, *, named: str = "") -> str:
    """Return the path of the exercise file to grade by.

    ``chosen`` is the id of a bundled exercise, a folder with an ``exercise.yaml``, or such a file.
    Without it: the nearest ``exercise.yaml`` upward from the submission (from the working folder
    if there is none, or if it is "-"), else the bundled exercise that is ``named``, else the only bundled
    one, else UsageError.
    """
    if chosen is not None:
        return _find_chosen(chosen)
    nearest = _find_upward(submission)
    if nearest is not None:
        return nearest
    bundled = bundled_exercises()
    for path in bundled:
        if _id_of(path) == named:
            return path
    if len(bundled) == 1:
        return bundled[0]
    raise UsageError(
        f"no {FILE_NAME} beside the submission or above it; choose an exercise with -e ID or -e PATH"
        + _listing(bundled)
    )


def bundled_exercises() -> tuple[str, ...]:
    """Return the paths of the exercise files that come with the grader, sorted."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # A wheel carries the exercises inside of the package, a checkout has them beside it.
    for folder in (os.path.join(package, "exercises"), os.path.join(os.path.dirname(package), "exercises")):
        if os.path.isdir(folder):
            paths = (os.path.join(folder, name, FILE_NAME) for name in sorted(os.listdir(folder)))
            return tuple(path for path in paths if os.path.isfile(path))
    return ()


def _files_of(folder: str) -> list[str]:
    """Return the names of a folder's files, none where it cannot be looked into."""
    try:
        return sorted(name for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name)))
    except OSError:
        return []


def _find_chosen(chosen: str) -> str:
    bundled = bundled_exercises()
    for path in bundled:
        if _id_of(path) == chosen:
            return path
    if os.path.isfile(chosen):
        return chosen
    if os.path.isfile(path := os.path.join(chosen, FILE_NAME)):
        return path
    from difflib import get_close_matches

    if os.path.isdir(chosen):
        close = get_close_matches(FILE_NAME, _files_of(chosen), n=1, cutoff=0.8)
        hint = f"; is it {close[0]}? Then rename it" if close else ""
        raise UsageError(f"{chosen}: the folder has no {FILE_NAME}{hint}")
    close = get_close_matches(chosen, [_id_of(path) for path in bundled], n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise UsageError(f"no exercise {chosen!r}: neither a bundled id nor a path{_listing(bundled)}{hint}")


def _find_upward(submission: str | None) -> str | None:
    place = os.path.abspath("." if submission in (None, "-") else str(submission))
    folder = place if os.path.isdir(place) else os.path.dirname(place)
    while True:
        path = os.path.join(folder, FILE_NAME)
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _id_of(path: str) -> str:
    return os.path.basename(os.path.dirname(path))


def _listing(paths: tuple[str, ...]) -> str:
    ids = ", ".join(_id_of(path) for path in paths)
    return f"; bundled exercises: {ids or 'none'}"
