"""The kind ``numerical_gradient``: finite differences, as a script variable or as a function.

The value is judged as the student's own run left it. Then the same cells run again with ``f``
answered by the host, which sees where it is evaluated: that tells the method, and whether the
answer depends on a function that must not be called.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from grader.model import (
    Call,
    CallEntryPoint,
    CheckResult,
    Evaluation,
    Evidence,
    Flag,
    History,
    Method,
    Moment,
    Number,
    Numbers,
    NumericalGradientTask,
    Outcome,
    Raised,
    ReadHistory,
    Reply,
    RunAgain,
    Verdict,
)
from grader.scoring import tape
from grader.scoring.asking import Asked, Asking, Found, Gathered, Points, Served, arguments, judge_cases
from grader.spec.program import trace_formula

# The evidence names at most so many points; every evaluation is answered all the same.
MAX_POINTS = 64
# An answer that moves by more than this when a watched function's numbers are falsified by 1.0
# depends on that function; an honest run repeats itself to the last bit.
_DEPENDS = 1e-3


def ask(asked: Asked) -> Asking:
    """Take the value as its own cell left it, then watch how it is made."""
    task = _task(asked)
    case, point, answer = next(asked.points())
    entry_point = asked.check.entry_point
    history = yield ReadHistory(name=entry_point)
    if not isinstance(history, History):
        return Gathered(found=(Found(case_id=case.id, point=point, outcome=history),))
    moment = choose_moment(history)
    if moment is None:
        args = arguments(asked, task.of, answer)
        served = yield from _serve(asked, CallEntryPoint(name=entry_point, args=args))
        found = Found(case_id=case.id, point=point, outcome=served.outcome, origin=f"call of {entry_point}")
        return Gathered(found=(found,), served=served)
    served = yield from _serve(asked, RunAgain(name=entry_point, cell=moment.cell))
    found = Found(case_id=case.id, point=point, outcome=moment.data, origin=moment.label)
    return Gathered(found=(found,), moment=moment, served=served)


def _task(asked: Asked) -> NumericalGradientTask:
    """Return the check's task."""
    if not isinstance(asked.check.task, NumericalGradientTask):
        raise TypeError(f"check {asked.check.id} is no numerical gradient")
    return asked.check.task


def choose_moment(history: History) -> Moment | None:
    """Return the value after the last cell that changed it before another entry point was bound.

    None if the name holds a function. People reuse the name further down, for a plot over many
    steps; a later value is not the answer they gave.
    """
    if not history.moments:
        return None
    first = history.moments[0].tick
    later = [tick for tick in history.other_ticks if tick > first]
    limit = later[0] if later else None
    return [
        moment for moment in history.moments if moment.tick == first or limit is None or moment.tick < limit
    ][-1]


def _serve(asked: Asked, call: CallEntryPoint | RunAgain) -> Generator[Call, Outcome, Served]:
    """Make ``call`` with the function served; once more with watched functions falsified, if they ran."""
    task = _task(asked)
    watch = asked.check.forbid.calls
    outcome, points = yield from _answer(asked, call._replace(serve=(task.of,), watch=watch))
    calls = outcome.watched_calls if isinstance(outcome, (Numbers, Raised)) else 0
    uses_watched = False
    if calls and isinstance(outcome, Numbers):
        poisoned, _ = yield from _answer(asked, call._replace(serve=(task.of,), watch=watch, poison=True))
        uses_watched = _differs(outcome, poisoned)
    return Served(outcome=outcome, points=points, uses_watched=uses_watched)


def _answer(
    asked: Asked, call: CallEntryPoint | RunAgain
) -> Generator[Call, Outcome, tuple[Outcome, Points]]:
    """Make ``call`` and answer every evaluation of the served function; returns where they were."""
    function = asked.exercise.function(_task(asked).of)
    graph = trace_formula(function)
    points: dict[tuple[float, ...], None] = {}
    outcome = yield call
    while isinstance(outcome, Evaluation):
        # A worker that hostile code speaks for can ask for anything.
        if (outcome.function, len(outcome.args)) != (function.name, len(function.args)):
            outcome = yield Reply(problem=f"{function.name} is not asked for like this")
            continue
        if len(points) <= MAX_POINTS:
            points[tuple(float(arg) for arg in outcome.args)] = None
        try:
            reply = Reply(value=float(tape.value(graph, outcome.args)))
        except (ArithmeticError, ValueError) as error:
            reply = Reply(problem=str(error) or "math domain error")
        outcome = yield reply
    return outcome, tuple(points)


