"""What the grader says of every verdict, flag and mistake: data in JSON files, read when something is said.

Each code has a message (what is wrong), a hint (one, which does not give the solution away) and an
explanation for ``grade explain``. Messages and hints hold fields such as ``{h}``; an exercise may
replace both.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# One file for each place that says something; a code stands in one of them alone.
TOPICS = ("verdicts", "flags", "gradient", "numerical_gradient", "autodiff")


class Wording(NamedTuple):
    """What is said of one code. ``message`` and ``hint`` may hold fields in braces."""

    code: str
    topic: str
    message: str
    hint: str
    explanation: str


def wording_of(code: str) -> Wording:
    """Return what is said of ``code``; KeyError if no topic knows it."""
    for topic in TOPICS:
        found = _read(topic).get(code)
        if found is not None:
            return found
    raise KeyError(code)


def codes() -> tuple[str, ...]:
    """Return every code, topic by topic."""
    return tuple(code for topic in TOPICS for code in _read(topic))


def close_codes(code: str, own: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the codes that ``code`` may have meant, the closest first; ``own`` are an exercise's."""
    from difflib import get_close_matches

    known = {_folded(each): each for each in (*codes(), *own)}
    return tuple(known[each] for each in get_close_matches(_folded(code), known, n=3))


def _folded(code: str) -> str:
    return code.lower().replace("-", "_")


def fields_of(text: str) -> frozenset[str]:
    """Return the fields of a text, each as it stands between its braces: ``h`` or ``h:.3g``."""
    from string import Formatter

    return frozenset(
        field_text(name, spec, conversion)
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    )


def field_text(name: str, spec: str | None, conversion: str | None) -> str:
    """Return a field as it stands between its braces."""
    return f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"


@cache
def _read(topic: str) -> dict[str, Wording]:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{topic}.json")
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    return {
        code: Wording(
            code=code,
            topic=topic,
            message=raw["message"],
            hint=raw.get("hint", ""),
            explanation=raw["explanation"],
        )
        for code, raw in document.items()
    }
