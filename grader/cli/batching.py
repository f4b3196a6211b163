"""`grade batch`: reads what the caller gives, starts the engine, shows how far it is, and concludes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any, NamedTuple

from grader import answers
from grader.batch import choosing, collecting, gradebook, overrides, plan, running, shards, summary
from grader.batch.choosing import Rule
from grader.batch.collecting import Plan
from grader.batch.entries import Source
from grader.batch.folders import in_words
from grader.batch.index import Index
from grader.batch.journal import Journal
from grader.batch.layouts import Hints
from grader.batch.line import circumstances_of
from grader.batch.overrides import Overrides
from grader.batch.progress import Progress
from grader.batch.roster import MAX_ROSTER_BYTES, Roster, Student, parse_roster
from grader.batch.running import Batch, Setting
from grader.batch.shards import Shard
from grader.batch.sources import ARCHIVES, open_source
from grader.cli import streams
from grader.cli.streams import complain
from grader.engines.cpus import usable_cpus
from grader.engines.grading import Grading
from grader.engines.local import HANG_S, Pool
from grader.errors import UsageError
from grader.model import AnswerKey, Exercise
from grader.spec import catalog

MOST = 20  # names in a notice


class Asked(NamedTuple):
    """What the command line says."""

    path: str
    exercise: str | None
    output: str | None
    csv: str | None
    html: str | None
    gradebook: str | None
    column: str
    roster: str | None
    overrides: str | None
    hints: Hints
    file_pattern: str
    shard: str | None
    jobs: int | None
    audience: str
    required: str
    plan_only: bool
    exit_zero: bool


class Ready(NamedTuple):
    """What was asked, with all files of the caller's read."""

    asked: Asked
    shard: Shard
    output: str
    exercise: Exercise
    key: AnswerKey
    roster: Roster | None
    decided: Overrides
    sheet: str  # the text of the course system's own gradebook, "" if none is to be filled in


def batch(asked: Asked) -> int:
    """Grade a class, or show how it would be graded; return the exit code."""
    gc.enable()  # the command line turns it off for short commands
    ready = prepare(asked)
    with ExitStack() as stack:
        if asked.plan_only:
            found, _ = collect(ready, stack)
            streams.write_result(plan.render(found, title=asked.path))
            return 0
        return grade_class(ready, stack)


def prepare(asked: Asked) -> Ready:
    """Read what is needed beside the submissions; whatever is wrong with it ends the command here."""
    shard = shards.shard_of(asked.shard, os.environ)
    exercise, key = load(catalog.find_exercise(asked.exercise, asked.path))
    roster, decided = None, overrides.NONE
    if asked.roster:
        roster = parse_roster(read_text(asked.roster, "the roster"), file=asked.roster)
    if asked.overrides:
        points_possible = {check.id: check.points for check in exercise.checks}
        text = read_text(asked.overrides, "the overrides")
        decided = overrides.parse_overrides(text, file=asked.overrides, points_possible=points_possible)
    output = asked.output or journal_name(asked.path, shard)
    return Ready(asked, shard, output, exercise, key, roster, decided, sheet_of(asked))


def sheet_of(asked: Asked) -> str:
    """Return the gradebook that is to be filled in; UsageError before anything runs if it cannot be."""
    from grader.batch.filling import fill

    if not asked.gradebook:
        if asked.column:
            raise UsageError("--column names a column of --gradebook FILE, which is missing")
        return ""
    if not asked.column:
        raise UsageError("--gradebook needs --column TITLE, the assignment's column in that file")
    text = read_text(asked.gradebook, "the gradebook")
    with open(asked.gradebook, "rb") as file:
        text = ("\ufeff" if file.read(3) == b"\xef\xbb\xbf" else "") + text
    fill(text, {}, column=asked.column, file=asked.gradebook)
    return text


