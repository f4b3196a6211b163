"""The host's side of the protocol: calls to frames, frames to outcomes."""

from __future__ import annotations

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
    Number,
    Numbers,
    Outcome,
    Raised,
    ReadHistory,
    ReadInterface,
    Reply,
    RunAgain,
    RunProgram,
    Sight,
    Step,
)
from grader.sandbox import protocol
from grader.sandbox.protocol import Packer, ProtocolError, Unpacker

MAX_ELEMENTS = 16384
# The kinds of a RESULT that say what was asked for; every call may be answered by a failure as well.
_ANSWERS = {ReadHistory: protocol.MOMENTS, ReadInterface: protocol.USED}
MAX_EVALUATIONS = 64
MAX_STEP = 1e300


def source(job: Job, skip: frozenset[int]) -> bytes:
    """Return the frame that opens a conversation: the source, and the names to keep."""
    packer = Packer().text(job.submission.form).u32(len(job.submission.cells))
    for cell in job.submission.cells:
        packer.text(cell.label, 200).text(cell.text, protocol.MAX_TO_WORKER)
    packer.texts(job.entry_points).texts(job.names)
    packer.u32(len(job.functions))
    for function in job.functions:
        packer.text(function.name).texts(function.args)
    packer.u32(len(job.nodes))
    for names in job.nodes:
        packer.texts((names.class_name, names.data, names.grad))
    packer.texts(job.modules).texts(job.forbidden)
    packer.u32(len(skip))
    for index in sorted(skip):
        packer.u32(index)
    return protocol.frame(protocol.SOURCE, packer.bytes())


def call(request: Foreseen | Reply, number: int) -> bytes:
    """Return the frame of one call; ``number`` comes back with its result."""
    packer = Packer()
    if isinstance(request, Reply):
        return protocol.frame(protocol.VALUE, packer.text(request.problem, 200).f64(request.value).bytes())
    packer.u32(number)
    if isinstance(request, CallEntryPoint):
        packer.text(request.name).u32(len(request.args))
        for argument in request.args:
            _argument(packer, argument)
        tag = protocol.CALL
        _replaced(packer, request)
        packer.u32(int(request.traced))
    elif isinstance(request, RunAgain):
        tag = protocol.AGAIN
        packer.text(request.name).u32(request.cell)
        _replaced(packer, request)
    elif isinstance(request, ReadHistory):
        tag = protocol.HISTORY
        packer.text(request.name)
    elif isinstance(request, ReadInterface):
        tag = protocol.INTERFACE
        for text in request:
            packer.text(text)
    else:
        tag = protocol.PROGRAM
        _program(packer, request)
    return protocol.frame(tag, packer.bytes())


def _replaced(packer: Packer, request: CallEntryPoint | RunAgain) -> None:
    """Append what stands in for the student's functions, and whether the call may be left out."""
    packer.texts(request.serve).u32(len(request.known))
    for known in request.known:
        packer.u32(len(known.args)).f64(known.value)
        for number in known.args:
            packer.f64(number)
    packer.texts(request.watch).u32(int(request.poison)).u32(int(request.spare))


def _argument(packer: Packer, argument: Number | tuple[Number, ...]) -> None:
    """Append a number (count 0), or a vector (its length plus one)."""
    if isinstance(argument, tuple):
        packer.u32(len(argument) + 1)
        for number in argument:
            packer.number(number)
    else:
        packer.u32(0).number(argument)


def _program(packer: Packer, request: RunProgram) -> None:
    """Append a program and what to read of it."""
    packer.text(request.class_name).text(request.leaf).text(request.data).text(request.grad)
    packer.u32(len(request.graph.steps))
    for step in request.graph.steps:
        _step(packer, step)
    packer.u32(request.graph.root).u32(len(request.reads))
    for index in request.reads:
        packer.u32(index)
    packer.u32(int(request.seeded))


def _step(packer: Packer, step: Step) -> None:
    """Append one step."""
    packer.text(step.op).u32(len(step.operands))
    for operand in step.operands:
        packer.u32(operand)
    packer.number(step.value)


