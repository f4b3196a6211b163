"""What reaches the outside: standard output, report files, and whether to use colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from grader.errors import UsageError, in_words

REPORT_LIMIT_BYTES = 64 * 2**20  # far above any report; a device file must not fill the memory


def wants_color(choice: str, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether to colour: ``choice`` decides, else the environment, else whether a person reads.

    See no-color.org and force-color.org: any value that is not empty counts.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR") or environ.get("CLICOLOR") == "0":
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def is_ascii_only(stream: TextIO) -> bool:
    """Tell whether the stream cannot show the marks of a report."""
    return (stream.encoding or "ascii").lower().replace("-", "").replace("_", "") != "utf8"


def write_result(text: str) -> None:
    """Write ``text`` on stdout. A reader that has gone away (``| head``) is no error."""
    encoding = sys.stdout.encoding or "ascii"
    text = for_terminal(text, sys.stdout)
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        raise UsageError(f"standard output: cannot be written: {in_words(error)}") from error


def complain(text: str) -> None:
    """Write one line on stderr. What cannot be written there is no reason to stop."""
    from grader.report.escape import one_line

    try:
        sys.stderr.write(f"grade: {for_terminal(one_line(text), sys.stderr)}\n")
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Send what is left in a stream's buffer nowhere: the interpreter must not try again at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def for_terminal(text: str, stream: TextIO) -> str:
    """Return ``text`` as a person can read it; what a program reads stays as it is."""
    if text.isascii() or not stream.isatty() or is_ascii_only(stream):
        return text
    from grader.report.escape import isolated

    return isolated(text)


def write_file(path: str, text: str, encoding: str = "utf-8") -> None:
    """Write ``text`` to the file ``path``: a reader finds the old content or the new, never a part."""
    try:
        # A link keeps pointing to its file; a pipe, a device, a file in a closed folder is written in place.
        target = os.path.realpath(path)
        folder = os.path.dirname(target)
        # Asked of the path itself: where a descriptor's link leads (/dev/stdout, >(…)) is no name of a file.
        replaced = os.path.isfile(path) or not os.path.exists(path)
        if replaced and (os.access(folder, os.W_OK) or not os.path.exists(target)):
            replace_file(target, text, encoding)
        else:
            with open(path, "w", encoding=encoding, newline="") as file:
                file.write(text)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be written: {in_words(error)}") from error


def require_file(path: str, what: str) -> None:
    """UsageError if ``path`` is the sign for a standard stream, which ``what`` cannot be written to."""
    if path == "-":
        raise UsageError(f"-: {what} cannot be written to standard output; name a file")


def require_writable(path: str) -> None:
    """Touch nothing; UsageError if ``write_file`` could not write ``path``."""
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    if os.path.isdir(target):
        problem = "is a folder; name a file in it"
    elif os.path.exists(path) and os.access(path, os.W_OK):
        return
    elif not os.path.isdir(folder):
        problem = f"cannot be written: there is no folder {folder}; make it first"
    elif not os.access(folder, os.W_OK):
        problem = f"cannot be written: the folder {folder} may not be written to"
    else:
        return
    raise UsageError(f"{path}: {problem}")


def require_folder(path: str) -> None:
    """Touch nothing; UsageError if ``path`` is no folder that may be written to, and cannot become one."""
    target = os.path.realpath(path)
    if os.path.isdir(target):
        if not os.access(target, os.W_OK):
            raise UsageError(f"{path}: cannot be written: the folder may not be written to")
    elif os.path.exists(target):
        raise UsageError(f"{path}: is a file; name a folder")
    else:
        require_writable(path)


def make_folder(path: str) -> None:
    """Make the folder ``path`` unless it is there."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot be made: {in_words(error)}") from error


def replace_file(target: str, text: str, encoding: str = "utf-8") -> None:
    """Write ``text`` beside ``target`` and put it in its place; nothing is left behind if that fails."""
    mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o666
    beside = os.path.join(os.path.dirname(target), f".grade-{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with open(descriptor, "w", encoding=encoding, newline="") as file:
            file.write(text)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def append_file(path: str, text: str) -> None:
    """Add ``text`` to the end of the file ``path``."""
    try:
        with open(path, "a", encoding="utf-8", newline="") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be written: {in_words(error)}") from error


def read_file(path: str) -> str:
    """Return the text of the file ``path``, or of standard input for ``-``."""
    try:
        if path == "-":
            content = sys.stdin.buffer.read(REPORT_LIMIT_BYTES + 1)
        else:
            with open(path, "rb") as file:
                content = file.read(REPORT_LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {in_words(error)}") from error
    if len(content) > REPORT_LIMIT_BYTES:
        raise UsageError(f"{path}: not a report: larger than {REPORT_LIMIT_BYTES >> 20} MiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not a report: not UTF-8 at byte {error.start}") from error
