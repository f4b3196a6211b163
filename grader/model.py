"""The nouns: every value that travels through the house, made once and never changed.

They are named tuples: as frozen and as slotted as a dataclass, but defined in 0.06 ms instead of
0.4 ms, and some forty of them are defined before a student sees a verdict. Always build them by
keyword. Standard library only. Their fields' types are evaluated here, for as texts each would be compiled
by itself, which takes a quarter of the time.

The order is the way of a submission: exercise, submission, job, call, outcome, execution,
answer key, result, report.
"""

from collections.abc import Generator
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Number: TypeAlias = int | float

# --- the exercise ---------------------------------------------------------------------------


class Tolerance(NamedTuple):
    """``actual`` agrees with ``expected`` if ``abs(actual - expected) <= atol + rtol*abs(expected)``."""

    atol: float = 0.0
    rtol: float = 0.0


class Limits(NamedTuple):
    """What one submission may use. ``memory_mb`` is headroom above the warm interpreter's own."""

    cpu_s: float = 5.0
    wall_s: float = 10.0
    memory_mb: int = 512
    output_kb: int = 64


class Function(NamedTuple):
    """A scalar formula with named arguments, such as ``f(a, b, c)``."""

    name: str
    args: tuple[str, ...]
    formula: str


class Input(NamedTuple):
    """A named input: one number, or a vector of numbers."""

    name: str
    value: Number | tuple[Number, ...]


class Range(NamedTuple):
    """Where a sampled input is drawn: uniform in [low, high]; ``size`` is None for one number."""

    name: str
    low: float
    high: float
    size: int | None = None


class Sample(NamedTuple):
    """``count`` points drawn from ``ranges``."""

    count: int  # type: ignore[assignment]  # the field is meant, not the method of tuples
    ranges: tuple[Range, ...]


class Expected(NamedTuple):
    """The exercise file's answer for one dim."""

    dim: str
    value: float


class Rule(StrEnum):
    """By what a case's points are given."""

    TOLERANCE = "tolerance"  # every dim within the case's tolerance
    FORMULA = "formula"  # the finite difference that the answer is made by, at whatever step
    OPERATIONS = "operations"  # a share for each operation of the class that is right by itself


class Kinks(StrEnum):
    """What is right where a dim has two one-sided derivatives, such as ``relu`` at 0."""

    TORCH = "torch"  # the one that torch answers
    SUBGRADIENT = "subgradient"  # anything from the one to the other
    SKIP = "skip"  # such a dim is not judged


class Case(NamedTuple):
    """Inputs (given or sampled) with their points and their rule."""

    id: str
    points: float
    tolerance: Tolerance
    at: tuple[Input, ...] = ()
    sample: Sample | None = None
    expected: tuple[Expected, ...] = ()
    hidden: bool = False
    rule: Rule = Rule.TOLERANCE
    ask: tuple[str, ...] = ()  # operations that are judged; by default those that the program needs
    kinks: Kinks = Kinks.TORCH


class Forbid(NamedTuple):
    """What must not be used while the entry point is called."""

    uses: tuple[str, ...] = ()  # modules
    calls: tuple[str, ...] = ()  # the student's own functions


class GradientTask(NamedTuple):
    """The entry point returns the partial derivatives of ``of``, one per dim."""

    of: str
    dims: tuple[str, ...]


class Method(StrEnum):
    """The finite differences that an exercise can ask for."""

    ONE_SIDED = "one_sided"
    SYMMETRIC = "symmetric"


class NumericalGradientTask(NamedTuple):
    """The entry point is a list of finite differences of ``of``, or a function that returns one."""

    of: str
    dims: tuple[str, ...]
    method: Method
    better_than: str | None = None  # the check it is compared with


class AutodiffTask(NamedTuple):
    """A program is run on the student's class, then ``backward`` on one of its names."""

    program: str
    leaf: str  # how an input becomes a node, such as "Value(x)"
    backward: str  # the name of the scalar that ``backward()`` is called on
    watch: tuple[str, ...] = ()  # names whose intermediate gradients are reported
    data: str = "data"
    grad: str = "grad"


Task: TypeAlias = GradientTask | NumericalGradientTask | AutodiffTask


class Template(NamedTuple):
    """What the starter file answers before any work: an answer, or the methods of its class."""

    answer: tuple[float, ...] = ()
    methods: tuple[str, ...] = ()


class KnownMistake(NamedTuple):
    """A wrong way that the exercise file knows: the formulas of all dims, and the hint to give."""

    id: str
    formulas: tuple[str, ...]
    hint: str