def outcome(payload: bytes, number: int, request: Call | None) -> Outcome:
    """Return what a RESULT says; ProtocolError unless it answers call ``number``, the ``request``, exactly.

    A worker that hostile code speaks for may answer with another kind than was asked for.
    """
    reader = Unpacker(payload)
    if reader.u32() != number:
        raise ProtocolError("an answer to another call")
    kind = reader.u32()
    result: Outcome
    if kind not in (protocol.RAISED, protocol.MISSING, _wanted(request)):
        raise ProtocolError("an answer of another kind than was asked for")
    if kind == protocol.NUMBERS:
        result = _numbers(reader)._replace(watched_calls=reader.u32(), notes=reader.texts(8))
    elif kind == protocol.RAISED:
        result = raised(reader)
    elif kind == protocol.MISSING:
        result = Missing(name=reader.text(), reason=reader.text(), methods=reader.texts(200))
    elif kind == protocol.MOMENTS:
        result = _history(reader)
    elif kind == protocol.NOTED:
        result = _noted(reader)
    else:
        result = _interface(reader)
    reader.end()
    return result


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


def _numbers(reader: Unpacker) -> Numbers:
    """Return an answer; its elements must fit its shape."""
    form, problem = reader.text(80), reader.text(200)
    shape = tuple(reader.u32() for _ in range(reader.count(8)))
    elements = []
    for _ in range(reader.count(MAX_ELEMENTS)):
        known, value = reader.u32(), reader.f64()
        elements.append(Element(value=value if known else None, found=reader.text(200), key=reader.text(80)))
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
        message=without_addresses(message),
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
    name, function = reader.text(), bool(reader.u32())
    ticks = tuple(reader.u32() for _ in range(reader.count(4096)))
    moments = []
    for _ in range(reader.count(64)):
        tick, cell, label, data = reader.u32(), reader.u32(), reader.text(80), _numbers(reader)
        gradients = _numbers(reader) if reader.u32() else None
        moments.append(Moment(tick=tick, cell=cell, label=label, data=data, gradients=gradients))
    return History(name=name, moments=tuple(moments), other_ticks=ticks, function=function)


def _noted(reader: Unpacker) -> Noted:
    """Return what a traced call showed."""
    bits = reader.count((1 << len(Sight)) - 1)
    sights = frozenset(sight for place, sight in enumerate(Sight) if bits >> place & 1)
    step = reader.f64()
    if not 0.0 <= step <= MAX_STEP:
        raise ProtocolError("a step that is none")
    return Noted(sights=sights, step=step, evaluations=reader.count(MAX_EVALUATIONS))


def evaluation(payload: bytes) -> Evaluation:
    """Return which function the worker asks for, and where."""
    reader = Unpacker(payload)
    name = reader.text(80)
    args = tuple(reader.number() for _ in range(reader.count(64)))
    reader.end()
    return Evaluation(function=name, args=args)


def cell_started(payload: bytes) -> tuple[int, str, bool]:
    """Return (index, label, whether it runs again) of the cell that begins."""
    reader = Unpacker(payload)
    index, label, again = reader.count(protocol.MAX_CELLS), reader.text(80), bool(reader.u32())
    reader.end()
    return index, label, again


def cell_done(payload: bytes, label: str, *, again: bool) -> CellOutcome:
    """Return what became of a cell."""
    reader = Unpacker(payload)
    reader.u32()
    error = raised(reader) if reader.u32() else None
    reader.end()
    state = CellState.OK if error is None else CellState.RAISED
    return CellOutcome(label=label, state=state, error=error, retried=again)


def without_addresses(text: str) -> str:
    """Return ``text`` with memory addresses such as 0x7f3a… cut out: they differ in every run."""
    pieces = text.split("0x")
    kept = [pieces[0]]
    for piece in pieces[1:]:
        digits = len(piece) - len(piece.lstrip("0123456789abcdefABCDEF"))
        kept.append("0x…" + piece[digits:] if digits >= 6 else "0x" + piece)
    return "".join(kept)