def grade_class(ready: Ready, stack: ExitStack) -> int:
    """Grade what the journal does not hold yet; return the exit code."""
    asked, exercise = ready.asked, ready.exercise
    journal = stack.enter_context(Journal(ready.output))
    index = recover(journal)
    grading = Grading(exercise=exercise, key=ready.key, audience=asked.audience, required=asked.required)
    hang_s = max(HANG_S, 3 * exercise.limits.wall_s + 60)
    pool = stack.enter_context(Pool(grading.opening, asked.jobs or usable_cpus(), hang_s=hang_s))
    found, source = collect(ready, stack)
    class_ = [(row.student, row.name) for row in found.rows if row.student]
    unclear = ready.decided.ambiguous(class_)
    notice("overrides that fit several students, or one student's check twice, are left out", unclear)
    setting = Setting(
        read=lambda file: choosing.read_file(source, file),
        circumstances=circumstances_of(exercise, ready.key, asked.audience),
        overrides=ready.decided.without(unclear),
    )
    rows = [row for row in found.rows if ready.shard.holds(row.student or row.path)]
    run = Batch(rows, setting, journal, index)
    watch(run, pool)
    conclude(run, found, ready)
    if asked.exit_zero:  # what is wrong with a submission stands in its line; to start anew cannot mend it
        return 3 if 3 in run.codes else 0
    return running.exit_code(run.codes)


def load(path: str) -> tuple[Exercise, AnswerKey]:
    """Return the exercise and its answers.

    Without a lock they are computed by a process of their own, which leaves them in the cache: torch in
    this one would start threads, and a process with threads is not forked safely.
    """
    digest = catalog.digest_of(catalog.read_bytes(path))
    if answers.read_lock(path, digest) is None:
        pid = os.fork()
        if not pid:
            try:
                answers.load(path)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    return answers.load(path, secret=os.environ.get("GRADE_SECRET", "").encode() or None)


def collect(ready: Ready, stack: ExitStack) -> tuple[Plan, Source]:
    """Return the plan and its source, which the stack closes."""
    asked = ready.asked
    source = open_source(asked.path)
    stack.callback(source.close)
    entry_points = tuple(check.entry_point for check in ready.exercise.checks)
    rule = Rule(pattern=asked.file_pattern, entry_points=entry_points)
    written = [ready.output, asked.csv, asked.html, asked.roster, asked.overrides]
    if asked.gradebook:
        written += [asked.gradebook, filled_name(asked.gradebook)]
    own = tuple(
        os.path.basename(path)
        for path in written
        if path and os.path.realpath(os.path.dirname(path) or ".") == os.path.realpath(asked.path)
    )
    return collecting.collect(source, asked.hints._replace(own=own), rule, ready.roster), source


def recover(journal: Journal) -> Index:
    """Return what a journal holds, after a line that was torn is cut off."""
    if journal.drop_torn():
        complain(f"{journal.path}: the last line was torn and is dropped; its submission is graded again")
    index = Index()
    index.load(journal.descriptor)
    if index.damaged:
        complain(f"{journal.path}: {index.damaged} lines are none of a journal and are passed over")
    return index


def watch(run: Batch, pool: Pool) -> None:
    """Run the batch and show how far it is, until it is done or told to stop."""
    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    progress = Progress(sys.stderr, len(run.rows), terminal=terminal)
    with Stopping() as stopping, closing(progress):
        for _ in run.run(lambda tasks: pool.run(progress.counting(tasks))):
            progress.update(run.counts.total, run.counts.graded)
            if stopping.number:
                break
    if stopping.number:
        run.journal.sync(patient=False)
        complain(
            f"stopped: {run.counts.total} of {len(run.rows)} are in {run.journal.path}; "
            "the same command goes on from there"
        )
        raise SystemExit(128 + stopping.number)


