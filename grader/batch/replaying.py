"""A report and a submission → the same grading once more, and what came out differently.

What a report rests on beside the submission is the exercise and the hidden inputs. Those that the
exercise's digest draws are drawn again; those of a secret come from the secret, or from the report if
it is an instructor's and so holds them.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from grader import answers, pipeline
from grader.batch.differences import Change, change_of, reasons
from grader.batch.line import Line, circumstances_of, parse_line
from grader.digest import sha256_hex
from grader.errors import ReferenceMissing, UsageError
from grader.model import AnswerKey, Case, Exercise, ReferenceSource, Report, Rule, Submission, Verdict
from grader.pipeline import RunJob
from grader.report import document, reading
from grader.report.escape import one_line

SECRET_MISSING = "secret missing"  # noqa: S105 - words, no secret


class Record(NamedTuple):
    """A report that was written before; ``inputs_digest`` is "" unless a journal's line says it."""

    report: Report
    document: dict[str, Any]
    inputs_digest: str = ""


class Replay(NamedTuple):
    """What a second grading gave beside the first."""

    report: Report
    change: Change | None  # None where every verdict and number is the same
    why: tuple[str, ...]  # what differs around the two, whether it made a difference or not
    parts: tuple[str, ...]  # of the report that are not the same, word for word, times apart
    same_verdicts: bool  # of every check, case and number
    repeated: bool  # at the same inputs


class Answered(NamedTuple):
    """The answers to grade by once more; ``missing`` says what could not be had again."""

    exercise: Exercise
    key: AnswerKey
    missing: str = ""


def read_record(text: str, *, file: str, sha256: str, student: str = "") -> Record:
    """Return the report in ``text``: a report, or the last line of a journal on the submission ``sha256``.

    ``student`` names the line by its student instead. UsageError if there is none, or none that fits.
    """
    first, _, rest = text.lstrip().partition("\n")
    if _is_line(first):
        lines = (first, *rest.split("\n"))
        line = _line_for(lines, file=file, sha256=sha256, student=student)
        return Record(
            report=reading.parse(line.report.decode("utf-8"), file=file),
            document=line.document(),
            inputs_digest=line.head["inputs_digest"],
        )
    return Record(report=reading.parse(text, file=file), document=json.loads(text))


