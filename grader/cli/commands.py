"""The commands of ``grade``. Each says what it needs, imports it, and returns its exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from grader import __version__
from grader.cli.options import (
    CLASS_FORMS,
    FORMS,
    HAND_OUT_HELP,
    LAYOUTS,
    REPORT_HELP,
    audience_option,
    color_option,
    hint,
    report_option,
    require_one,
    require_option,
)

if TYPE_CHECKING:
    from grader.errors import UsageError
    from grader.sandbox.runner import Sandbox


EXAMPLES = """\b
Examples:
  grade submit hw.py                   grade a script
  grade submit hw.ipynb --json r.json  grade a notebook, write the report too
  grade submit hw.py --html r.html     write it as a page for the browser
  grade submit hw.py --report csv=r    write it in another form
  grade submit - < hw.py               read standard input
  grade submit hw.py -e exercises/own  grade against an exercise of your own
  grade show r.json                    show a report again
  grade batch class.zip --csv m.csv    grade a whole class
  grade lock exercises/own             store its right answers beside it
  grade doctor                         show the walls on this machine

\b
Exit codes:
  0  everything is ok
  1  something is not
  2  the input cannot be used
  3  the grader's side failed
"""


BATCH_EXAMPLES = """\b
Examples:
  grade batch class.zip --plan         whose file would be graded, and why
  grade batch class.zip --csv m.csv    grade them; the same command resumes
  grade batch class.zip --html c.html  a page: what is hard, the same mistakes
  grade batch class.zip --report html=feedback
                                       a page for each student
  grade batch class --roster list.csv  names, and who is missing
  grade batch class --shard 0/4        a quarter of the class; see grade merge
"""


# How click ends a group without a command: its help is not wrong. Older ones end in another way.
NO_ARGUMENTS = getattr(click.exceptions, "NoArgsIsHelpError", ())


class Commands(click.Group):
    """The group of commands; for a misspelt one it says which was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that ``args`` begins with, as click does, or raise with a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args[0].startswith("-"):
                raise
            raise click.UsageError(
                f"no such command '{args[0]}'; {hint(args[0], self.commands)}", ctx
            ) from error


def invoke(arguments: list[str], sandbox: Sandbox | None = None) -> int:
    """Run the command that ``arguments`` name and return its exit code; ``sandbox`` runs submissions."""
    try:
        code = grade.main(arguments, prog_name="grade", standalone_mode=False, obj=sandbox)
    except NO_ARGUMENTS as error:
        error.show()
        return 2
    except click.ClickException as error:
        raise misused(error) from error
    except click.Abort as error:
        raise KeyboardInterrupt from error
    return code if isinstance(code, int) else 0


def misused(error: click.ClickException) -> UsageError:
    """Show the usage of the command that was misused; return what is wrong, to be said as any other error."""
    from grader.errors import UsageError

    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n", err=True)
    text = " ".join(error.format_message().split()).removesuffix(".")
    return UsageError(text[:1].lower() + text[1:])


@click.group(cls=Commands, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="grade %(version)s")
def grade() -> None:
    """Grade exercises about derivatives: a verdict for every dim of every check."""


@grade.command(epilog=EXAMPLES, short_help="Grade a .py or .ipynb file.")
@click.argument("submission", type=click.Path())
@click.argument("more", nargs=-1, metavar="", expose_value=False, callback=require_one)
@click.option(
    "-e", "--exercise", metavar="ID|PATH", help="The exercise. Default: the nearest exercise.yaml upward."
)
@click.option("--live", is_flag=True, help="Compute the reference answers with torch, whatever is locked.")
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    type=click.Path(),
    help="Write the JSON report too; - is standard output.",
)
@click.option(
    "--html",
    "html_file",
    metavar="FILE",
    type=click.Path(),
    help="Write the report as a page too, with plots and the code; - is standard output.",
)
@report_option("FILE", FORMS, REPORT_HELP)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
@audience_option("student")
@require_option("process")
@click.option("--exit-zero", is_flag=True, help="Exit 0 also when something is not ok.")
@color_option
@click.pass_obj
def submit(
    sandbox: Sandbox,
    submission: str,
    exercise: str | None,
    live: bool,
    json_file: str | None,
    html_file: str | None,
    reports: tuple[tuple[str, str], ...],
    form: str,
    audience: str,
    required: str,
    exit_zero: bool,
    color: str,
) -> int:
    """Grade SUBMISSION, a .py or .ipynb file, or - for standard input."""
    from grader import answers, pipeline
    from grader.cli import inputs, outputs
    from grader.report.outcome import exit_code
    from grader.spec import catalog
    from grader.submission import read_submission

    pages = (("html", html_file),) if html_file is not None else ()
    wanted = outputs.wanted(form, json_file, (*reports, *pages))
    handed_in = read_submission(submission)
    path = catalog.find_exercise(exercise, submission)
    outputs.require_apart(wanted, {submission: "the submission", **inputs.of_exercise(path)})
    chosen, key = answers.load(path, live=live, secret=inputs.secret())
    sandbox.require(required)
    report = pipeline.grade(handed_in, chosen, key, run=sandbox.run, audience=audience)
    outputs.write(report, wanted, color=color, submission=submission, handed_in=handed_in)
    code = exit_code(report)
    return 0 if exit_zero and code == 1 else code


