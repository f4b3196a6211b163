"""What every bundled exercise keeps: its mistakes are mistakes, its starter starts and earns nothing."""

from __future__ import annotations

import contextlib
import io
import json
import os
from typing import Any

import nbformat
import pytest

from grader.model import Function
from grader.spec import catalog, schema
from grader.spec.program import trace_formula, with_leaves
from tests.spec.test_program import numbers_of

FOLDERS = [os.path.dirname(path) for path in catalog.bundled_exercises()]


def text_of(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def namespace_after(cells: list[str]) -> dict[str, Any]:
    """Run the cells as a notebook does that goes on after an error."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(AttributeError):
            exec(compile(cell, "<cell>", "exec"), namespace)
    return namespace


def code_cells(folder: str) -> list[str]:
    notebook = json.loads(text_of(folder, "starter.ipynb"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_listed_mistake_is_wrong_at_the_published_point_in_one_dim(folder: str) -> None:
    document = catalog.load_source(os.path.join(folder, "exercise.yaml")).document
    for check in document["checks"]:
        for mistake in check.get("mistakes", []):
            case = check["cases"][0]
            args = tuple(document["functions"][check["of"]]["args"])
            wrong = []
            for formula, expected in zip(mistake["formula"], case["expected"], strict=True):
                graph = trace_formula(Function(name="", args=args, formula=formula))
                graph = with_leaves(graph, [case["at"][arg] for arg in args])
                answer = numbers_of(graph)[graph.root]
                wrong.append(abs(answer - expected) > case["tolerance"]["atol"])
            assert wrong.count(True) == 1, mistake["id"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_starter_notebook_is_valid_and_unexecuted(folder: str) -> None:
    notebook = json.loads(text_of(folder, "starter.ipynb"))

    nbformat.validate(notebook)
    assert all(not cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code")


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_starters_have_the_same_cells(folder: str) -> None:
    parts = text_of(folder, "starter.py").split("# %%")
    script = [part.strip() for part in parts if part.strip() and not part.startswith(" [markdown]")]

    assert script == code_cells(folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_untouched_starter_answers_as_the_template_says(folder: str) -> None:
    exercise = catalog.load_exercise(os.path.join(folder, "exercise.yaml"))
    left = namespace_after(code_cells(folder))

    for check in exercise.checks:
        given = left[check.entry_point]
        if check.template.methods:
            own = {name for name, value in vars(given).items() if callable(value)}
            assert own == set(check.template.methods)
        else:
            answer = given(2, 3, 4) if callable(given) else given
            assert tuple(answer) == check.template.answer


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_statement_names_every_entry_point_and_its_points(folder: str) -> None:
    exercise = catalog.load_exercise(os.path.join(folder, "exercise.yaml"))
    statement = text_of(folder, "statement.md")

    for check in exercise.checks:
        heading = next(
            line for line in statement.splitlines() if f"`{check.entry_point}" in line and "**" in line
        )
        assert f"({check.points:g} points)" in heading


def test_the_documented_example_is_valid() -> None:
    with open(
        os.path.join(os.path.dirname(__file__), "../../docs/exercise-file.md"), encoding="utf-8"
    ) as file:
        blocks = file.read().split("```yaml\n")[1:]
    example = next(block for block in blocks if block.startswith("schema:")).split("```")[0]

    exercise = catalog.build_exercise(schema.parse(example, file="exercise-file.md"), digest="")
    assert exercise.checks[0].points == 2
