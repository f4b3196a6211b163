"""The command ``grade``: where it starts, and how it ends.

Results go to stdout, everything else to stderr. Exit codes: 0 all ok, 1 something is not, 2 the
input cannot be used, 3 the grader's side failed. This module imports nothing until
it knows what is asked for: a student waits for every import.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # ``signal`` wraps it in enums, which takes time
import gc
import os
import sys

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from typing import NoReturn

    from grader.errors import GraderError

GRADING = (["submit"], ["replay"], ["lint"])  # they run submissions in a sandbox of their own
INTERRUPTED = 130  # 128 + SIGINT, as a shell has it


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line ``arguments`` (default: the process's own) and exit.

    One command is one short process: collecting garbage, and taking the interpreter apart at its
    end, would only make a student wait. Everything is flushed, and nothing else is open by then.
    """
    gc.disable()
    expect_signals()
    if None in (sys.stdin, sys.stdout, sys.stderr):
        open_streams()
    code = run(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(code)


def expect_signals() -> None:
    """Take what a caller may have left ignored or blocked: without it no child process can be waited for."""
    _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())


def open_streams() -> None:
    """Put the null device in the place of standard streams that are closed.

    The next file that is opened would take their place otherwise, and get what is printed.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < 3:
        continue
    os.close(descriptor)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open for life


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever went wrong is said on stderr."""
    try:
        return run_warm(arguments) if arguments[:1] in GRADING else run_plain(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    # The last line of defence: nobody who grades or is graded can act on a traceback of ours.
    except Exception as error:
        from grader.errors import GraderError

        if isinstance(error, GraderError):
            complain(error)
            return error.exit_code
        if os.environ.get("GRADE_DEBUG"):
            raise
        complain_of_fault(error)
        return 3


def run_warm(arguments: list[str]) -> int:
    """Run a command that grades: the sandbox's process warms up while this one reads all the rest."""
    from grader.sandbox.slot import Slot

    slot = Slot()
    from grader.sandbox.runner import Sandbox

    with Sandbox(slot) as sandbox:
        from grader.cli.commands import invoke

        return invoke(arguments, sandbox)


def run_plain(arguments: list[str]) -> int:
    """Run a command that executes nothing."""
    from grader.cli.commands import invoke

    return invoke(arguments)


def complain(error: GraderError) -> None:
    """Write an error on stderr: one line, or one block per problem of an exercise file."""
    from grader.errors import SpecError
    from grader.report.escape import one_line, visible

    # A file's name may hold a line end, and what follows would look like a line of ours.
    text = visible(str(error)) if isinstance(error, SpecError) else one_line(str(error))
    print(text if isinstance(error, SpecError) else f"grade: {text}", file=sys.stderr)
    annotate(text)


def complain_of_fault(error: Exception) -> None:
    """Write one line about a fault of the grader itself."""
    from grader.report.escape import one_line

    found = one_line(f"{type(error).__name__}: {error}")
    print(f"grade: internal error: {found} (GRADE_DEBUG=1 shows where)", file=sys.stderr)
    annotate(f"internal error of the grader: {found}")


def annotate(text: str) -> None:
    """Show an error on the page of a run of GitHub Actions too: else it says no more than the exit code."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from grader.report.escape import github_message

        print(f"::error title=grade::{github_message(text)}", file=sys.stderr)