@grade.command("batch", epilog=BATCH_EXAMPLES, short_help="Grade a class: a folder, zip or tar.")
@click.argument("path", type=click.Path())
@click.option("-e", "--exercise", metavar="ID|PATH", help="The exercise. Default: the nearest one upward.")
@click.option("-o", "--output", metavar="FILE", help="The journal. Default: <name of PATH>.jsonl, here.")
@click.option("--csv", metavar="FILE", help="Write a table too, one row for each student.")
@click.option("--html", metavar="FILE", help="Write a page of the class too.")
@report_option("FOLDER", CLASS_FORMS, HAND_OUT_HELP)
@click.option("--gradebook", metavar="FILE", help="Fill in a copy of the course system's own CSV file.")
@click.option("--column", metavar="TITLE", default="", help="The assignment's column in the gradebook.")
@click.option(
    "--plan", "plan_only", is_flag=True, help="Show whose file would be graded and why, and run nothing."
)
@click.option("--roster", metavar="FILE", help="CSV of the class: adds names, lists who is missing.")
@click.option("--overrides", metavar="FILE", help="YAML or CSV: student, check, points, reason.")
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    metavar="NAME",
    help=f"The course system's layout: {', '.join(LAYOUTS)}. Default: recognised.",
)
@click.option("--assignment", metavar="NAME", default="", help="Of nbgrader or cloned repositories.")
@click.option("--name-regex", metavar="REGEX", default="", help="Paths to students: (?P<student_id>…).")
@click.option(
    "--file", "file_pattern", metavar="GLOB", default="", help="Only files of such a name are graded."
)
@click.option("--shard", metavar="I/N", help="Grade shard I of N, from 0. Default: that of a job array.")
@click.option("-j", "--jobs", type=click.IntRange(1, 1024), help="Slots. Default: all usable processors.")
@audience_option("instructor")
@require_option("confined" if sys.platform == "linux" else "process")
@click.option("--exit-zero", is_flag=True, help="Exit 0 unless the grader itself failed.")
def batch(layout: str | None, assignment: str, name_regex: str, **asked: object) -> int:
    """Grade the submissions in PATH, a folder or an archive as a course system hands it out."""
    from grader.batch.layouts import Hints
    from grader.cli import batching
    from grader.cli.preparing import Asked

    hints = Hints(layout=layout or "", assignment=assignment, name_regex=name_regex)
    return batching.batch(Asked(hints=hints, **asked))  # type: ignore[arg-type]  # of the types of the options


