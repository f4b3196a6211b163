"""A stricter check of the same gradient: it tells a wrong formula from another way to write the right one."""

from __future__ import annotations

from grader.errors import SpecError
from grader.lint.trial import around
from grader.model import AnswerKey, Case, Check, Exercise, Range, ReferenceSource, Sample, Tolerance
from grader.scoring.key import compute_key

COUNT = 12
STRICT = Tolerance(rtol=1e-9, atol=1e-12)
WIDER = (0.2, 1e-3)  # shares by which the inputs are left, tried in turn: f need not exist far around


def twin_of(exercise: Exercise, check: Check, key: AnswerKey) -> tuple[Exercise, AnswerKey] | None:
    """Return an exercise whose first check asks at many points around those of ``check``, and its answers.

    None if there is no answer around them.
    """
    for share in WIDER:
        sample = Sample(count=COUNT, ranges=_ranges(check, key, share))
        case = Case(id="around", points=1.0, tolerance=STRICT, sample=sample)
        asked = around(exercise, check._replace(cases=(case,)))
        asked = asked._replace(checks=asked.checks[:1])
        try:
            return asked, compute_key(asked, source=ReferenceSource.TAPE)
        except SpecError:
            continue
    return None


def _ranges(check: Check, key: AnswerKey, share: float) -> tuple[Range, ...]:
    values: dict[str, list[float]] = {}
    for case in check.cases:
        for answer in key.case(check.id, case.id).answers:
            for each in answer.inputs:
                if not isinstance(each.value, tuple):
                    values.setdefault(each.name, []).append(float(each.value))
    return tuple(_range(name, found, share) for name, found in values.items())


def _range(name: str, values: list[float], share: float) -> Range:
    low, high = min(values), max(values)
    # An input that is positive everywhere stays so.
    return Range(name=name, low=low - share * (abs(low) or 1.0), high=high + share * (abs(high) or 1.0))
