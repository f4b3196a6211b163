"""`grade explain`: what the grader says of its verdicts, flags and mistakes, and what is meant by it."""

from __future__ import annotations

import json
import textwrap

from grader import wording
from grader.cli import streams
from grader.errors import UsageError
from grader.model import Exercise
from grader.report.escape import one_line
from grader.scoring.sentences import own_words, words_of
from grader.spec import catalog
from grader.wording import Wording

WIDTH = 88
HEADINGS = {
    "verdicts": "verdicts of a check",
    "flags": "flags, for a person to read",
    "gradient": "mistakes in a gradient",
    "numerical_gradient": "mistakes in a numerical gradient",
    "autodiff": "mistakes in a class for automatic differentiation",
    "exercise": "mistakes that the exercise names itself",
}


def explain(code: str | None, chosen: str | None, *, as_json: bool) -> int:
    """Print what is said of ``code``, or of all codes; ``chosen`` names an exercise with words of its own.

    UsageError with the codes that may have been meant if there is no such code.
    """
    exercise = catalog.load_exercise(catalog.find_exercise(chosen, None)) if chosen is not None else None
    if code is None:
        found = every(exercise)
        streams.write_result(_json([each._asdict() for each in found]) if as_json else listed(found))
        return 0
    words = find(code, exercise)
    streams.write_result(_json(words._asdict()) if as_json else explained(words))
    return 0


def find(code: str, exercise: Exercise | None) -> Wording:
    """Return what is said of ``code``; UsageError with close ones if it is unknown."""
    try:
        return wording.wording_of(code) if exercise is None else words_of(code, exercise)
    except KeyError as error:
        own = own_codes(exercise)
        close = wording.close_codes(code, own)
        hint = f"did you mean {' or '.join(close)}?" if close else "`grade explain` lists all"
        hint += "" if close or exercise else ", with -e EXERCISE those of an exercise too"
        raise UsageError(f"unknown code {code!r}; {hint}") from error


def every(exercise: Exercise | None) -> list[Wording]:
    """Return what is said of every code, topic by topic, the exercise's own mistakes last."""
    if exercise is None:
        return [wording.wording_of(code) for code in wording.codes()]
    own = own_codes(exercise)
    return [words_of(code, exercise) for code in (*(c for c in wording.codes() if c not in own), *own)]


def own_codes(exercise: Exercise | None) -> tuple[str, ...]:
    """Return the codes of the mistakes that an exercise names itself."""
    if exercise is None:
        return ()
    ids = (mistake.id for check in exercise.checks for mistake in check.mistakes)
    return tuple(code for code in dict.fromkeys(ids) if own_words(code, exercise))


def listed(found: list[Wording]) -> str:
    """Return one line for each code, under the headings of their topics."""
    width = max(len(each.code) for each in found)
    blocks = []
    for topic in dict.fromkeys(each.topic for each in found):
        lines = [HEADINGS.get(topic, topic)]
        lines += [
            one_line(f"  {each.code:<{width}}  {each.message}") for each in found if each.topic == topic
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def explained(words: Wording) -> str:
    """Return all that is said of one code, as text."""
    parts = [one_line(f"{words.code} ({HEADINGS.get(words.topic, words.topic)})")]
    parts.append(_wrapped(f"says: {words.message}"))
    if words.hint:
        parts.append(_wrapped(f"hint: {words.hint}"))
    parts += ["", _wrapped(words.explanation)]
    return "\n".join(parts) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(
        one_line(text.replace("{{", "{").replace("}}", "}")),
        WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
    )


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"
