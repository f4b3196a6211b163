"""The host's side of the protocol: calls to frames, frames to outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from grader.memory import remembered
from grader.model import (
    Call,
    CallEntryPoint,
    CellOutcome,
    CellState,
    Element,
    Evaluation,
    Foreseen,
    History,
    Interface,
    Job,
    Missing,
    Moment,
    Noted,
    Numbers,
    Outcome,
    Parts,
    Raised,
    ReadHistory,
    ReadInterface,
    ReadParts,
    Reply,
    RunAgain,
    RunProgram,
    Sight,
    Spelled,
)
from grader.sandbox import protocol
from grader.sandbox.protocol import ProtocolError, Unpacker

MAX_ELEMENTS = 16384
KEPT_BYTES, LARGEST_KEPT = 512 << 10, 16 << 10
# The kinds of a RESULT that say what was asked for; every call may be answered by a failure as well.
_ANSWERS = {ReadHistory: protocol.MOMENTS, ReadInterface: protocol.USED, ReadParts: protocol.MADE}
MAX_EVALUATIONS = 64
MAX_STEP = 1e300


_T = TypeVar("_T")


class Kept(Generic[_T]):
    """Outcomes by the bytes that said them: a class gives the same answers again and again.

    The same bytes give the very same object, so that whoever remembers outcomes can tell them by identity.
    When there are too many, all are forgotten.
    """

    def __init__(self) -> None:
        self.outcomes: dict[bytes, _T] = {}
        self.size = 0

    def keep(self, said: bytes, outcome: _T) -> None:
        """Keep an outcome, unless it is very large."""
        if len(said) > LARGEST_KEPT:
            return
        self.size += len(said)
        if self.size > KEPT_BYTES:
            self.outcomes, self.size = {}, len(said)
        self.outcomes[said] = outcome


_RESULTS: Kept[Outcome] = Kept()
_EVALUATIONS: Kept[Evaluation] = Kept()


def source(job: Job, ended_by: Sequence[int]) -> bytes:
    """Return the frame that opens a conversation: the source, the names to keep, and what ended a worker."""
    return protocol.told(
        protocol.SOURCE,
        (
            job.submission.form,
            [(encodable(cell.label[:200]), encodable(cell.text)) for cell in job.submission.cells],
            job.entry_points,
            job.names,
            {function.name: function.args for function in job.functions},
            [tuple(names) for names in job.nodes],
            job.modules,
            job.forbidden,
            job.at_end,
            tuple(ended_by),
        ),
    )


def encodable(text: str) -> str:
    """Return ``text`` with lone surrogates as escapes: JSON can hold them, Python's source cannot."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def call(request: Foreseen | Reply, number: int) -> bytes:
    """Return the frame of one call; ``number`` comes back with its result."""
    if isinstance(request, Reply):
        return protocol.told(protocol.VALUE, (request.problem[:200], float(request.value)))
    tag, said = _said(request)
    return protocol.told(tag, (number, said))


@remembered(256)
def together(calls: tuple[Foreseen, ...], number: int) -> bytes:
    """Return the frames of several calls, the first of which has this ``number``."""
    return b"".join(call(each, place) for place, each in enumerate(calls, number))


@remembered(4000)
def _said(request: Foreseen) -> tuple[int, bytes]:
    """Return the tag of a call and what it asks for, packed: a class is asked for the same ones again."""
    tag, asked = _asked(request)
    return tag, protocol.packed(asked)


def _asked(request: Foreseen) -> tuple[int, tuple[object, ...]]:
    if isinstance(request, CallEntryPoint):
        looked_for = (request.watch, *request.landmarks) if request.traced else None
        return protocol.CALL, (request.name, request.args, request.spare, looked_for)
    if isinstance(request, RunAgain):
        return protocol.AGAIN, (request.name, request.cell, request.args, _replaced(request))
    if isinstance(request, ReadHistory):
        return protocol.HISTORY, (request.name,)
    if isinstance(request, ReadInterface | ReadParts):
        return protocol.INTERFACE if isinstance(request, ReadInterface) else protocol.PARTS, (tuple(request),)
    wanted = request.class_name, request.leaf, request.data, request.grad
    steps = [tuple(step) for step in request.graph.steps]
    return protocol.PROGRAM, (wanted, (steps, request.graph.root, request.reads, request.seeded))


def _replaced(request: RunAgain) -> tuple[object, ...]:
    """Return what stands in for the student's functions, and whether the call may be left out."""
    known = {each.args: each.value for each in request.known}
    likely = {each.args: (place, each.value) for place, each in enumerate(request.likely)}
    return request.serve, known, request.watch, request.poison, request.spare, likely


