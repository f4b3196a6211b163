"""What `grade batch` is asked, with all files of the caller's read: what is wrong with one ends it here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from grader import answers
from grader.batch import overrides, shards
from grader.batch.collecting import Class
from grader.batch.layouts import Hints
from grader.batch.overrides import Overrides
from grader.batch.roster import MAX_ROSTER_BYTES, Roster, parse_roster
from grader.batch.shards import Shard
from grader.batch.sources import ARCHIVES, is_archive
from grader.cli import inputs, streams
from grader.digest import sha256_hex
from grader.errors import UsageError, in_words
from grader.model import AnswerKey, Exercise
from grader.spec import catalog

UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
WESTERN = "cp1252"


class Asked(NamedTuple):
    """What the command line says, each option under its own name."""

    path: str
    exercise: str | None
    output: str | None
    csv: str | None
    html: str | None
    reports: tuple[tuple[str, str], ...]  # form and folder
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
    key: AnswerKey | None  # none for a plan, which runs nothing
    class_: Class
    decided: Overrides
    sheet: Text  # the course system's own gradebook, empty if none is to be filled in
    read: dict[str, str]  # files that no result may be written over, each with what it is

    def results(self) -> dict[str, str]:
        """Return the files that are made of the whole class, each with what it is."""
        asked = self.asked
        made = {asked.csv: "the class's table", asked.html: "the class's page"}
        filled = {filled_name(asked.gradebook): "the filled gradebook"} if asked.gradebook else {}
        return {path: what for path, what in made.items() if path} | filled


def prepare(asked: Asked) -> Ready:
    """Read what is needed beside the submissions; whatever is wrong with it ends the command here."""
    shard = shards.shard_of(asked.shard, os.environ)
    exercise_path = catalog.find_exercise(asked.exercise, asked.path)
    exercise, key = (catalog.load_exercise(exercise_path), None) if asked.plan_only else load(exercise_path)
    roster, decided = None, overrides.NONE
    if asked.roster:
        roster = parse_roster(read_text(asked.roster, "the roster"), file=asked.roster)
        doubled = roster.doubled()
        if doubled:
            streams.complain(f"{asked.roster}: ids that several students have: {'; '.join(doubled)}")
    if asked.overrides:
        points_possible = {check.id: check.points for check in exercise.checks}
        text = read_text(asked.overrides, "the overrides")
        decided = overrides.parse_overrides(text, file=asked.overrides, points_possible=points_possible)
    output = asked.output or journal_name(asked.path, shard)
    sheet = sheet_of(asked, exercise)
    read = inputs_of(asked, exercise_path, output)
    if not asked.plan_only:
        require_results(asked, output, read)
    class_ = class_of(roster, sheet.text, asked)
    return Ready(asked, shard, output, exercise, key, class_, decided, sheet, read)


def inputs_of(asked: Asked, exercise: str, journal: str) -> dict[str, str]:
    """Return the files that no result may be written over, each with what it is."""
    read = {
        asked.path: "what is graded",
        journal: "the journal",
        asked.roster: "the roster",
        asked.overrides: "the overrides",
        asked.gradebook: "the gradebook",
    }
    return {path: what for path, what in read.items() if path} | inputs.of_exercise(exercise)


def class_of(roster: Roster | None, sheet: str, asked: Asked) -> Class:
    """Return what is known of the class; a gradebook can say who is who as well as a roster."""
    try:
        return Class(roster, parse_roster(sheet, file=asked.gradebook or "") if sheet else None)
    except UsageError:  # headers in a language that is not known: it is filled in by what stands below them
        return Class(roster)


def require_results(asked: Asked, journal: str, read: Mapping[str, str]) -> None:
    """Raise UsageError if a file cannot be written in the end; a journal says so when it is opened."""
    filled = filled_name(asked.gradebook) if asked.gradebook else None
    found = [path for path in (journal, asked.csv, asked.html, filled) if path]
    for path in found:
        streams.require_file(path, "what is made of a class")
    real = [os.path.realpath(path) for path in found]
    same = [path for place, path in enumerate(found) if real[place] in real[:place]]
    if same:
        raise UsageError(
            f"{same[0]}: two results would be written to this file; name another for one of them"
        )
    for path in found:
        require_beside(path, asked.path)
    for path in found[1:]:
        streams.require_writable(path)
        inputs.require_apart(path, read)
    require_apart(asked.reports)
    for form, folder in asked.reports:
        streams.require_file(folder, f"{form} reports of a class")
        streams.require_folder(folder)
        if Path(folder).resolve().is_relative_to(Path(asked.path).resolve()):
            raise UsageError(
                f"{folder}: lies in {asked.path}, where the next batch would take it for a student's; "
                "name a folder elsewhere"
            )


def require_apart(reports: tuple[tuple[str, str], ...]) -> None:
    """UsageError if the files of two forms would have the same names in one folder."""
    from grader.batch.handouts import ENDINGS

    there: dict[tuple[str, str], str] = {}
    for form, folder in reports:
        other = there.setdefault((os.path.realpath(folder), ENDINGS[form]), form)
        if other != form:
            raise UsageError(
                f"{folder}: {other} and {form} would have the same names there; name another folder for one"
            )


def require_beside(result: str, source: str) -> None:
    """UsageError if a result would be an archive that is there, or lie in a folder of the source."""
    if os.path.isfile(result) and is_archive((result,)):
        raise UsageError(f"{result}: is there already, an archive by its name; name another file")
    above, top = Path(result).resolve().parent, Path(source).resolve()
    if above != top and above.is_relative_to(top):
        raise UsageError(
            f"{result}: lies in a folder of {source}, where the next batch would take it for a student's; "
            "name a file elsewhere"
        )


def filled_name(path: str) -> str:
    """Return where the filled copy goes: beside the instructor's own file, which is never changed."""
    stem, end = os.path.splitext(path)
    return f"{stem}.filled{end}"


