"""A submission made to be tried on one check: a right answer, a mistake, or a cheat."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a candidate is, and so what an exercise has to make of it."""

    RIGHT = "right"  # to be accepted
    MISTAKE = "mistake"  # to be refused
    FORM = "form"  # to be refused, which says nothing of the numbers: no number, or too few
    CHEAT = "cheat"  # to be refused, or flagged for a person


class Candidate(NamedTuple):
    """A whole submission. ``code`` says what is wrong with it, as a person would call it."""

    code: str
    kind: Kind
    source: str
    names: str = ""  # the code by which the grader should name it, where that is asked for
