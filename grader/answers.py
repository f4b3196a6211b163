"""The answer key on disk: the lock beside an exercise, and the cache of computed keys.

A student waits for ``load``. With a lock that fits the exercise's bytes it reads JSON and imports
neither yaml nor jsonschema nor torch: the lock holds the validated exercise as well.

A file that does not fit, or is damaged, never answers: it is computed again, and ``lock_problem``
says in words why a lock was not used.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import isfinite
from typing import Any, NamedTuple

from grader.digest import sha256_hex
from grader.errors import ReferenceMissing, SpecError, UsageError, in_words
from grader.model import Answer, AnswerKey, CaseKey, Exercise, Input, ReferenceSource
from grader.spec import catalog

LOCK_NAME = "answers.lock.json"
SCHEMA = 1
_CASE = re.compile(r"(\S+), case ([^\s:,]+)")  # how the problems of a case begin
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError)


class Lock(NamedTuple):
    """What a lock holds: the exercise and its answers."""

    exercise: Exercise
    key: AnswerKey


def load(
    exercise_path: str, *, live: bool = False, secret: bytes | None = None
) -> tuple[Exercise, AnswerKey]:
    """Return the exercise and its answers: from the lock, else from the cache, else from torch.

    ``live`` computes with torch whatever is stored. With ``secret`` the sampled hidden cases are
    drawn from it and answered by the tape. ReferenceMissing if nothing is stored and torch is not
    there; SpecError if the exercise is not valid or its expected values are not torch's.
    """
    exercise, key = _load_public(exercise_path, live=live)
    if secret is None:
        return exercise, key
    from grader.scoring.key import draw_hidden

    return exercise, draw_hidden(exercise, key, secret)


def write_lock(exercise_path: str) -> str:
    """Compute the answers with torch, prove them, store them beside the exercise; return the lock's path."""
    from grader.scoring.key import compute_key, prove

    source = catalog.load_source(exercise_path)
    exercise = catalog.build_exercise(source.document, digest=source.digest)
    with _at_its_case(exercise_path):
        key = compute_key(exercise, source=ReferenceSource.TORCH)
        prove(exercise, key, file=exercise_path)
    path = lock_path(exercise_path)
    try:
        _write_atomically(path, lock_document(source.document, key))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {in_words(error)}") from error
    return path


def verify_lock(exercise_path: str) -> tuple[str, ...]:
    """Return every difference between the lock and what torch computes now; empty if it is right."""
    from grader.scoring.key import compute_key, differences

    source = catalog.load_source(exercise_path)
    problem = lock_problem(exercise_path, source.digest).removeprefix(f"{lock_path(exercise_path)}: ")
    lock = read_lock(exercise_path, source.digest)
    if lock is None:
        return (f"{problem}; run `grade lock`",)
    if not _same_document(lock_path(exercise_path), source.document):
        return ("the exercise in the lock is not the one in the file; run `grade lock`",)
    computed = compute_key(lock.exercise, source=ReferenceSource.TORCH)
    found = (*differences(lock.key, computed), *differences(computed, lock.key))
    return tuple(dict.fromkeys(str(each) for each in found))


def check_lock(exercise_path: str) -> str:
    """Return a sentence that the lock is right; SpecError with every difference if it is not."""
    from grader.scoring.key import problem

    path = lock_path(exercise_path)
    found = verify_lock(exercise_path)
    if found:
        raise SpecError(tuple(problem(each, path) for each in found))
    return f"{path}: the stored answers are torch's\n"


def read_lock(exercise_path: str, digest: str) -> Lock | None:
    """Return what the lock beside an exercise holds, None if it is absent, damaged or does not fit."""
    try:
        stored = _read_fitting(lock_path(exercise_path), digest)
        exercise = catalog.build_exercise(stored["exercise"], digest=digest)
        return Lock(exercise=exercise, key=_checked_key(exercise, stored, ReferenceSource.LOCK))
    except _UNREADABLE:
        return None


def lock_problem(exercise_path: str, digest: str) -> str:
    """Return in words why the lock is not used, "" if it is."""
    path = lock_path(exercise_path)
    if read_lock(exercise_path, digest) is not None:
        return ""
    if not os.path.exists(path):
        return f"{path}: there is no lock"
    try:
        fits = _read_document(path)["exercise_digest"] == digest
    except _UNREADABLE:
        fits = True
    reason = "is damaged or of another version" if fits else "was made for other bytes of the exercise"
    return f"{path}: the lock {reason}"


def lock_path(exercise_path: str) -> str:
    """Return the path of the lock beside an exercise."""
    return os.path.join(os.path.dirname(exercise_path), LOCK_NAME)


def lock_document(document: dict[str, Any], key: AnswerKey) -> str:
    """Return the lock's text. The same answers give the same bytes, every double in full precision."""
    stored = {"schema": SCHEMA, **_plain_key(key), "exercise": document}
    return json.dumps(stored, ensure_ascii=False, indent=1, allow_nan=False, sort_keys=False) + "\n"


def _load_public(exercise_path: str, *, live: bool) -> tuple[Exercise, AnswerKey]:
    """Return the exercise and its answers for the points that the digest alone draws."""
    if not live:
        digest = sha256_hex(catalog.read_bytes(exercise_path))
        lock = read_lock(exercise_path, digest)
        if lock is not None:
            return lock.exercise, lock.key
    exercise = catalog.load_exercise(exercise_path)
    cached = None if live else _read_cache(exercise)
    if cached is not None:
        return exercise, cached
    return exercise, _compute(exercise, exercise_path)