def sheet_of(asked: Asked, exercise: Exercise) -> Text:
    """Return the gradebook that is to be filled in; UsageError before anything runs if it cannot be."""
    from grader.batch.filling import check

    if not asked.gradebook:
        if asked.column:
            raise UsageError("--column names a column of --gradebook FILE, which is missing")
        return Text("")
    if not asked.column:
        raise UsageError("--gradebook needs --column TITLE, the assignment's column in that file")
    sheet = text_of(asked.gradebook, "the gradebook")
    points = sum(each.points for each in exercise.checks)
    note = check(sheet.text, points, column=asked.column, file=asked.gradebook)
    if note:
        streams.complain(note)
    return sheet


def load(path: str) -> tuple[Exercise, AnswerKey]:
    """Return the exercise and its answers.

    Without a lock they are computed by a process of their own, which leaves them in the cache: torch in
    this one would start threads, and a process with threads is not forked safely.
    """
    digest = sha256_hex(catalog.read_bytes(path))
    if answers.read_lock(path, digest) is None:
        pid = os.fork()
        if not pid:
            try:
                answers.load(path)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    return answers.load(path, secret=inputs.secret())


def journal_name(path: str, shard: Shard) -> str:
    """Return where the journal is kept if nothing else was said: here, by the source's name."""
    name = os.path.basename(os.path.abspath(path)) or "batch"
    suffix = next((end for end in ARCHIVES if name.lower().endswith(end)), "")
    name = name[: len(name) - len(suffix)] or "batch"
    return f"{name}.jsonl" if shard.total == 1 else f"{name}.shard-{shard.number}-of-{shard.total}.jsonl"


class Text(NamedTuple):
    """The text of a small file of the caller's as it stands there, with its mark and its line ends."""

    text: str
    encoding: str = "utf-8"


def read_text(path: str, what: str) -> str:
    """Return the text of a small file of the caller's, without the mark at its beginning."""
    return text_of(path, what).text.removeprefix("\ufeff")


def text_of(path: str, what: str) -> Text:
    """Return a small file of the caller's; where its encoding is a guess, that is said."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_ROSTER_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {what} cannot be read: {in_words(error)}") from error
    if len(raw) > MAX_ROSTER_BYTES:
        raise UsageError(f"{path}: more than {MAX_ROSTER_BYTES >> 20} MiB; is it {what}?")
    try:
        found = decoded(raw)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: not UTF-8 at byte {error.start}; save {what} in that encoding (Excel: CSV UTF-8)"
        ) from error
    if found.encoding == WESTERN:
        streams.complain(
            f"{path}: not UTF-8, read as the encoding of Windows in western Europe; if a name is not what it "
            "should be, save it in UTF-8 (Excel: CSV UTF-8)"
        )
    return found


def decoded(raw: bytes) -> Text:
    """Return the text of a table; UnicodeDecodeError says why it is none, as UTF-8 or the UTF-16 of its mark.

    A spreadsheet of western Europe writes Windows-1252 unless it is told otherwise; what holds a zero byte is
    no text of it.
    """
    marked = next((name for mark, name in UTF_16.items() if raw.startswith(mark)), "utf-8")
    try:
        return Text(raw.decode(marked), marked)
    except UnicodeDecodeError:
        if marked == "utf-8" and b"\0" not in raw:
            with suppress(UnicodeDecodeError):
                return Text(raw.decode(WESTERN), WESTERN)
        raise
