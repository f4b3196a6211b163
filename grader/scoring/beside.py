"""Points beside the cases: they earn nothing, but tell calculus from numbers that were put in by hand.

They are drawn around the inputs of the cases, from the exercise and its hidden inputs alone, and the
tape answers them: so they are as secret as the cases are, and the same in every run.
"""

from __future__ import annotations

import functools
from math import isfinite

from grader.model import Answer, Input, Range
from grader.scoring import tape
from grader.scoring.asking import Asked
from grader.scoring.target import target_of
from grader.spec.sampling import points_beside

COUNT = 5  # the last one is met while somebody looks on, and never before
_TRIES = 12  # points drawn for each that is kept
_WIDER = 3.0  # how much farther than the cases
_LARGEST = 1e9  # of an answer: where numbers are larger, rounding says more than calculus


@functools.lru_cache(maxsize=16)
def answers_beside(asked: Asked) -> tuple[Answer, ...]:
    """Return up to ``COUNT`` points with their right answers; fewer where f has few values."""
    known = _known(asked)
    label = f"{asked.exercise.digest}/{asked.check.id}/beside/{_secret(asked)}"
    kept: list[Answer] = []
    wide = points_beside(tuple(_range(name, each, _WIDER) for name, each in known.items()), label=label)
    near = points_beside(tuple(_range(name, each, 1.0) for name, each in known.items()), label=label)
    for _ in range(COUNT):
        for attempt in range(_TRIES):
            # Where f is not defined around the cases, it is between them.
            answer = _answer(asked, next(wide if attempt < _TRIES // 2 else near))
            if answer is not None:
                kept.append(answer)
                break
    return tuple(kept)


def _known(asked: Asked) -> dict[str, list[float]]:
    """Return the values of each input at the cases' points, and the bounds they are drawn from."""
    known: dict[str, list[float]] = {}
    for case, _, answer in asked.points():
        for given in answer.inputs:
            if not isinstance(given.value, tuple):
                known.setdefault(given.name, []).append(float(given.value))
        for each in case.sample.ranges if case.sample else ():
            known.setdefault(each.name, []).extend((float(each.low), float(each.high)))
    return known


def _secret(asked: Asked) -> str:
    """Return what only who knows the hidden inputs knows."""
    return "/".join(repr(answer.inputs) for case, _, answer in asked.points() if case.hidden)


def _range(name: str, values: list[float], wider: float) -> Range:
    """Return where an input is drawn; an input that is positive in every case stays so."""
    low, high = min(values), max(values)
    if low > 0:
        return Range(name=name, low=low / wider, high=high * wider)
    if high < 0:
        return Range(name=name, low=low * wider, high=high / wider)
    margin = (high - low or 2.0) * (wider - 1) / 4
    return Range(name=name, low=low - margin, high=high + margin)


def _answer(asked: Asked, inputs: tuple[Input, ...]) -> Answer | None:
    """Return the right answer at ``inputs``, or None where there is none of a usual size."""
    try:
        target = target_of(asked.exercise, asked.check, inputs)
        found = tape.answers(target)
    except (ArithmeticError, ValueError):
        return None
    if not all(isfinite(each) and abs(each) <= _LARGEST for each in found):
        return None
    return Answer(inputs=inputs, dims=target.dims, expected=(None,) * len(found), torch=found)