class Check(NamedTuple):
    """A graded part of an exercise."""

    id: str
    kind: str
    title: str
    entry_point: str
    task: Task
    cases: tuple[Case, ...]
    forbid: Forbid = Forbid()
    template: Template = Template()
    mistakes: tuple[KnownMistake, ...] = ()

    @property
    def points(self) -> float:
        """Return the points that the check can earn."""
        return sum(case.points for case in self.cases)


class Reworded(NamedTuple):
    """An instructor's own words for a code; None keeps the grader's, an empty hint gives none."""

    code: str
    message: str | None = None
    hint: str | None = None


class Exercise(NamedTuple):
    """One exercise file, validated. ``digest`` is the sha256 of its bytes, in hex."""

    id: str
    title: str
    source: str
    digest: str
    limits: Limits
    modules: tuple[str, ...]  # importable by the student beyond the standard library
    functions: tuple[Function, ...]
    checks: tuple[Check, ...]
    wording: tuple[Reworded, ...] = ()

    def function(self, name: str) -> Function:
        """Return the function called ``name``; the exercise's parser has proven that it exists."""
        return next(function for function in self.functions if function.name == name)


# --- programs -------------------------------------------------------------------------------


class Step(NamedTuple):
    """One step of a straight-line program. Operands are indices of earlier steps.

    ``op`` is ``leaf`` or ``const`` (``value`` holds the number), an arithmetic operator
    (``add sub mul truediv pow neg pos``) or a function such as ``exp``.
    """

    op: str
    operands: tuple[int, ...] = ()
    value: Number = 0.0


class Binding(NamedTuple):
    """A name of a program and the steps that hold its value."""

    name: str
    steps: tuple[int, ...]
    scalar: bool


class Graph(NamedTuple):
    """A program unrolled over its leaves: the same steps run on every arithmetic.

    ``names`` maps each name of the program to the steps of its value; ``scalar`` tells
    ``(3,)`` for ``loss`` from ``(3,)`` for a list of one.
    """

    steps: tuple[Step, ...]
    names: tuple[Binding, ...]
    root: int  # the step that ``backward`` starts from, or the value of a formula

    def binding(self, name: str) -> Binding:
        """Return the steps bound to ``name``; KeyError if the program does not bind it."""
        for binding in self.names:
            if binding.name == name:
                return binding
        raise KeyError(name)


# --- the submission -------------------------------------------------------------------------


class SourceCell(NamedTuple):
    """A piece of a submission's source, unread. ``label`` is what a person calls it: "cell 4"."""

    label: str
    text: str


class Submission(NamedTuple):
    """What was handed in: text only, nothing parsed or executed."""

    name: str
    form: str  # "script" or "notebook"
    sha256: str
    cells: tuple[SourceCell, ...]


class NodeNames(NamedTuple):
    """How to read an object of the student's class: the names of its number and its gradient.

    ``operations`` are those that a program needs: of several versions of the class one that lacks some is
    another stage.
    """

    class_name: str
    data: str
    grad: str
    operations: tuple[str, ...] = ()


class Job(NamedTuple):
    """All that the sandbox is told before it says ready: no answer and no input is inside."""

    submission: Submission
    limits: Limits
    entry_points: tuple[str, ...]  # functions, classes and variables, kept as their own cell left them
    names: tuple[str, ...]  # other names whose values are kept, such as the leaves of a program
    functions: tuple[Function, ...]  # functions that the host may serve, formula left out
    nodes: tuple[NodeNames, ...]  # classes whose objects count as numbers in a history
    modules: tuple[str, ...]  # importable beyond the standard library
    forbidden: tuple[str, ...]  # modules replaced by a stand-in even where they exist
    at_end: bool = False  # whether what an entry point was at the end counts, wherever others were bound


# --- the conversation: calls out, outcomes in ------------------------------------------------


class Known(NamedTuple):
    """The number that a served function has at one point, told beforehand."""

    args: tuple[float, ...]
    value: float


CALCULATES = "calculates with "  # how a note begins of a kind of numbers that a class was seen to use
NOT_SEEN = "not seen"  # the note of a class whose program could not be looked at to its end
LEFT_OUT = "left out"  # how the reason begins of a spare call that was not made


class Landmarks(NamedTuple):
    """Values of f at one point, which whoever works f out meets: of sums of its terms, and of its steps."""

    sums: tuple[float, ...] = ()  # that no closed formula of a derivative has a use for
    steps: tuple[float, ...] = ()  # that of f itself first; none where a formula may need it