def outcome(payload: bytes, number: int, request: Call | None) -> Outcome:
    """Return what a RESULT says; ProtocolError unless it answers call ``number``, the ``request``, exactly.

    A worker that hostile code speaks for may answer with another kind than was asked for.
    """
    if len(payload) < protocol.PAIR.size:
        raise ProtocolError("the payload ends early")
    answered, kind = protocol.PAIR.unpack_from(payload)
    if answered != number:
        raise ProtocolError("an answer to another call")
    if kind not in (protocol.RAISED, protocol.MISSING, _wanted(request)):
        raise ProtocolError("an answer of another kind than was asked for")
    said = payload[4:]
    result = _RESULTS.outcomes.get(said)
    if result is None:
        reader = Unpacker(payload, protocol.PAIR.size)
        result = _READERS[kind](reader)
        reader.end()
        _RESULTS.keep(said, result)
    if isinstance(result, Numbers):
        _check_for(request, result)
    return result


def _check_for(request: Call | None, numbers: Numbers) -> None:
    """Raise ProtocolError unless numbers can answer a call: who judges them counts on it."""
    told = len(request.likely) if isinstance(request, RunAgain) else 0
    if numbers.evaluated and max(numbers.evaluated) >= told:
        raise ProtocolError("a point that was not told")
    # A number and a gradient for each node.
    if isinstance(request, RunProgram) and len(numbers.elements) != 2 * len(request.reads):
        raise ProtocolError("a program's answer of another length than was asked for")


def _answer(reader: Unpacker) -> Numbers:
    """Return an answer with what was noted beside it."""
    numbers, watched_calls, notes = _numbers(reader), reader.u32(), reader.texts(8)
    return numbers._replace(watched_calls=watched_calls, notes=notes, evaluated=reader.u32s(MAX_ELEMENTS))


def _missing(reader: Unpacker) -> Missing:
    """Return what is not there."""
    name, reason, methods = reader.text(), reader.text(), reader.texts(200)
    return Missing(name, reason, methods, cell=reader.count(protocol.MAX_CELLS + 1) - 1)


def _wanted(request: Call | None) -> int:
    """Return the kind of RESULT that holds what a call asks for."""
    if isinstance(request, CallEntryPoint) and request.traced:
        return protocol.NOTED
    return _ANSWERS.get(type(request), protocol.NUMBERS)


def _interface(reader: Unpacker) -> Interface:
    """Return how a class is used: Python names, and operations in the words of the protocol."""
    names = [reader.text(80) for _ in range(4)]
    if not all(name.isidentifier() for name in names if name):
        raise ProtocolError("a name that no attribute can have")
    operations = reader.texts(len(protocol.OPERATIONS))
    if not set(operations) <= set(protocol.OPERATIONS):
        raise ProtocolError("an operation that is not known")
    class_name, data, grad, backward = names
    return Interface(class_name=class_name, data=data, grad=grad, backward=backward, operations=operations)


def _parts(reader: Unpacker) -> Parts:
    """Return what each operation runs."""
    most = len(protocol.OPERATIONS)
    found = tuple((reader.text(), reader.texts(most)) for _ in range(reader.count(most)))
    whole = reader.texts(most)
    if not {*whole, *(each for name, parts in found for each in (name, *parts))} <= set(protocol.OPERATIONS):
        raise ProtocolError("an operation that is not known")
    return Parts(of=found, whole=whole)


def _numbers(reader: Unpacker) -> Numbers:
    """Return an answer; its elements must fit its shape."""
    form, problem, shape = reader.text(80), reader.text(200), reader.u32s(8)
    kinds = [(reader.u32(), reader.text(200), reader.text(80)) for _ in range(reader.count(MAX_ELEMENTS))]
    places = reader.u32s(MAX_ELEMENTS)
    if any(place >= len(kinds) for place in places):
        raise ProtocolError("an element of a kind that was not said")
    elements = []
    for place, value in zip(places, reader.f64s(len(places)), strict=True):
        known, found, key = kinds[place]
        elements.append(Element(value if known else None, found, key))
    size = 1
    for length in shape:
        size *= length
    if not problem and size != len(elements):
        raise ProtocolError("an answer whose shape and numbers differ")
    return Numbers(form=form, shape=shape, elements=tuple(elements), problem=problem)


def raised(reader: Unpacker) -> Raised:
    """Return an exception of the student's code."""
    type_name, message, label, line = reader.text(80), reader.text(2000), reader.text(80), reader.u32()
    text, cause, module = reader.text(200), reader.text(20), reader.text(80)
    return Raised(
        type=type_name,
        message="…" if _is_identity(message) else without_addresses(message),
        label=label,
        line=line,
        text=text,
        cause=cause,
        module=module,
        watched_calls=reader.u32(),
    )


