"""The outcomes that come in from the sandbox, and what it saw besides."""

from collections.abc import Generator
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from grader.model.calls import Call
from grader.model.exercise import Number


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
    """Which operations ran while each of them did: ``("sub", ("add", "neg"))``.

    In those of ``whole`` no other function ran that could hide one.
    """

    of: tuple[tuple[str, tuple[str, ...]], ...]
    whole: tuple[str, ...] = ()

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
