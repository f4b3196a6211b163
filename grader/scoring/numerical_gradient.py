"""The kind ``numerical_gradient``: finite differences, as a script variable or as a function.

The value is judged as the student's own run left it. Then the same cells run again with ``f``
answered by the host, which sees where it is evaluated and what is made of its values: that tells the
formula, at any step, and whether the answer depends on a function that must not be called. By the rule
FORMULA a dim is right if it is made by the difference that was asked for, of the exercise's f.
"""

from __future__ import annotations

from math import isfinite

from grader.model import (
    CheckResult,
    Evidence,
    Flag,
    History,
    Method,
    Moment,
    Numbers,
    Outcome,
    Raised,
    ReadHistory,
    RunAgain,
    Verdict,
)
from grader.scoring import oracle, own_function
from grader.scoring.asking import Asked, Asking, Elsewhere, Found, Gathered, judge_cases
from grader.scoring.curve import error_curve
from grader.scoring.evaluations import Observed, observe
from grader.scoring.serving import MOST_NAMED, base_of, differs, follow, numbers_of, serve, task_of
from grader.spec.program import trace_formula

_BEHIND = 2**16  # all cells: no submission has so many


def ask(asked: Asked) -> Asking:
    """Take the value as its own cell left it, then watch how it is made."""
    (case, point, _), dims = next(asked.points()), len(task_of(asked).dims)
    history = yield ReadHistory(name=asked.check.entry_point)
    found = Found(case_id=case.id, point=point, outcome=history)
    call, moment = _counting(asked, history, dims)
    unread = (yield call) if moment is not None and moment.data.problem else history
    absent = unread if isinstance(unread, Raised) and unread.module else None
    if not isinstance(history, History) and absent is None:
        return Gathered(found=(found,))
    served = yield from serve(asked, call)
    if absent is not None:  # a module, and with it a number; the submission's own f may be all that needs it
        # Where the grader lacks one that is allowed, nothing is judged; where one is forbidden, all is said.
        is_told = absent.module in (*asked.exercise.modules, *asked.check.forbid.uses)
        if is_told or not isinstance(served.outcome, Numbers) or not served.points:
            return Gathered(found=(found._replace(outcome=absent),))
        moment, found = None, found._replace(outcome=served.outcome)
    elif moment is None:
        found = found._replace(outcome=served.outcome, origin=f"call of {asked.check.entry_point}")
    else:
        found = found._replace(outcome=moment.data, origin=moment.label)
    return (yield from _taken_apart(asked, call, Gathered(found=(found,), moment=moment, served=served)))


def _counting(asked: Asked, history: Outcome, count: int) -> tuple[RunAgain, Moment | None]:
    """Return how an answer is made again, and the value that counts; None for that of a function."""
    name = asked.check.entry_point
    if not isinstance(history, History):
        return RunAgain(name=name, cell=_BEHIND), None
    moment = choose_moment(history, count, asked.check.template.answer)
    if moment is None:
        return RunAgain(name=name, cell=history.function or 0, args=base_of(asked)), None
    return RunAgain(name=name, cell=moment.cell), moment


def _taken_apart(asked: Asked, call: RunAgain, gathered: Gathered) -> Asking:
    """Find out what is done with the values of f, where there is an answer that is made of some."""
    served, base = gathered.served, tuple(map(float, base_of(asked)))
    if served is None or numbers_of(served.outcome, task_of(asked).dims) is None or not served.points:
        return gathered
    made = yield from oracle.ask(asked, call, served.points, base)
    if not made or any(not (each.difference or each.stencil) for each in made):
        served = served._replace(follows=(yield from follow(asked, call, served)))
    served = served._replace(other_f=(yield from own_function.ask(asked, call.cell)))
    return gathered._replace(served=served, made=made)