def believed(error: Raised, modules: tuple[str, ...], lacking: frozenset[str]) -> Raised:
    """Return ``error`` without its module if that is one of ``modules`` and not really ``lacking``."""
    if error.module in modules and error.module not in lacking:
        return error._replace(module="", cause="")
    return error


def _history(reader: Unpacker) -> History:
    """Return the moments of a name."""
    name, defined_in = reader.text(), reader.count(protocol.MAX_CELLS + 1) - 1
    ticks = reader.u32s(4096)
    moments = []
    for _ in range(reader.count(64)):
        tick, cell, label, data = reader.u32(), reader.u32(), reader.text(80), _numbers(reader)
        gradients = _numbers(reader) if reader.u32() else None
        moments.append(Moment(tick=tick, cell=cell, label=label, data=data, gradients=gradients))
    return History(
        name=name, moments=tuple(moments), other_ticks=ticks, function=None if defined_in < 0 else defined_in
    )


def _noted(reader: Unpacker) -> Noted:
    """Return what a traced call showed."""
    bits = reader.count((1 << len(Sight)) - 1)
    sights = frozenset(sight for place, sight in enumerate(Sight) if bits >> place & 1)
    step = reader.f64()
    if not 0.0 <= step <= MAX_STEP:
        raise ProtocolError("a step that is none")
    return Noted(sights=sights, step=step, evaluations=reader.count(MAX_EVALUATIONS))


_READERS: dict[int, Callable[[Unpacker], Outcome]] = {
    protocol.NUMBERS: _answer,
    protocol.RAISED: raised,
    protocol.MISSING: _missing,
    protocol.MOMENTS: _history,
    protocol.NOTED: _noted,
    protocol.USED: _interface,
    protocol.MADE: _parts,
}


def evaluation(payload: bytes) -> Evaluation:
    """Return which function the worker asks for, and where."""
    asked = _EVALUATIONS.outcomes.get(payload)
    if asked is None:
        reader = Unpacker(payload)
        name = reader.text(80)
        asked = Evaluation(function=name, args=tuple(reader.number() for _ in range(reader.count(64))))
        reader.end()
        _EVALUATIONS.keep(payload, asked)
    return asked


def spelled(payload: bytes, entry_points: tuple[str, ...]) -> tuple[Spelled, ...]:
    """Return the words that the sources of entry points spell."""
    reader = Unpacker(payload)
    found = []
    for _ in range(reader.count(len(entry_points))):
        name, words = reader.text(), reader.texts(64)
        numbers = tuple(word for word in words if word in protocol.OTHER_NUMBERS)
        behind = tuple(word for word in words if word in protocol.BEHIND)
        quotient, rules = protocol.QUOTIENT_OF_SUM in words, protocol.OWN_RULES in words
        if name not in entry_points or len(numbers) + len(behind) + quotient + rules != len(words):
            raise ProtocolError("a word that is not known")
        found.append(Spelled(name, numbers, behind, quotient, rules))
    reader.end()
    return tuple(found)


def cell_started(payload: bytes) -> tuple[int, str, bool]:
    """Return (index, label, whether it runs again) of the cell that begins."""
    reader = Unpacker(payload)
    index, label, again = reader.count(protocol.MAX_CELLS), reader.text(80), bool(reader.u32())
    reader.end()
    return index, label, again


def cell_done(payload: bytes, label: str, *, again: bool) -> CellOutcome:
    """Return what became of a cell."""
    if len(payload) == protocol.PAIR.size and not protocol.PAIR.unpack(payload)[1]:  # nearly always
        return CellOutcome(label=label, state=CellState.OK, error=None, retried=again)
    reader = Unpacker(payload)
    reader.u32()
    error = raised(reader) if reader.u32() else None
    reader.end()
    state = CellState.OK if error is None else CellState.RAISED
    return CellOutcome(label=label, state=state, error=error, retried=again)


def _is_identity(text: str) -> bool:
    """Return whether a text is one number as large as an ``id()``, the key that a KeyError lacks."""
    return len(text) >= 12 and text.isdecimal()


def without_addresses(text: str) -> str:
    """Return ``text`` with memory addresses such as 0x7f3a… cut out: they differ in every run."""
    pieces = text.split("0x")
    kept = [pieces[0]]
    for piece in pieces[1:]:
        digits = len(piece) - len(piece.lstrip("0123456789abcdefABCDEF"))
        kept.append("0x…" + piece[digits:] if digits >= 6 else "0x" + piece)
    return "".join(kept)