class CallEntryPoint(NamedTuple):
    """Call the student's function ``name``.

    A ``traced`` call is made to see how the answer is made, and with which arguments the functions in
    ``watch`` are called, and whether it meets the ``landmarks``: Noted comes back in place of the answer.
    A ``spare`` call is left out (Missing) where the calls before it took long.
    """

    name: str
    args: tuple[Number | tuple[Number, ...], ...]
    watch: tuple[str, ...] = ()
    traced: bool = False
    spare: bool = False
    landmarks: Landmarks = Landmarks()


class ReadInterface(NamedTuple):
    """Ask how the student's class is used: its own names, and the operations that it defines."""

    class_name: str
    leaf: str
    data: str
    grad: str


class ReadParts(NamedTuple):
    """Ask which operations of the student's class run others of them: a minus a sum with a negation."""

    class_name: str
    leaf: str
    data: str
    grad: str


class RunProgram(NamedTuple):
    """Run ``graph`` on the student's class ``class_name`` and read ``reads`` after ``backward``.

    With ``seeded`` the gradient of the root is set to 1 before, for classes that forget to.
    """

    class_name: str
    leaf: str
    data: str
    grad: str
    graph: Graph
    reads: tuple[int, ...]  # steps whose data and gradient are wanted
    seeded: bool = False


class RunAgain(NamedTuple):
    """Run the cells that made ``name`` again, with ``serve`` answered by the host.

    ``cell`` is the last of them: the cell of the moment that is asked about, or one behind all cells. With
    ``args`` the name is that of a function, which is called with them: it may have kept what is served when
    it was made. Calls of the student's own functions in ``watch`` are counted, and ``poison`` is added to
    their numbers, so that an answer which depends on them changes. With ``known`` a served function has
    these numbers and no others: the host is not asked. ``likely`` are numbers that it need not be asked
    for; the answer says which were used. ``spare`` is that of CallEntryPoint.
    """

    name: str
    cell: int
    args: tuple[Number, ...] | None = None
    serve: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    watch: tuple[str, ...] = ()
    poison: float = 0.0
    spare: bool = False
    likely: tuple[Known, ...] = ()


class ReadHistory(NamedTuple):
    """Ask for the values that ``name`` had, one for each cell that changed it."""

    name: str


class Reply(NamedTuple):
    """The host's value of a served function; ``problem`` is raised in the student's code instead."""

    value: float = 0.0
    problem: str = ""


Foreseen: TypeAlias = CallEntryPoint | RunAgain | RunProgram | ReadHistory | ReadInterface | ReadParts


class Together(NamedTuple):
    """Calls that are all known beforehand: the worker makes one after the other and is asked once."""

    calls: tuple[Foreseen, ...]


Call: TypeAlias = Foreseen | Reply | Together


class Element(NamedTuple):
    """One number of an answer: its double, or in words what stood in its place."""

    value: float | None
    found: str = ""  # the type found, and for refused values how it reads
    key: str = ""  # for answers given as a dict: the key


class Numbers(NamedTuple):
    """An answer as plain numbers. ``shape`` is () for one number; ``form`` is the outer type."""

    form: str
    shape: tuple[int, ...]
    elements: tuple[Element, ...]
    problem: str = ""  # why the answer is no vector of numbers at all, in words
    watched_calls: int = 0  # calls of the watched functions meanwhile
    notes: tuple[str, ...] = ()  # what the worker could not assure, and what it saw
    evaluated: tuple[int, ...] = ()  # places of the likely points at which the served function was evaluated


class Raised(NamedTuple):
    """The student's code raised. ``label`` and ``line`` are the innermost place in their own source."""

    type: str
    message: str
    label: str = ""
    line: int = 0
    text: str = ""
    cause: str = ""  # "" | "absent" | "forbidden": a stand-in's result was used
    module: str = ""  # the module that the stand-in stands for
    watched_calls: int = 0


class EndReason(StrEnum):
    """How a worker ended before its job was done."""

    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"


class Ended(NamedTuple):
    """The worker ended during the call. ``figure`` says it in words: "stopped after 5.0 s of CPU"."""

    reason: EndReason
    figure: str
    label: str = ""  # the cell that was running, if one was


class Missing(NamedTuple):
    """The submission does not define what was asked for. ``reason`` says what it defines instead.

    ``cell`` was to define it, and ``ended`` says how it ended a worker.
    """

    name: str
    reason: str
    methods: tuple[str, ...] = ()  # of the class, where a class lacks an operation
    cell: int = -1
    ended: Ended | None = None


class Moment(NamedTuple):
    """The value of a name right after one cell. ``gradients`` is given for objects of a class.

    ``tick`` counts the cells as they ran: a cell that was run again later has a later tick.
    """

    tick: int
    cell: int
    label: str
    data: Numbers
    gradients: Numbers | None = None