def _is_line(text: str) -> bool:
    try:
        parse_line(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return False
    return True


def _line_for(lines: tuple[str, ...], *, file: str, sha256: str, student: str) -> Line:
    found = [parse_line(each.encode("utf-8", "surrogatepass")) for each in lines if _is_line(each)]
    of_student = [each for each in found if student and each.head["student"]["id"] == student]
    of_bytes = [each for each in found if each.head["submission_sha256"] == sha256]
    wanted = of_student if student else of_bytes or (found if len(found) == 1 else [])
    if not wanted:
        whose = f"of the student {student!r}" if student else "on these bytes; name one by --student ID"
        raise UsageError(f"{file}: the journal has no line {whose}")
    line = wanted[-1]
    if not line.has_report():
        reason = one_line(str(line.head["reason"]))
        raise UsageError(f"{file}: the submission was not graded then, there is no report: {reason}")
    return line


def answered(path: str, record: Record, secret: bytes | None) -> Answered:
    """Return the answers of the exercise at ``path`` for the inputs that ``record`` was made with."""
    report = record.report
    exercise, key = _load(path, report)
    if report.hidden_inputs != "secret":
        return Answered(exercise, key)
    from grader.scoring.key import answer_at, draw_hidden

    if secret is not None:
        return Answered(exercise, draw_hidden(exercise, key, secret))
    hidden = {
        (check.id, case.id): case
        for check in exercise.checks
        for case in check.cases
        if (case.hidden and case.sample is not None) or case.rule is Rule.OPERATIONS
    }
    held = {
        (check.id, case.id): case.answers
        for check in report.checks
        for case in check.cases
        if (check.id, case.id) in hidden and _fit(hidden[check.id, case.id], case.answers)
    }
    missing = SECRET_MISSING if hidden.keys() - held.keys() else ""
    return Answered(exercise, answer_at(exercise, key, held), missing)


def _fit(case: Case, points: tuple[tuple[Any, ...], ...]) -> bool:
    """Tell whether ``points`` are inputs of ``case``: its names, each a number or a vector as there."""
    ranges = () if case.sample is None else case.sample.ranges
    wanted = [(each.name, each.size) for each in ranges] or [("seed", None)]
    return bool(points) and all(
        [(item.name, len(item.value) if isinstance(item.value, tuple) else None) for item in inputs] == wanted
        for inputs in points
    )


def _load(path: str, report: Report) -> tuple[Exercise, AnswerKey]:
    """Return the exercise and its answers, with torch if the report was made so and torch is here."""
    if report.reference is ReferenceSource.TORCH:
        try:
            return answers.load(path, live=True)
        except ReferenceMissing:
            pass  # the lock has the same answers, and the comparison says where they came from
    return answers.load(path)


def replay(record: Record, submission: Submission, by: Answered, *, run: RunJob) -> Replay:
    """Return what grading once more gives, for the same audience, beside what the record says."""
    new = pipeline.grade(submission, by.exercise, by.key, run=run, audience=record.report.audience)
    written = document.render(new)
    inputs = _inputs(record, by, reading.parse(written))
    before, after = _line(record.document, inputs[0]), _line(json.loads(written), inputs[1])
    documents = before.document(), after.document()
    why = (*([by.missing] if by.missing else []), *reasons(before.head, after.head, *documents))
    return Replay(
        report=new,
        change=change_of("this submission", before, after),
        why=why,
        parts=_differing(*documents),
        same_verdicts=_verdicts(documents[0]) == _verdicts(documents[1]),
        repeated=not by.missing and inputs[0] == inputs[1],
    )


def _inputs(record: Record, by: Answered, again: Report) -> tuple[str, str]:
    """Return what stands for the inputs then and now: a journal's digests, else those that are shown."""
    if record.inputs_digest:
        return record.inputs_digest, circumstances_of(by.exercise, by.key, again.audience).inputs_digest
    shown = (
        [(check.id, case.id, case.answers) for check in report.checks for case in check.cases]
        for report in (record.report, again)
    )
    first, second = (sha256_hex(repr(each).encode()) for each in shown)
    return first, second


def _line(report: dict[str, Any], inputs_digest: str) -> Line:
    """Return a report as a line of a journal, which is what is compared."""
    head = {
        "submission_sha256": report["submission"]["sha256"],
        "exercise_digest": report["exercise"]["digest"],
        "inputs_digest": inputs_digest,
        "grader_version": report["grader"]["version"],
        "audience": report["audience"],
        "points": report["points"],
        "reason": "",
        "overrides": [],
        "late": False,
    }
    return Line(head=head, report=json.dumps(report).encode())


def _differing(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """Return the parts of two reports that differ; the times and the name of the file may."""
    same = {"timing": None}
    was, is_ = ({**each, "submission": each["submission"]["sha256"], **same} for each in (old, new))
    return tuple(key for key in is_ if was.get(key) != is_[key])


def _verdicts(report: dict[str, Any]) -> list[object]:
    """Return all that a report decides: verdicts and points of checks, of cases and of dims."""
    return [
        (
            *(check[key] for key in ("id", "verdict", "points")),
            [
                (
                    *(case[key] for key in ("id", "verdict", "points", "tally")),
                    [(dim["name"], dim["verdict"]) for dim in case["dims"]],
                )
                for case in check["cases"]
            ],
        )
        for check in report["checks"]
    ]


def render(done: Replay) -> str:
    """Return what came out, as text: one line, and below it what is not the same."""
    why = f" ({'; '.join(done.why)})" if done.why else ""
    changed = [] if done.change is None else [f"  {one_line(each)}" for each in done.change.what]
    if not done.repeated:
        head = f"{'same' if done.same_verdicts else 'other'} verdicts, but at other inputs{why}"
    elif not done.same_verdicts:
        head = f"other verdicts, {done.change.head if done.change else ''}{why or _UNEXPLAINED}"
    elif changed:
        head = f"same verdicts, other numbers{why or _UNEXPLAINED}"
    elif done.parts:
        head = f"same verdicts; in the report differ: {', '.join(done.parts)}{why}"
    else:
        head = "same verdicts: the same report, times apart"
    return "\n".join([one_line(head), *changed]) + "\n"


_UNEXPLAINED = " (nothing around it changed: does the submission answer the same every time?)"


def exit_code(done: Replay) -> int:
    """Return 3 if the grader failed to judge a check this time, 1 if anything that counts differs, else 0."""
    if any(check.verdict is Verdict.NOT_JUDGED for check in done.report.checks):
        return 3
    return 0 if done.repeated and done.same_verdicts else 1
