"""What runs on Gradescope: from the folder of uploaded files to results.json.

A file that cannot be graded is the student's to mend, and results.json says how. A fault of the grader
leaves no results.json: Gradescope then reports that the autograder failed, and nobody gets a zero for it.
"""

from __future__ import annotations

import json
import os
import sys

from grader import answers, pipeline
from grader.batch.phrases import first_of
from grader.errors import GraderError, SubmissionError
from grader.report import gradescope
from grader.report.escape import one_line
from grader.sandbox.runner import Sandbox
from grader.spec import catalog
from grader.submission import SUFFIXES, read_submission

# What systems and notebooks put beside a student's files.
BESIDE = ("__MACOSX", "__pycache__")
MAX_NAMED = 10


def main(root: str) -> int:
    """Grade what lies in ``root``/submission, write ``root``/results/results.json, return the exit code."""
    try:
        text = graded(root)
    except SubmissionError as error:
        text = refusal(str(error))
    except GraderError as error:
        sys.stderr.write(f"autograder: {one_line(str(error))}\n")
        return error.exit_code
    path = os.path.join(root, "results", "results.json")
    beside = f"{path}.part"
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(beside, path)
    return 0


def graded(root: str) -> str:
    """Return results.json of the submission; SubmissionError if no single file can be graded."""
    submission = read_submission(chosen(os.path.join(root, "submission")))
    exercise, key = answers.load(os.path.join(root, "source", "exercise", catalog.FILE_NAME))
    with Sandbox() as sandbox:
        return gradescope.render(
            pipeline.grade(submission, exercise, key, run=sandbox.run, audience="student")
        )


def chosen(folder: str) -> str:
    """Return the path of the only script or notebook in ``folder``; SubmissionError if there is not one."""
    names = candidates(folder)
    if len(names) == 1:
        return os.path.join(folder, names[0])
    if not names:
        raise SubmissionError("expected one .py or .ipynb file, found none; hand in your script or notebook")
    raise SubmissionError(
        f"expected one .py or .ipynb file, found {len(names)}: {first_of(names, MAX_NAMED)}; "
        "hand in only the one with your answers"
    )


def candidates(folder: str) -> list[str]:
    """Return the scripts and notebooks in ``folder`` and below, sorted, by their paths in it.

    A link is none: what is read here is read as root, and it could lead to the answers.
    """
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_beside(name)]
        given = [name for name in names if name.lower().endswith(SUFFIXES) and not is_beside(name)]
        paths = [os.path.join(place, name) for name in given]
        found += [os.path.relpath(path, folder) for path in paths if not os.path.islink(path)]
    return sorted(found)


def is_beside(name: str) -> bool:
    """Tell whether a file or folder is one that a student did not make."""
    return name.startswith(".") or name in BESIDE


def refusal(message: str) -> str:
    """Return results.json for a submission that cannot be graded: no points, and what to do."""
    results = {
        "score": 0,
        "tests": [],
        "output": f"Nothing was graded: {one_line(message)}",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
    }
    return json.dumps(results, indent=2, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