def _compute(exercise: Exercise, exercise_path: str) -> AnswerKey:
    """Return torch's answers, checked against the file's, and keep them in the cache."""
    from grader.scoring.key import compute_key, problem, unexpected

    try:
        with _at_its_case(exercise_path):
            key = compute_key(exercise, source=ReferenceSource.TORCH)
    except ReferenceMissing as error:
        reason = lock_problem(exercise_path, exercise.digest)
        raise ReferenceMissing(f"{reason}; {error}" if reason else str(error)) from error
    wrong = tuple(problem(str(each), exercise_path) for each in unexpected(exercise, key))
    if wrong:
        with _at_its_case(exercise_path):
            raise SpecError(wrong)
    with suppress(OSError, ValueError):  # the cache only saves time
        _write_atomically(_cache_path(exercise.digest), json.dumps({"schema": SCHEMA, **_plain_key(key)}))
    return key


@contextmanager
def _at_its_case(exercise_path: str) -> Iterator[None]:
    """Say of problems with a case's answers where in the exercise file that case stands."""
    try:
        yield
    except SpecError as error:
        from grader.spec.schema import decode, place_of

        text = decode(catalog.read_bytes(exercise_path), file=exercise_path)
        found = []
        for each in error.problems:
            where = _CASE.match(each.message)
            names = {"check_id": where[1], "case_id": where[2]} if where else {"check_id": "", "case_id": ""}
            found.append(each._replace(place=place_of(text, file=exercise_path, **names)))
        raise SpecError(tuple(found)) from error


# --- the cache ------------------------------------------------------------------------------


def _cache_path(digest: str) -> str:
    """Return the file of a computed key.

    Torch's version is no part of the name: a key says which one computed it, and its answers are
    the same within what any tolerance can see. The grader's is: its sampling decides the inputs.
    """
    from grader import __version__

    # The specification of XDG has relative paths ignored.
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = base if os.path.isabs(base) else os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(folder, "grade", f"{digest}-{SCHEMA}-{__version__}.json")


def _read_cache(exercise: Exercise) -> AnswerKey | None:
    try:
        stored = _read_fitting(_cache_path(exercise.digest), exercise.digest)
        return _checked_key(exercise, stored, ReferenceSource.CACHE)
    except _UNREADABLE:
        return None


# --- keys as plain documents ----------------------------------------------------------------


def _plain_key(key: AnswerKey) -> dict[str, Any]:
    return {
        "exercise_digest": key.exercise_digest,
        "torch": key.torch_version,
        "cases": [
            {
                "check": case.check_id,
                "case": case.case_id,
                "answers": [_plain_answer(answer) for answer in case.answers],
                "watch": [_plain_answer(answer) for answer in case.watch],
            }
            for case in key.cases
        ],
    }


def _plain_answer(answer: Answer) -> dict[str, Any]:
    return {
        "inputs": {each.name: each.value for each in answer.inputs},
        "dims": answer.dims,
        "expected": answer.expected,
        "torch": answer.torch,
    }


def _checked_key(exercise: Exercise, stored: dict[str, Any], source: ReferenceSource) -> AnswerKey:
    """Return a stored key; ValueError unless it has the cases of the exercise, each with answers."""
    cases = tuple(
        CaseKey(
            check_id=raw["check"],
            case_id=raw["case"],
            answers=tuple(_answer(each) for each in raw["answers"]),
            watch=tuple(_answer(each) for each in raw["watch"]),
        )
        for raw in stored["cases"]
    )
    wanted = [(check.id, case.id) for check in exercise.checks for case in check.cases]
    if [(case.check_id, case.case_id) for case in cases] != wanted or not all(c.answers for c in cases):
        raise ValueError("the stored answers are those of other cases")
    return AnswerKey(
        exercise_digest=exercise.digest, source=source, torch_version=str(stored["torch"]), cases=cases
    )


def _answer(raw: dict[str, Any]) -> Answer:
    dims = tuple(str(dim) for dim in raw["dims"])
    torch = tuple(float(number) for number in raw["torch"])
    expected = tuple(None if number is None else float(number) for number in raw["expected"])
    if not len(dims) == len(torch) == len(expected):
        raise ValueError("the stored answers do not fit their dims")
    if not all(isfinite(number) for number in torch):
        raise ValueError("a stored answer is no finite number")
    inputs = tuple(
        Input(name=name, value=tuple(value) if isinstance(value, list) else value)
        for name, value in raw["inputs"].items()
    )
    return Answer(inputs=inputs, dims=dims, expected=expected, torch=torch)


# --- files ----------------------------------------------------------------------------------


def _read_document(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    if not isinstance(document, dict):
        raise ValueError(f"{path}: expected an object")  # noqa: TRY004 - a matter of content
    return document


def _read_fitting(path: str, digest: str) -> dict[str, Any]:
    """Return a stored document; ValueError unless it is of this version and of the exercise's bytes."""
    stored = _read_document(path)
    if stored["schema"] != SCHEMA or stored["exercise_digest"] != digest:
        raise ValueError(f"{path}: of another version, or of another exercise")
    return stored


def _same_document(path: str, document: dict[str, Any]) -> bool:
    return bool(_read_document(path)["exercise"] == json.loads(json.dumps(document)))


def _write_atomically(path: str, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the new one, never half of it."""
    from tempfile import NamedTemporaryFile

    folder = os.path.dirname(path) or "."
    os.makedirs(folder, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=folder, encoding="utf-8", newline="\n", prefix=".grade-", delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.chmod(file.name, 0o644)  # a temporary file is its owner's alone, a lock is not
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
