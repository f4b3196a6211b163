"""What was asked and judged before in this process: the same answers get the same judgement, found once.

What a check asks and how it judges follows from the exercise and from the outcomes so far, and from nothing
else. A class gives the same answers again and again, right ones above all. So the conversations are kept as
a tree: from each call one branch for each outcome that it had, and at the end the result. A submission
that goes a known way costs next to nothing; where it leaves it, the check asks it the rest itself.

Outcomes are told apart by identity: those with the same bytes are the same object (``sandbox.messages``), and
others cost time and change nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable

from grader.memory import remembered
from grader.model import AnswerKey, Call, CheckResult, Exercise, Numbers, Outcome, Outcomes
from grader.scoring.asking import Asked, Asking, Gathered
from grader.scoring.kinds import KINDS

# When there are more, all are forgotten: a report must not cost more memory than the one before.
MOST_STEPS, MOST_SIZE = 1024, 2 << 20
# What says more than this no two submissions say alike.
LARGEST = 32 << 10
_NUMBERS, _ELEMENT = 64, 16  # beside what they hold


class Step:
    """A moment of a check's conversation: the call that is next, or all that was gathered."""

    __slots__ = ("after", "call", "gathered", "result")

    def __init__(self, call: Call | None, gathered: Gathered | None = None) -> None:
        self.call, self.gathered = call, gathered
        self.result: CheckResult | None = None
        # By what tells an outcome, with the outcome itself, whose identity nothing else may get meanwhile.
        self.after: dict[Hashable, tuple[Outcome, Step]] = {}


@remembered(16, held=2)
def _asked_of(exercise: Exercise, key: AnswerKey) -> tuple[Asked, ...]:
    """Return every check with what it has to know: the same ones again, so that all is planned once."""
    return tuple(Asked(exercise=exercise, check=check, key=key) for check in exercise.checks)


class Precedents:
    """All conversations about one exercise so far."""

    def __init__(self, exercise: Exercise, key: AnswerKey) -> None:
        self.exercise, self.key = exercise, key
        self.asked = _asked_of(exercise, key)
        self.first: dict[str, Step] = {}
        self.steps = self.size = 0

    def converse(self, asked: Asked) -> Generator[Call, Outcome, Step]:
        """Ask what the check asks; return the last step."""
        check, asking = asked.check, None
        if check.id not in self.first:
            asking = KINDS[check.kind].ask(asked)
            self.first[check.id] = Step(next(asking))
        step = self.first[check.id]
        heard: list[Outcome] = []
        while step.call is not None:
            outcome = yield step.call
            known = step.after.get(_told_by(outcome)) if asking is None else None
            if known is None:
                asking = asking or _resumed(asked, heard)
                following = _step(asking, outcome)
                self.keep(step, outcome, following)
                step = following
            else:
                step = known[1]
            heard.append(outcome)
        return step

    def keep(self, step: Step, outcome: Outcome, following: Step) -> None:
        """Keep what follows a step after an outcome, unless that is very large."""
        size = _size(outcome)
        if size > LARGEST:
            return
        self.steps, self.size = self.steps + 1, self.size + size
        if self.steps > MOST_STEPS or self.size > MOST_SIZE:
            self.first, self.steps, self.size = {}, 0, size
        step.after[_told_by(outcome)] = outcome, following

    @staticmethod
    def judge(asked: Asked, step: Step) -> CheckResult:
        """Return the result of a conversation that has ended in ``step``."""
        if step.result is None:
            assert step.gathered is not None
            step.result = KINDS[asked.check.kind].judge(asked, step.gathered)
        return step.result


def _told_by(outcome: Outcome) -> Hashable:
    """Return what tells an outcome apart from all others that live."""
    return tuple(map(id, outcome.outcomes)) if isinstance(outcome, Outcomes) else id(outcome)


def _size(value: object) -> int:
    """Return how much an outcome or a part of one says: its characters, and eight for all else."""
    if isinstance(value, Numbers):  # most of what is said, and all that is long
        texts = len(value.form) + len(value.problem) + sum(map(len, value.notes))
        elements = sum([_ELEMENT + len(found) + len(key) for _, found, key in value.elements])
        return _NUMBERS + 8 * len(value.evaluated) + texts + elements
    if isinstance(value, tuple):
        return 8 + sum(map(_size, value))
    return len(value) if isinstance(value, str) else 8


def _resumed(asked: Asked, heard: list[Outcome]) -> Asking:
    """Return the check's own conversation after the outcomes that it has heard."""
    asking = KINDS[asked.check.kind].ask(asked)
    next(asking)
    for outcome in heard:
        asking.send(outcome)
    return asking


def _step(asking: Asking, outcome: Outcome) -> Step:
    """Return the step that follows an outcome."""
    try:
        return Step(asking.send(outcome))
    except StopIteration as end:
        return Step(None, end.value)
