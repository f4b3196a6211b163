"""Attacks that no file of a checkout can hold: hostile bytes, names, sizes and kinds of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.attacks.expectation import Expectation, parse

HONEST = Path(__file__).parents[2] / "submissions" / "micrograd" / "ok.py"
GRADF = "def gradf(a, b, c):\n    return [5.0, 5.0, 5.0]\n"


class Made(NamedTuple):
    """An attack that is written when it is needed; ``write`` puts it into a folder and returns its path."""

    name: str
    expectation: Expectation
    write: Callable[[Path], Path]


def attack(title: str, *lines: str) -> Callable[[Callable[[Path], Path]], Made]:
    """Declare what the decorated function writes as an attack."""
    return lambda write: Made(
        f"{write.__name__.split('_')[0]}/{write.__name__}", parse([title, *lines]), write
    )


def put(folder: Path, raw: bytes | str, name: str = "student.py") -> Path:
    path = folder / name
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path


def made_in(names: Mapping[str, object]) -> list[Made]:
    """Return the attacks among a module's names."""
    return sorted((each for each in names.values() if isinstance(each, Made)), key=lambda each: each.name)
