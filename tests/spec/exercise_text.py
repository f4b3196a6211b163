"""The bundled exercise file as text, and ways to spoil it."""

from __future__ import annotations

import pytest

from grader.errors import SpecError
from grader.spec import catalog, schema

with open(catalog.bundled_exercises()[0], encoding="utf-8") as _file:
    TEXT = _file.read()


def problems_of(text: str) -> list[str]:
    """Return the problems of a text, each as "line:column: message"; it must have some."""
    with pytest.raises(SpecError) as caught:
        schema.parse(text, file="x.yaml")
    return [f"{each.place.line}:{each.place.column}: {each.message}" for each in caught.value.problems]


def spoilt(*changes: tuple[str, str]) -> list[str]:
    """Return the problems of the bundled exercise after replacing the first of each pair, once."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return problems_of(text)


def line_of(part: str) -> int:
    """Return the line of the bundled exercise that has ``part`` first."""
    return TEXT[: TEXT.index(part)].count("\n") + 1