class Stopping:
    """Remembers an interrupt or SIGTERM until a line is whole; the second one does not wait."""

    def __init__(self) -> None:
        self.number = 0
        self.before: dict[int, Any] = {}

    def __enter__(self) -> Stopping:
        for number in (signal.SIGINT, signal.SIGTERM):
            self.before[number] = signal.signal(number, self.note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def note(self, number: int, _: object) -> None:
        """Take in a signal."""
        if self.number:
            raise KeyboardInterrupt
        self.number = number


def conclude(run: Batch, found: Plan, ready: Ready) -> None:
    """Print the class's summary, write its table, and say what a person has to look after."""
    run.journal.sync(patient=False)
    counts = run.counts
    if counts.taken_over or counts.copied:
        complain(
            f"{counts.taken_over} taken over from {run.journal.path}, "
            f"{counts.copied} identical to others, {counts.graded} graded"
        )
    streams.write_result(summary.render(summary.count(run.heads())))
    missing = [student for student in found.missing if ready.shard.holds(student.id)]
    if ready.asked.csv:
        checks = [check.id for check in ready.exercise.checks]
        streams.write_file(ready.asked.csv, gradebook.render(run.heads(), checks, missing))
    if ready.asked.gradebook:
        fill_gradebook(run, ready)
    if ready.asked.html:
        write_page(run, ready, tuple(missing))
    strangers = ready.decided.strangers((row.student, row.name) for row in found.rows)
    notice("not in the roster", found.unknown)
    notice("no submission of", [f"{student.id} {student.name}".strip() for student in missing])
    notice("overrides for nobody in the class", strangers)
    notice("ignored, no submission by the name", found.ignored)


def fill_gradebook(run: Batch, ready: Ready) -> None:
    """Write a copy of the course system's gradebook with the points in it, and say who was not found."""
    from grader.batch import filling

    path = ready.asked.gradebook or ""
    checks = [check.id for check in ready.exercise.checks]
    judged = [head for head in run.heads() if not overrides.undecided(head, checks)]
    points: dict[str, float] = {}
    names: dict[str, str] = {}
    twice: list[str] = []
    for head in judged:
        student = head["student"]
        key = student["id"] or student["name"]
        if key in points:
            twice.append(key)
        points[key], names[key] = head["points"] or 0.0, student["name"]
    for key in set(twice):
        del points[key]
    column = ready.asked.column
    unknown = filling.fill(ready.sheet, points, column=column, file=path).unknown
    # Who is not found by an id may be by the name; the name of another student never is.
    by_name = {names.get(each) or each if each in unknown else each: points[each] for each in points}
    filled = filling.fill(ready.sheet, by_name, column=column, file=path)
    target = filled_name(path)
    streams.write_file(target, filled.text)
    complain(f"{target}: {len(filled.filled)} of {len(points)} points filled in")
    notice("not in the gradebook", filled.unknown)
    notice("fits several in the gradebook, not filled in", filled.ambiguous)
    notice("two submissions by that name, not filled in", twice)
    notice("excused in the gradebook, left as it is", filled.excused)


def filled_name(path: str) -> str:
    """Return where the filled copy goes: beside the instructor's own file, which is never changed."""
    stem, end = os.path.splitext(path)
    return f"{stem}.filled{end}"


def write_page(run: Batch, ready: Ready, missing: tuple[Student, ...]) -> None:
    """Write the class's page."""
    from grader.batch import page

    about = page.About(
        title=ready.exercise.title,
        source=os.path.basename(os.path.abspath(ready.asked.path)),
        checks=tuple(check.id for check in ready.exercise.checks),
        total=len(run.places),
        missing=missing,
    )
    streams.write_file(ready.asked.html or "", page.render(run.lines(), about))


def notice(words: str, items: Sequence[str]) -> None:
    """Say on stderr of whom or what something holds, if of any."""
    if items:
        more = f" and {len(items) - MOST} more" if len(items) > MOST else ""
        complain(f"{words}: {', '.join(items[:MOST])}{more}")


def journal_name(path: str, shard: Shard) -> str:
    """Return where the journal is kept if nothing else was said: here, by the source's name."""
    name = os.path.basename(os.path.abspath(path)) or "batch"
    suffix = next((end for end in ARCHIVES if name.lower().endswith(end)), "")
    name = name[: len(name) - len(suffix)] or "batch"
    return f"{name}.jsonl" if shard.total == 1 else f"{name}.shard-{shard.number}-of-{shard.total}.jsonl"


def read_text(path: str, what: str) -> str:
    """Return the text of a small file of the caller's."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_ROSTER_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {what} cannot be read: {in_words(error)}") from error
    if len(raw) > MAX_ROSTER_BYTES:
        raise UsageError(f"{path}: more than {MAX_ROSTER_BYTES >> 20} MiB; is it {what}?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save {what} in that encoding") from error
