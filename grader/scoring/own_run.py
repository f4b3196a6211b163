"""What the student's own cells left behind: their loss, and the gradients of their leaves.

People who made the exercise's cell work in another way (an edited softmax instead of ``__radd__``) have
solved it. What counts is read when their cell had ended.
"""

from __future__ import annotations

from grader.model import Answer, Case, CaseResult, History, Input, Moment, Numbers, Verdict
from grader.scoring.asking import Asked, Found, Gathered, judge_case


def left_behind(case: Case, point: int, answer: Answer, leaves: object, root: object) -> list[Found]:
    """Return the gradients that the student's own cells left on the published inputs, latest first."""
    if not isinstance(leaves, History):
        return []
    roots = root.moments if isinstance(root, History) else ()
    found = []
    for moment in reversed(leaves.moments):
        if moment.gradients is None or not _same_inputs(moment, answer.inputs[0]):
            continue
        if not any(element.value for element in moment.gradients.elements):
            continue  # before backward()
        before = [each.data for each in roots if each.tick <= moment.tick and _is_number(each.data)]
        value = before[-1].elements[0] if before else None
        elements = ((value,) if value is not None else ()) + moment.gradients.elements
        numbers = moment.gradients._replace(elements=elements, shape=(len(elements),))
        found.append(
            Found(case_id=case.id, point=point, outcome=numbers, origin=f"your own run, {moment.label}")
        )
    return found


def _is_number(left: Numbers) -> bool:
    """Return whether one number stood there: what is no number has a form and no elements."""
    return left.shape == () and len(left.elements) == 1


def _same_inputs(moment: Moment, given: Input) -> bool:
    """Return whether the student's leaves hold the case's inputs."""
    values = given.value if isinstance(given.value, tuple) else (given.value,)
    return tuple(element.value for element in moment.data.elements) == tuple(float(value) for value in values)


def best(asked: Asked, gathered: Gathered) -> Found | None:
    """Return the student's own run that is right, else their last one, else None."""
    cases = {case.id: case for case in asked.check.cases}
    for own in gathered.own:
        if judge_own(asked, cases[own.case_id], own).verdict is Verdict.OK:
            return own
    return gathered.own[0] if gathered.own else None


def judge_own(asked: Asked, case: Case, own: Found) -> CaseResult:
    """Return the case as judged by what the student's own cell left behind.

    Where the loss has another name there, the gradients alone are judged, as the seed does.
    """
    answers = list(asked.key.case(asked.check.id, case.id).answers)
    answer = answers[own.point]
    if isinstance(own.outcome, Numbers) and len(own.outcome.elements) == len(answer.dims) - 1:
        answers[own.point] = answer._replace(
            dims=answer.dims[1:], expected=answer.expected[1:], torch=answer.torch[1:]
        )
    return judge_case(asked, case, [own], answers=tuple(answers))[0]
