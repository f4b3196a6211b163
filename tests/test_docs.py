"""The pages say what is true: commands, options, keys and files that they name exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from grader.cli.commands import grade
from grader.cli.options import FORMS
from grader.spec import catalog, schema

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_and_option_of_a_page_exists(path: Path) -> None:
    options = {
        option for command in grade.commands.values() for item in command.params for option in item.opts
    }
    commands = set(re.findall(r"`grade ([a-z]+)", page(path)))
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", page(path)))

    assert commands <= set(grade.commands)
    assert named <= options | {"--help", "--version"}


def test_every_option_of_every_command_is_named_on_a_page() -> None:
    text = "\n".join(page(path) for path in PAGES)
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
    commands = [*grade.commands.values()]
    commands += [
        inner for each in commands if isinstance(each, click.Group) for inner in each.commands.values()
    ]

    unnamed = [
        f"{command.name} {item.opts}"
        for command in commands
        for item in command.params
        if isinstance(item, click.Option) and not named & set(item.opts)
    ]

    assert unnamed == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_a_page_links_to_exists(path: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", page(path)) if "://" not in link]

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_target_of_make_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", page(ROOT / "Makefile"), re.MULTILINE))

    assert set(re.findall(r"\bmake ([a-z]+)", page(ROOT / "README.md"))) <= targets


def test_the_readmes_map_names_every_module() -> None:
    tree = re.search(r"```\ngrader/\n(.*?)```", page(ROOT / "README.md"), re.DOTALL)
    assert tree is not None
    inside = re.findall(r"^  ([a-z_]+(?:\.py|/)) ", tree[1], re.MULTILINE)
    outside = re.findall(r"^([a-z]+/) ", tree[1], re.MULTILINE)

    modules = {path.name for path in (ROOT / "grader").glob("[!_]*.py")}
    packages = {f"{path.parent.name}/" for path in (ROOT / "grader").glob("*/__init__.py")}
    assert sorted(inside) == sorted(modules | packages)
    assert [name for name in outside if not (ROOT / name).exists()] == []


def test_the_small_exercise_of_the_docs_is_one() -> None:
    text = re.findall(r"```yaml\n(schema: 1.*?)```", page(ROOT / "docs" / "exercise-file.md"), re.DOTALL)[0]
    exercise = catalog.build_exercise(schema.parse(text, file="docs"), digest="0" * 64)

    assert (exercise.id, [case.id for case in exercise.checks[0].cases]) == (
        "parabola",
        ["published", "held-out"],
    )


def test_the_page_on_reports_names_every_key_of_the_schema() -> None:
    text = page(ROOT / "docs" / "report.md")
    root = json.loads((ROOT / "grader" / "report" / "report.schema.json").read_text(encoding="utf-8"))
    definitions = root["definitions"]
    keys = {*root["properties"]}.union(
        *(definitions[name]["properties"] for name in ("check", "case", "dim"))
    )

    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_the_page_on_other_forms_has_a_section_for_each() -> None:
    headings = " ".join(re.findall(r"^## .*$", page(ROOT / "docs" / "formats.md"), re.MULTILINE))

    assert set(re.findall(r"`(\w+)`", headings)) == set(FORMS)


def test_the_map_of_layers_is_the_one_that_is_checked() -> None:
    project = page(ROOT / "pyproject.toml")
    layers = re.search(r"^layers = \[(.*?)\]", project, re.DOTALL | re.MULTILINE)
    assert layers is not None
    checked = " → ".join(re.findall(r'"([^"]+)"', layers[1]))

    assert checked in " ".join(page(ROOT / "README.md").split())