@grade.command(short_help="Merge the journals of several machines.")
@click.argument("journals", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", metavar="FILE", required=True, help="The merged journal.")
def merge(journals: tuple[str, ...], output: str) -> int:
    """Merge JOURNALS into one: in any order, nothing lost and nothing doubled."""
    from grader.cli import journals as commands

    return commands.merge(journals, output)


@grade.command(short_help="Show what changed between two journals, and why.")
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
def diff(old: str, new: str) -> int:
    """Show for every student and dim what changed from the journal OLD to NEW."""
    from grader.cli import journals

    return journals.diff(old, new)


@grade.command("list", short_help="List the bundled exercises.")
def list_exercises() -> int:
    """List the bundled exercises with their checks and points."""
    from grader.cli import streams
    from grader.spec import catalog

    lines = []
    for path in catalog.bundled_exercises():
        exercise = catalog.load_exercise(path)
        points = sum(check.points for check in exercise.checks)
        lines.append(f"{exercise.id}: {exercise.title} ({points:g} points)")
        lines += [f"  {check.id}: {check.title} ({check.points:g})" for check in exercise.checks]
    streams.write_result("\n".join(lines) + "\n")
    return 0


@grade.command(short_help="Show a JSON report, or one student's of a journal.")
@click.argument("report", type=click.Path())
@click.option("--student", metavar="ID", default="", help="Whose line of a journal, by id or name.")
@report_option("FILE", FORMS, REPORT_HELP)
@click.option("--html", metavar="FILE", help="Write it as a page too; - is standard output.")
@click.option("--audience", type=click.Choice(["student"]), help="Leave out what students do not see.")
@color_option
def show(
    report: str,
    student: str,
    reports: tuple[tuple[str, str], ...],
    html: str | None,
    audience: str | None,
    color: str,
) -> int:
    """Show REPORT, a JSON report written before, or - for standard input; or a journal's line.

    What the instructor decided is shown with it.
    """
    from grader.cli import showing

    pages = () if html is None else (("html", html),)
    return showing.show(report, student, (*reports, *pages), audience=audience, color=color)


@grade.command(short_help="Explain a verdict, flag or mistake.")
@click.argument("code", required=False)
@click.option("-e", "--exercise", metavar="ID|PATH", help="With the words and mistakes of this exercise.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(code: str | None, exercise: str | None, as_json: bool) -> int:
    """Explain CODE, a verdict, flag or mistake of a report; without CODE, list all."""
    from grader.cli import explaining

    return explaining.explain(code, exercise, as_json=as_json)


@grade.command(short_help="Grade once more as a report was made, and compare.")
@click.argument("report", type=click.Path())
@click.argument("submission", type=click.Path())
@click.option(
    "-e", "--exercise", metavar="ID|PATH", help="The exercise. Default: as `grade submit` finds it."
)
@click.option("--student", metavar="ID", default="", help="Whose line of a journal. Default: these bytes'.")
@click.option(
    "--secret",
    envvar="GRADE_SECRET",
    default="",
    help="What the hidden inputs were drawn from. Default: $GRADE_SECRET, else the report's own inputs.",
)
@require_option("process")
@click.pass_obj
def replay(
    sandbox: Sandbox,
    report: str,
    submission: str,
    exercise: str | None,
    student: str,
    secret: str,
    required: str,
) -> int:
    """Grade SUBMISSION as REPORT was made, a JSON report or a journal, and say what differs and why."""
    from grader.batch import replaying
    from grader.cli import streams
    from grader.spec import catalog
    from grader.submission import read_submission

    handed_in = read_submission(submission)
    text = streams.read_file(report)
    record = replaying.read_record(text, file=report, sha256=handed_in.sha256, student=student)
    path = catalog.find_exercise(exercise, submission, named=record.report.exercise_id)
    answered = replaying.answered(path, record, secret.encode() or None)
    sandbox.require(required)
    done = replaying.replay(record, handed_in, answered, run=sandbox.run)
    streams.write_result(replaying.render(done))
    return replaying.exit_code(done)


@grade.command(short_help="Show the walls of this machine.")
def doctor() -> int:
    """Show which walls stand around a submission here, why one is missing and what would raise it."""
    from grader.cli import streams
    from grader.report.escape import one_line
    from grader.sandbox import probe, proof, readable

    found = probe.probe(readable.interpreter_paths())
    proof.write(proof.BUBBLEWRAP if found.wrapped else found.level)
    lines = [f"level {found.level}: {probe.PROMISES[found.level]}"]
    for wall in found.walls:
        state = "stands" if wall.stands else f"missing: {wall.reason.lower()}"
        lines.append(one_line(f"  {wall.name:<10} {state}"))
        if wall.remedy:
            lines.append(f"{'':13}{wall.remedy}")
    streams.write_result("\n".join(lines) + "\n")
    return 0


@grade.command(short_help="Try the known mistakes on an exercise.")
@click.argument("exercise", required=False, type=click.Path())
@click.option("--quick", is_flag=True, help="Try a fifth of the generated mistakes only.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def lint(sandbox: Sandbox, exercise: str | None, quick: bool, as_json: bool) -> int:
    """Try every known mistake on EXERCISE and say which it would let through."""
    from grader.cli import linting

    return linting.run(exercise, sandbox, quick=quick, as_json=as_json)


@grade.command(short_help="Store the right answers beside an exercise.")
@click.argument("exercise", required=False, type=click.Path())
@click.option(
    "--check", is_flag=True, help="Write nothing; fail if the stored answers are not the right ones."
)
def lock(exercise: str | None, check: bool) -> int:
    """Compute the right answers of EXERCISE with torch and store them beside it."""
    from grader import answers
    from grader.cli import linting, streams
    from grader.spec import catalog

    path = catalog.find_exercise(exercise, None)
    if check:
        streams.write_result(answers.check_lock(path))
    else:
        streams.write_result(f"{answers.write_lock(path)}: the answers are stored\n")
    linting.note_absent_modules(catalog.load_exercise(path), path)
    return 0


@grade.command(short_help="Make an autograder for a learning platform.")
@click.argument("platform", type=click.Choice(["gradescope"]))
@click.argument("exercise", type=click.Path())
@click.option(
    "-o", "--output", metavar="FILE", default="autograder.zip", show_default=True, help="The archive."
)
def export(platform: str, exercise: str, output: str) -> int:
    """Write EXERCISE with its lock and the grader as an archive that PLATFORM runs: gradescope."""
    from grader.cli import exporting

    return exporting.EXPORTS[platform](exercise, output)


@grade.command(short_help="Print a JSON Schema.")
@click.argument("name", type=click.Choice(["exercise", "report", "journal"]))
def schema(name: str) -> int:
    """Print the JSON Schema of exercise files, of reports or of the lines of a journal."""
    from grader.cli import streams

    package = {"exercise": "spec"}.get(name, "report")
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), package, f"{name}.schema.json")
    streams.write_result(streams.read_file(path))
    return 0


@grade.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the script that makes SHELL complete `grade`; source it from the shell's start file."""
    from click.shell_completion import get_completion_class

    from grader.cli import streams

    complete = get_completion_class(shell)
    if complete is None:  # a click without this shell
        raise click.UsageError(f"no completion for {shell}")
    streams.write_result(complete(grade, {}, "grade", "_GRADE_COMPLETE").source() + "\n")
    return 0
