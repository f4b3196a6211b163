"""The archive that is uploaded as an autograder: two scripts, the grader, one exercise with its answers."""

from __future__ import annotations

import os
import zipfile

from grader import answers
from grader.digest import sha256_hex
from grader.errors import UsageError
from grader.export import wheel
from grader.spec import catalog

SCRIPTS = ("setup.sh", "run_autograder")


def is_autograder(path: str) -> bool:
    """Tell whether the file at ``path`` is an archive with an autograder's two scripts."""
    try:
        with zipfile.ZipFile(path) as found:
            return {*SCRIPTS} <= {*found.namelist()}
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def build(exercise_path: str) -> bytes:
    """Return the archive's bytes; UsageError if the exercise has no lock that fits.

    The same exercise and the same grader give the same bytes.
    """
    source = catalog.read_bytes(exercise_path)
    problem = answers.lock_problem(exercise_path, sha256_hex(source))
    if problem:
        raise UsageError(f"{problem}; run `grade lock` first")
    # By its usual name, whatever the file is called: there it is found without being named.
    exercise = {
        catalog.FILE_NAME: source,
        answers.LOCK_NAME: catalog.read_bytes(answers.lock_path(exercise_path)),
    }
    folder = os.path.dirname(os.path.abspath(__file__))
    scripts = {name: (catalog.read_bytes(os.path.join(folder, name)), 0o755) for name in SCRIPTS}
    content = {f"exercise/{name}": (content, 0o644) for name, content in exercise.items()}
    return wheel.packed({**scripts, wheel.NAME: (wheel.build(), 0o644), **content})
