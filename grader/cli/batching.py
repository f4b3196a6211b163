"""`grade batch`: reads what the caller gives, starts the engine, shows how far it is, and concludes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any

from grader.batch import candidates, collecting, gradebook, overrides, plan, planning, running, summary
from grader.batch.candidates import Rule
from grader.batch.index import Index
from grader.batch.journal import Journal
from grader.batch.line import circumstances_of, whose
from grader.batch.phrases import counted, first_of
from grader.batch.progress import Progress
from grader.batch.roster import Student, shown_as
from grader.batch.rows import Plan, where
from grader.batch.running import Batch, Setting
from grader.batch.shards import Shard
from grader.batch.sources import open_source
from grader.cli import inputs, outputs, streams
from grader.cli.preparing import Asked, Ready, filled_name, prepare
from grader.cli.streams import complain
from grader.engines.cpus import usable_cpus
from grader.engines.grading import Grading
from grader.engines.local import HANG_S, Pool
from grader.errors import UsageError
from grader.model import AnswerKey

MOST = 20  # names in a notice


def batch(asked: Asked) -> int:
    """Grade a class, or show how it would be graded; return the exit code."""
    gc.enable()  # the command line turns it off for short commands
    ready = prepare(asked)
    with ExitStack() as stack:
        if ready.key is None:
            title = asked.path if ready.shard.total == 1 else f"{asked.path}, shard {ready.shard}"
            streams.write_result(plan.render(part_of(collect(ready), ready.shard), title=title))
            return 0
        return grade_class(ready, ready.key, stack)


def grade_class(ready: Ready, key: AnswerKey, stack: ExitStack) -> int:
    """Grade what the journal does not hold yet; return the exit code."""
    asked, exercise = ready.asked, ready.exercise
    journal = stack.enter_context(Journal(ready.output))
    index = recover(journal)
    grading = Grading(exercise=exercise, key=key, audience=asked.audience, required=asked.required)
    hang_s = max(HANG_S, 3 * exercise.limits.wall_s + 60)
    pool = stack.enter_context(Pool(grading.opening, asked.jobs or usable_cpus(), hang_s=hang_s))
    source = stack.enter_context(closing(open_source(asked.path)))
    found = stack.enter_context(planning.planned(lambda: collect(ready)))
    if found.doubtful:
        complain(f"layout {found.layout}: {found.why}")
    unclear = ready.decided.ambiguous((row.student, row.name) for row in found.rows if row.student)
    notice("overrides that fit several students, or one student's check twice, are left out", unclear)
    setting = Setting(
        read=lambda file: candidates.read_file(source, file),
        circumstances=circumstances_of(exercise, key, asked.audience),
        overrides=ready.decided.without(unclear),
        shard=str(ready.shard) if ready.shard.total > 1 else "",
    )
    run = Batch(part_of(found, ready.shard).rows, setting, journal, index)
    watch(run, pool)
    conclude(run, found, ready)
    if asked.exit_zero:  # what is wrong with a submission stands in its line; to start anew cannot mend it
        return 3 if 3 in run.codes else 0
    return running.exit_code(run.codes)


def part_of(found: Plan, shard: Shard) -> Plan:
    """Return the plan with the rows and the absent of one shard alone."""
    if shard.total == 1:
        return found
    rows = where(found.rows, lambda row: shard.holds(row.student or row.path))
    return found._replace(rows=rows, missing=tuple(each for each in found.missing if shard.holds(each.id)))


def collect(ready: Ready) -> Plan:
    """Return the plan."""
    asked = ready.asked
    folder = os.path.basename(os.path.abspath(asked.path))
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
    hints = asked.hints._replace(own=own, folder=folder)
    with closing(open_source(asked.path)) as source:
        return collecting.collect(source, hints, rule, ready.class_)


def recover(journal: Journal) -> Index:
    """Return what a journal holds, after a line that was torn is cut off.

    UsageError for a file of somebody else's: it is not touched.
    """
    index = Index()
    index.load(journal.descriptor)
    if not index.last and not journal.begins_as_one():
        raise UsageError(f"{journal.path}: this file is there already and no journal; name another with -o")
    if journal.drop_torn():
        complain(f"{journal.path}: the last line was torn and is dropped; its submission is graded again")
    if index.damaged:
        lines = "1 line is damaged" if index.damaged == 1 else f"{index.damaged} lines are damaged"
        complain(f"{journal.path}: {lines} or not of a journal, and passed over")
    return index


def watch(run: Batch, pool: Pool) -> None:
    """Run the batch and show how far it is, until it is done or told to stop."""
    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    progress = Progress(sys.stderr, len(run.rows), terminal=terminal)
    with Stopping() as stopping, closing(progress):
        for _ in run.run(lambda tasks: pool.run(progress.counting(tasks))):
            progress.update(run.counts.total, run.counts.total - run.counts.taken_over)
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
    came = (
        (counts.taken_over, "taken over"),
        (counts.shared, "of a group with others"),
        (counts.copied, "identical to others"),
        (counts.graded, "graded"),
        (counts.unread, "that cannot be graded"),
    )
    said = ", ".join(f"{number} {words}" for number, words in came if number)
    complain(f"{run.journal.path}: {said or 'nothing to grade'}")
    streams.write_result(summary.render(run.found, summary.identical(run.found, run.heads)))
    missing = part_of(found, ready.shard).missing
    if ready.asked.csv:
        checks = [check.id for check in ready.exercise.checks]
        streams.write_file(ready.asked.csv, gradebook.render(run.heads(), checks, missing))
    if ready.asked.gradebook:
        fill_gradebook(run, ready)
    if ready.asked.html:
        write_page(run, ready, missing)
    if ready.asked.reports:
        hand_out(run, ready)
    look_after(run, found, ready, missing)


def look_after(run: Batch, found: Plan, ready: Ready, missing: Sequence[Student]) -> None:
    """Say what a person has to look after."""
    strangers = ready.decided.strangers((row.student, row.name) for row in found.rows)
    notice(plan.BY_NAME, plan.by_name(run.rows))
    notice("submissions of groups, and who they count for", found.groups)
    notice(plan.OTHERWISE, found.otherwise)
    notice(plan.SHARED, found.shared)
    notice("the roster seems to be that of another class", [found.strange] if found.strange else [])
    notice("can be several students of the roster", found.several)
    notice("not in the roster", found.unknown)
    notice("no submission of", [shown_as(student.id, student.name) for student in missing])
    notice("overrides for nobody in the class", strangers)
    notice("students whose ids are almost the same", found.alike)
    notice("ignored, no submission by the name", found.ignored)


def fill_gradebook(run: Batch, ready: Ready) -> None:
    """Write a copy of the course system's gradebook with the points in it, and say who was not found."""
    from grader.batch import filling

    path = ready.asked.gradebook or ""
    checks = [check.id for check in ready.exercise.checks]
    judged = [
        filling.Scored(head["student"]["id"], head["student"]["name"], head["points"])
        for head in run.heads()
        if not overrides.undecided(head, checks)
    ]
    filled = filling.fill_class(ready.sheet.text, judged, column=ready.asked.column, file=path)
    target = filled_name(path)
    streams.write_file(target, filled.text, ready.sheet.encoding)
    complain(f"{target}: the points of {len(filled.filled)} of {len(judged)} students are filled in")
    notice("not in the gradebook", filled.unknown)
    notice("fits several in the gradebook or in the class, not filled in", filled.ambiguous)
    notice("excused in the gradebook, left as it is", filled.excused)
    notice("in the gradebook without points from here, left as it is", filled.missing)


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


