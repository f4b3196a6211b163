"""The exercise: its functions, checks and cases, and the programs in it as graphs."""

from enum import StrEnum
from typing import NamedTuple, TypeAlias

Number: TypeAlias = int | float


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
