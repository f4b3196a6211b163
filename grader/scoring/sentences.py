"""What is said to a student of a code: the exercise's own words where it has some, else the grader's."""

from __future__ import annotations

from typing import NamedTuple

from grader.model import Exercise, Reworded
from grader.wording import Wording, wording_of


class Said(NamedTuple):
    """The words of one code, every field filled in."""

    message: str
    hint: str


def said(code: str, exercise: Exercise, **fields: object) -> Said:
    """Return what is said of ``code``; KeyError if neither the exercise nor the grader knows it.

    ``fields`` fill in what stands in braces; a text that lacks one of them is a KeyError too.
    """
    words = words_of(code, exercise)
    return Said(message=words.message.format(**fields), hint=words.hint.format(**fields))


def words_of(code: str, exercise: Exercise) -> Wording:
    """Return the words of ``code`` in this exercise, the fields still in braces; KeyError if unknown."""
    try:
        words = wording_of(code)
    except KeyError:
        named = own_words(code, exercise)
        if named is None:
            raise
        words = named
    for own in exercise.wording:
        if own.code == code:
            return _replaced(words, own)
    return words


def own_words(code: str, exercise: Exercise) -> Wording | None:
    """Return the words of a mistake that the exercise file itself names, None if it names none so."""
    for check in exercise.checks:
        for mistake in check.mistakes:
            if mistake.id == code:
                return Wording(
                    code=code,
                    topic="exercise",
                    message=f"the numbers are those of a known mistake, {code}",
                    hint=mistake.hint.replace("{", "{{").replace("}", "}}"),
                    explanation=f"A mistake that the exercise {exercise.id} names itself, of its check "
                    f"{check.id}: every number of the answer is the one of its formulas, "
                    f"{'; '.join(mistake.formulas)}.",
                )
    return None


def _replaced(words: Wording, own: Reworded) -> Wording:
    return words._replace(
        message=words.message if own.message is None else own.message,
        hint=words.hint if own.hint is None else own.hint,
    )


def in_row(names: tuple[str, ...]) -> str:
    """Return names as "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
