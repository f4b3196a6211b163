"""The submission, the job that is made of it, and the calls that go out to the sandbox."""

from typing import NamedTuple, TypeAlias

from grader.model.exercise import Function, Graph, Limits, Number


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