def choose_moment(history: History, count: int, template: tuple[float, ...] = ()) -> Moment | None:
    """Return the value after the last cell that changed it before another entry point was bound.

    None if the name holds a function. People reuse the name further down, for a plot over many
    steps; a later value is not the answer they gave. Nor is the starter's own, the ``template``, where
    there is another: one of ``count`` numbers, for a list that is filled begins empty, or with one thing
    in all places.
    """
    whole = [each for each in history.moments if len(each.data.elements) == count]
    given = [each for each in whole if None not in _values(each) and _values(each) != template]
    varied = [each for each in given if len(set(filter(isfinite, _numbers(each)))) > 1]
    moments = varied or given or whole or history.moments
    if not moments:
        return None
    first = moments[0].tick
    later = [tick for tick in history.other_ticks if tick > first]
    limit = later[0] if later else None
    return [moment for moment in moments if moment.tick == first or limit is None or moment.tick < limit][-1]


def _numbers(moment: Moment) -> list[float]:
    return [value for value in _values(moment) if value is not None]


def _values(moment: Moment) -> tuple[float | None, ...]:
    return tuple(element.value for element in moment.data.elements)


def judge(asked: Asked, gathered: Gathered) -> CheckResult:
    """Return the verdict by each case's rule, with the method as evidence."""
    from grader.scoring import formula

    result = judge_cases(asked, gathered)
    served = gathered.served
    if served is None or result.verdict is Verdict.NOT_ATTEMPTED:
        return result
    observed = observe(served.points, base_of(asked), formula.differences_of(asked, gathered, result))
    evidence = [Evidence(name="method", value=observed.method)]
    if observed.h is not None:
        evidence.append(Evidence(name="h", value=observed.h))
    evidence.append(Evidence(name="points", value=served.points[:MOST_NAMED]))
    if served.uses_watched and result.verdict in (Verdict.OK, Verdict.WRONG):
        return forbidden(asked, result)._replace(evidence=tuple(evidence))
    result = formula.judged(asked, gathered, result)
    # A mistake that is named says more of the method than a flag.
    _, _, answer = next(asked.points())
    graph = trace_formula(asked.exercise.function(task_of(asked).of))
    curve = error_curve(graph, tuple(map(float, base_of(asked))), answer.torch)
    flags = (*(() if result.mistakes else _flags(asked, gathered, observed)), *result.flags)
    once = tuple({flag.code: flag for flag in flags}.values())
    return result._replace(evidence=tuple(evidence), flags=once, curve=curve)


def forbidden(asked: Asked, result: CheckResult) -> CheckResult:
    """Return the result of an answer that is made with a function which must not be called."""
    names = ", ".join(asked.check.forbid.calls)
    return result._replace(
        verdict=Verdict.FORBIDDEN,
        message=f"the answer is made with {names}, which must not be called here",
        cases=tuple(case._replace(verdict=Verdict.FORBIDDEN, points=0.0) for case in result.cases),
        points=0.0,
    )


def _flags(asked: Asked, gathered: Gathered, observed: Observed) -> tuple[Flag, ...]:
    """Return what a person should look at."""
    served, moment = gathered.served, gathered.moment
    flags = []
    if served is not None and served.other_f is not None:
        flags.append(Flag(code="other_f", message=_other_f(task_of(asked).of, served.other_f)))
    if served is None or moment is None or not isinstance(served.outcome, Numbers):
        return tuple(flags)
    method = task_of(asked).method
    if observed.family != method:
        names = {"one_sided": "a one-sided difference", "symmetric": "a symmetric difference"}
        found = names.get(observed.method, observed.method)
        flags.append(Flag(code="method", message=f"asked for {names[method]}, found: {found}"))
    if observed.method in list(Method) and differs(moment.data, served.outcome):
        from grader.scoring.sentences import said

        words = said("other_f", asked.exercise, of=task_of(asked).of)
        flags.append(Flag(code="other_f", message=words.message))
    return tuple(flags)


def _other_f(name: str, found: Elsewhere) -> str:
    """Return what is said of a function of the submission that is another one than the exercise's."""
    at = ", ".join(f"{x:g}" for x in found.point)
    return (
        f"the submission's own {name} is another function: at ({at}) it is {found.own!r}, not {found.right!r}"
    )