def hand_out(run: Batch, ready: Ready) -> None:
    """Write a file for each student into every folder, and say for whom there is nothing."""
    from grader.batch import handouts

    reports = ready.asked.reports
    for _, folder in reports:
        streams.make_folder(folder)
    numbers = {row.path: number for number, row in enumerate(run.rows)}
    written, without = 0, []
    for each in handouts.handouts(run.lines(), run.journal.path):
        if each.report is None:
            without.append(whose(each.head))
            continue
        written += 1
        for form, folder in reports:
            number = numbers.get(each.head["path"]) if form == "html" else None
            row = None if number is None else run.rows[number]
            handed_in = handouts.handed_in(row, each.head, run.setting.read)
            text = outputs.rendered(each.report, form, each.head["path"], handed_in)
            file = os.path.join(folder, each.name + handouts.ENDINGS[form])
            inputs.require_apart(file, ready.read | ready.results())
            streams.write_file(file, text)
    for _, folder in reports:
        complain(f"{folder}: {counted(written, 'report')}")
    notice("no report of", sorted(without))


def notice(words: str, items: Sequence[str]) -> None:
    """Say on stderr of whom or what something holds, if of any."""
    if items:
        complain(f"{words}: {first_of(items, MOST, '; ')}")  # "Lovelace, Ada" has a comma