def _differs(honest: Numbers, poisoned: Outcome) -> bool:
    """Return whether the falsified run gave another answer."""
    if not isinstance(poisoned, Numbers) or len(poisoned.elements) != len(honest.elements):
        return True
    pairs = zip(honest.elements, poisoned.elements, strict=True)
    return any(
        (a.value is None) != (b.value is None)
        or (a.value is not None and b.value is not None and not abs(a.value - b.value) <= _DEPENDS)
        for a, b in pairs
    )


class Observed(NamedTuple):
    """What the evaluation points show: the method in words, and the step, if it is one step."""

    method: str
    h: float | None


def observe(points: Points, base: tuple[Number, ...]) -> Observed:
    """Return the finite difference that evaluates at ``points`` around ``base``."""
    if not points:
        return Observed("f is never evaluated", None)
    if len(points) > MAX_POINTS:
        return Observed(f"more than {MAX_POINTS} points", None)
    steps: list[set[float]] = [set() for _ in base]
    at_base = False
    for point in points:
        moved = [i for i, (x, b) in enumerate(zip(point, base, strict=True)) if x != b]
        if len(moved) > 1:
            return Observed("points away from the given one in several variables", None)
        at_base = at_base or not moved
        for i in moved:
            steps[i].add(point[i] - base[i])
    if not all(steps):
        return Observed("not every variable is moved", None)
    return Observed(_method(steps, at_base=at_base), max(abs(step) for step in steps[0]))


def _method(steps: list[set[float]], *, at_base: bool) -> str:
    """Return the method that moves each variable by these steps."""
    if all(len(each) == 1 for each in steps):
        if not at_base:
            return "one point per variable, without f at the given point"
        return str(Method.ONE_SIDED)
    # x + h and x - h are rounded: the two steps agree to some ulps of x, not to the last bit.
    pairs = [(min(each), max(each)) for each in steps if len(each) == 2]
    if len(pairs) == len(steps) and all(
        low < 0 < high and abs(low + high) <= 1e-3 * high for low, high in pairs
    ):
        return str(Method.SYMMETRIC)
    return "another set of points"


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict by the published rule, with the method as evidence."""
    result = judge_cases(asked, gathered)
    served = gathered.served
    if served is None or result.verdict is Verdict.NOT_ATTEMPTED:
        return result
    task = _task(asked)
    base = tuple(
        arg for arg in arguments(asked, task.of, next(asked.points())[2]) if not isinstance(arg, tuple)
    )
    observed = observe(served.points, base)
    evidence = [Evidence(name="method", value=observed.method)]
    if observed.h is not None:
        evidence.append(Evidence(name="h", value=observed.h))
    evidence.append(Evidence(name="points", value=served.points[:MAX_POINTS]))
    result = result._replace(evidence=tuple(evidence), flags=_flags(task, gathered, observed))
    if served.uses_watched and result.verdict is Verdict.OK:
        names = ", ".join(asked.check.forbid.calls)
        message = f"the answer is made with {names}, which must not be called here"
        cases = tuple(case._replace(verdict=Verdict.FORBIDDEN, points=0.0) for case in result.cases)
        return result._replace(verdict=Verdict.FORBIDDEN, message=message, cases=cases, points=0.0)
    return result


def _flags(task: NumericalGradientTask, gathered: Gathered, observed: Observed) -> tuple[Flag, ...]:
    """Return what a person should look at."""
    served, moment = gathered.served, gathered.moment
    if served is None or moment is None or not isinstance(served.outcome, Numbers):
        return ()
    flags = []
    if observed.method != task.method:
        words = {"one_sided": "a one-sided difference", "symmetric": "a symmetric difference"}
        found = words.get(observed.method, observed.method)
        flags.append(Flag(code="method", message=f"asked for {words[task.method]}, found: {found}"))
    if observed.method in list(Method) and _differs(moment.data, served.outcome):
        flags.append(
            Flag(code="other_f", message="with the exercise's own f the same cells give another answer")
        )
    return tuple(flags)
