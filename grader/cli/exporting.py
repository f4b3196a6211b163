"""`grade export`: an exercise as an archive that a learning platform runs."""

from __future__ import annotations

import os

from grader.cli import inputs, streams
from grader.errors import UsageError, in_words
from grader.export.gradescope import archive
from grader.spec import catalog


def gradescope(exercise: str, output: str) -> int:
    """Write the archive for Gradescope to the file ``output``."""
    streams.require_file(output, "an archive")
    path = catalog.find_exercise(exercise, None)
    inputs.require_apart(output, inputs.of_exercise(path))
    if os.path.isfile(output) and not archive.is_autograder(output):
        raise UsageError(f"{output}: is there already and no autograder; name another with -o")
    content = archive.build(path)
    try:
        with open(output, "wb") as file:
            file.write(content)
    except (OSError, ValueError) as error:
        raise UsageError(f"{output}: cannot be written: {in_words(error)}") from error
    streams.write_result(f"{output}: upload it as the autograder of an assignment\n")
    return 0


EXPORTS = {"gradescope": gradescope}