class History(NamedTuple):
    """The values that a name had, in the order of the cells that changed them."""

    name: str
    moments: tuple[Moment, ...]
    other_ticks: tuple[int, ...] = ()  # when another entry point was bound
    function: int | None = None  # the cell of the function or class that the name is bound to, if it is one


class Interface(NamedTuple):
    """How the student's class is used, in its own names; ``backward`` is "" where nothing is like it."""

    class_name: str
    data: str
    grad: str
    backward: str
    operations: tuple[str, ...]  # "add", "radd", "neg", "exp", …


class Parts(NamedTuple):
    """Which operations ran while each of them did: ``("sub", ("add", "neg"))``."""

    of: tuple[tuple[str, tuple[str, ...]], ...]

    def inside(self, operation: str) -> frozenset[str] | None:
        """Return the operations that one is made of; None if that was not seen."""
        return next((frozenset(parts) for name, parts in self.of if name == operation), None)


class Evaluation(NamedTuple):
    """The student's code asks for ``function`` at ``args``: answer with a Reply."""

    function: str
    args: tuple[Number, ...]


class Sight(StrEnum):
    """What a traced call showed. The order is that of the bits in the worker's frame."""

    COMPLEX = "complex"  # an input got an imaginary part
    QUOTIENT = "quotient"  # two values near each other were taken apart and divided by their distance
    STEP = "step"  # an input was moved by a small number
    NEARBY = "nearby"  # a watched function was evaluated close to the given point
    ELSEWHERE = "elsewhere"  # and at more other points than it has arguments
    PRECISE = "precise"  # an input was moved in an arithmetic of more digits
    OBJECTS = "objects"  # the formula ran on objects of the student's own class
    LIBRARY = "library"  # the call went into a library that differentiates
    OTHERWISE = "otherwise"  # the answer is another one while it is looked at
    UNSEEN = "unseen"  # how it is made could not be seen to the end
    SUMS = "sums"  # f was worked out by code that adds up whatever it is given
    AROUND = "around"  # a function was evaluated at pairs of points on both sides of an input


class Noted(NamedTuple):
    """What a traced call showed: in no order of time, and nothing of it proven."""

    sights: frozenset[Sight]
    step: float = 0.0  # the first step seen, 0.0 for none
    evaluations: int = 0  # other points than the given one at which a watched function was evaluated


class Outcomes(NamedTuple):
    """What came of calls that were made together, in their order; the worker's end is the last one."""

    outcomes: "tuple[Outcome, ...]"


Outcome: TypeAlias = (
    Numbers | Raised | Missing | History | Interface | Parts | Evaluation | Noted | Ended | Outcomes
)

Conversation: TypeAlias = Generator[Call, Outcome, None]


class CellState(StrEnum):
    """What became of a cell."""

    OK = "ok"
    RAISED = "raised"
    ENDED = "ended"  # it ended its worker and was left out by the next one


class CellOutcome(NamedTuple):
    """One cell after it ran. ``error`` is set unless it is ``ok``."""

    label: str
    state: CellState
    error: Raised | Ended | None = None
    retried: bool = False  # it ran only after later cells had defined what it needs


class Usage(NamedTuple):
    """What a job used. Times in seconds, memory in bytes."""

    wall_s: float
    cpu_s: float
    peak_memory_bytes: int
    workers: int

    def plus(self, other: "Usage") -> "Usage":
        """Return what two jobs used, one after the other."""
        return Usage(
            wall_s=self.wall_s + other.wall_s,
            cpu_s=self.cpu_s + other.cpu_s,
            peak_memory_bytes=max(self.peak_memory_bytes, other.peak_memory_bytes),
            workers=self.workers + other.workers,
        )


class Spelled(NamedTuple):
    """The words in the source of an entry point that can tell, or hide, how its answers are made."""

    entry_point: str
    numbers: tuple[str, ...]  # with which a derivative is exact without calculus
    behind: tuple[str, ...]  # that reach into the interpreter, or run text
    quotient: bool = False  # a sum or difference is divided by one number: by h, or 2*h
    rules: bool = False  # a function takes expressions apart, and calls itself for their parts


class Execution(NamedTuple):
    """What the sandbox saw: the cells, what was printed, what it cost, which walls stood."""

    cells: tuple[CellOutcome, ...]
    output: str  # head and tail of what was printed
    output_bytes: int
    usage: Usage
    level: str
    walls: tuple[str, ...]
    deadline_s: float
    spelled: tuple[Spelled, ...] = ()


# --- the answer key -------------------------------------------------------------------------


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
