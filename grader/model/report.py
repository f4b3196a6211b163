"""The answer key, the result of every check, and the report."""

from enum import StrEnum
from typing import NamedTuple

from grader.model.exercise import Input, Rule, Tolerance
from grader.model.outcomes import CellOutcome, Usage


class Answer(NamedTuple):
    """The right values at one point. ``expected`` holds None where the file gives none."""

    inputs: tuple[Input, ...]
    dims: tuple[str, ...]
    expected: tuple[float | None, ...]
    torch: tuple[float, ...]


class CaseKey(NamedTuple):
    """The answers of one case, one per point. ``watch`` has the intermediate dims, or is empty."""

    check_id: str
    case_id: str
    answers: tuple[Answer, ...]
    watch: tuple[Answer, ...] = ()


class ReferenceSource(StrEnum):
    """Where the reference values come from."""

    LOCK = "lock"
    CACHE = "cache"
    TORCH = "torch"
    TAPE = "tape"


class AnswerKey(NamedTuple):
    """The right answers of an exercise, and the way in which they were taken."""

    exercise_digest: str
    source: ReferenceSource
    torch_version: str
    cases: tuple[CaseKey, ...]
    hidden_inputs: str = "public"  # "secret" if they were drawn from a secret

    def case(self, check_id: str, case_id: str) -> CaseKey:
        """Return the answers of one case; KeyError if the key was made for another exercise."""
        for case in self.cases:
            if (case.check_id, case.case_id) == (check_id, case_id):
                return case
        raise KeyError((check_id, case_id))


# --- the result -----------------------------------------------------------------------------


class DimVerdict(StrEnum):
    """The seed's words."""

    OK = "OK"
    WRONG = "WRONG"


class Verdict(StrEnum):
    """What became of a check."""

    OK = "ok"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not_attempted"
    MISSING = "missing"
    ERROR = "error"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"
    FORBIDDEN = "forbidden"
    NOT_JUDGED = "not_judged"


class Kink(NamedTuple):
    """The least and the greatest one-sided derivative of a dim, and whether it is judged by them."""

    least: float
    greatest: float
    judged: bool


class DimResult(NamedTuple):
    """One number of an answer beside the right ones. ``index`` is its place; a loss has none."""

    name: str
    index: int | None  # type: ignore[assignment]  # the field, not the method of tuples
    point: int
    verdict: DimVerdict
    expected: float | None  # the exercise file's
    torch: float
    actual: float | None
    found: str  # what stood there if it was no number, else its type
    absolute_error: float | None
    relative_error: float | None
    seed: DimVerdict  # by the rule of the exercise's own notebook: abs(actual - expected) < 1e-5
    strict: DimVerdict  # within rtol 1e-9 and atol 1e-12 of the reference
    ulps: int | None  # how many doubles lie between actual and reference: shown, never judged
    kink: Kink | None = None  # at a kink, unless what torch answers is asked for


class Tally(NamedTuple):
    """How many inputs of a case were answered right: all that a student is told of a hidden case."""

    right: int
    total: int


class CaseResult(NamedTuple):
    """One case of a check. ``tally`` is set where the inputs and dims themselves are withheld."""

    id: str
    verdict: Verdict
    points: float
    points_possible: float
    hidden: bool
    tolerance: Tolerance
    answers: tuple[tuple[Input, ...], ...]  # the inputs of each point
    dims: tuple[DimResult, ...]
    message: str = ""
    origin: str = ""  # where the answer was taken: "cell 4", "call of gradf"
    tally: Tally | None = None
    rule: Rule = Rule.TOLERANCE


class Flag(NamedTuple):
    """A suspicion or remark that numbers cannot prove: for a person to read, never for points."""

    code: str
    message: str


class StudentError(NamedTuple):
    """An error with the student's own place."""

    type: str
    message: str
    label: str
    line: int
    text: str


class Evidence(NamedTuple):
    """A named observation, such as the method found or the points at which f was evaluated."""

    name: str
    value: str | float | tuple[tuple[float, ...], ...]


class Mistake(NamedTuple):
    """A known mistake that explains every number it applies to, in words for the student."""

    code: str  # as `grade explain` knows it
    message: str  # what is wrong
    evidence: str  # the two numbers that show it
    hint: str  # one hint that does not give the solution away
    dims: tuple[str, ...] = ()  # the dims that it explains; empty means all


class NodeResult(NamedTuple):
    """One node of the smallest failing expression. ``wrong`` marks the first that is not right."""

    name: str  # "a", "n3"
    text: str  # how it is made: "a * b", "n3.exp()"
    value: float | None
    value_expected: float
    grad: float | None
    grad_expected: float
    wrong: bool = False


class CurvePoint(NamedTuple):
    """The errors of a numerical gradient at one step: the largest over the dims, per method."""

    h: float
    one_sided: float
    symmetric: float


class Decision(NamedTuple):
    """Points that the instructor gave instead of the grader; ``points_graded`` is None where it gave none."""

    points: float
    points_graded: float | None
    reason: str


class CheckResult(NamedTuple):
    """The verdict of one check with all that led to it."""

    id: str
    kind: str
    title: str
    entry_point: str
    verdict: Verdict
    points: float
    points_possible: float
    cases: tuple[CaseResult, ...]
    watch: tuple[DimResult, ...] = ()
    message: str = ""
    error: StudentError | None = None
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    expression: tuple[NodeResult, ...] = ()  # the smallest failing expression, leaves first
    curve: tuple[CurvePoint, ...] = ()  # the error curve around the student's step
    decision: Decision | None = None  # of the instructor; ``points`` are then the decided ones


class Comparison(NamedTuple):
    """The seed's comparison of two numerical gradients, for one dim."""

    dim: int
    one_sided: float
    symmetric: float


class Report(NamedTuple):
    """Everything that is said about one submission. ``timing`` alone differs between repetitions."""

    exercise_id: str
    exercise_title: str
    exercise_digest: str
    submission_name: str
    submission_sha256: str
    grader_version: str
    python_version: str
    reference: ReferenceSource
    torch_version: str
    hidden_inputs: str  # "public" | "secret"
    audience: str  # "student" | "instructor"
    checks: tuple[CheckResult, ...]
    comparisons: tuple[Comparison, ...]
    cells: tuple[CellOutcome, ...]
    output: str
    output_bytes: int
    level: str
    walls: tuple[str, ...]
    deadline_s: float
    usage: Usage

    @property
    def points(self) -> float:
        """Return the points earned."""
        return sum(check.points for check in self.checks)

    @property
    def points_possible(self) -> float:
        """Return the points that could be earned."""
        return sum(check.points_possible for check in self.checks)
