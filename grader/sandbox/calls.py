"""The host's calls, answered one at a time, with raw numbers. Runs in the worker.

Nothing here is trusted to end by itself.
"""

from __future__ import annotations

import functools
import os
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from grader.sandbox import interface, onlooker, order, plain, protocol, restored, standin, whereabouts
from grader.sandbox.cells import Cells
from grader.sandbox.failure import Failure
from grader.sandbox.guard import Guard, guard_for
from grader.sandbox.interface import Interface, Wanted
from grader.sandbox.nodes import callable_by_type
from grader.sandbox.programs import (
    LackingOperationError,
    looked_at,
    parts_of,
    read_nodes,
    run_steps,
    separately,
)
from grader.sandbox.served import Channel, Counted, Served, called, has_values
from grader.sandbox.source import Source

_exit = os._exit
_cpu_s = time.process_time
# Calls that only tell how an answer is made are left out where all calls before them took longer.
SPARE_S = 0.25
SPARE_TRACED_S = 1.0  # and to look at how it is made, which is told where it is left out
# The program of a class that is looked at: of the first the gradients can be known beforehand.
_LOOKED_AT = 2
_NOTHING_COUNTED = bytes(12)  # no calls, no notes, no points
# What the answers carry beside numbers: the kinds of numbers that a class was seen to calculate with, and
# the classes whose order could not be forced, of which there can be many.
NUMBERS: list[str] = []
_MOST_NOTES = 8


class Replaced(NamedTuple):
    """What stands in for the student's functions during a call, as a frame tells it."""

    serve: tuple[str, ...]
    known: dict[object, float]
    watch: tuple[str, ...]
    poison: float
    spare: bool
    likely: dict[object, tuple[int, float]]


class Calls:
    """What answers calls on the cells of one submission."""

    def __init__(self, cells: Cells, source: Source, channel: Channel) -> None:
        self.cells, self.source, self.channel = cells, source, channel
        self.interfaces: dict[Wanted, Interface | None] = {}
        self.lost: dict[str, dict[str, object]] = {}
        self.others: dict[str, object] = {}  # functions of the exercise under names of the submission's
        self.started = _cpu_s()
        self.programs: Counter[Wanted] = Counter()
        self.seen: dict[tuple[object, ...], plain.Plain] = {}  # what was answered while somebody looked on

    def answer(self, tag: int, payload: bytes) -> None:
        """Answer one call with a RESULT that carries the call's number."""
        if tag not in _HANDLERS:
            _exit(3)
        number, said = protocol.heard(payload)
        packer = protocol.Packer().u32(number)
        _HANDLERS[tag](self, packer, *protocol.heard(said))
        flush()
        answer = self.channel.write if self.channel.has_more() else self.channel.send
        answer(protocol.RESULT, packer.bytes())

    def numbers(
        self,
        packer: protocol.Packer,
        read: Callable[[], plain.Plain],
        counted: Sequence[Counted] = (),
        served: Collection[Served] = (),
    ) -> None:
        """Append what ``read`` returns, or how the student's code failed in it."""
        start = len(packer.parts)
        try:
            packer.u32(protocol.NUMBERS)
            plain.pack(packer, read())
            if counted or served or order.UNFORCED or NUMBERS:
                notes = [*NUMBERS, *reversed(order.UNFORCED)][:_MOST_NOTES]
                packer.u32(min(sum(each.calls for each in counted), 2**31)).texts(notes)
                packer.u32s([place for each in dict.fromkeys(served) for place in each.evaluated])
            else:
                packer.parts.append(_NOTHING_COUNTED)
        except LackingOperationError:
            raise
        except BaseException as error:
            del packer.parts[start:]
            packer.u32(protocol.RAISED)
            pack_failure(packer, self.cells.failure(error), sum(each.calls for each in counted))

    def call(
        self,
        packer: protocol.Packer,
        name: str,
        asked: tuple[float | tuple[float, ...], ...],
        spare: bool,
        looked_for: tuple[tuple[str, ...], tuple[float, ...], tuple[float, ...]] | None,
    ) -> None:
        """Call an entry point; to see how it answers where something is ``looked_for``."""
        args: list[object] = [list(each) if type(each) is tuple else each for each in asked]
        function = self.cells.entry_point(name)
        if function is None:
            self.missing(packer, name, whereabouts.is_function)
            return
        call = (name, *asked)
        if spare and looked_for is None and call in self.seen:
            self.numbers(packer, lambda: self.seen[call])
            return
        if spare and self.left_out(packer, name, SPARE_S if looked_for is None else SPARE_TRACED_S):
            return
        if looked_for is not None:
            self.trace(packer, call, function, args, onlooker.Wished(*looked_for, self.guard))
            return
        saved = dict(self.cells.namespace)
        self.cells.namespace.update(self.names_lost(name))
        self.numbers(packer, lambda: plain.plain(plain.gone_through(function(*args))))  # type: ignore[operator]
        self.restore(saved)

    @functools.cached_property
    def guard(self) -> Guard | None:
        """Return who tells whether the onlooker is put out."""
        return guard_for(text for _, text in self.source.parts)

    def names_lost(self, name: str) -> dict[str, object]:
        """Return what an entry point's own cell found under the names that it uses, found once."""
        if name not in self.lost:
            self.lost[name] = restored.names_lost(self.cells, name)
        return self.lost[name]

    def left_out(self, packer: protocol.Packer, name: str, after_s: float) -> bool:
        """Say of a call that is not needed that it is left out, where the calls before it took long."""
        if _cpu_s() - self.started <= after_s:
            return False
        pack_missing(packer, name, "left out: the calls before it took long")
        return True

    def trace(
        self,
        packer: protocol.Packer,
        call: tuple[object, ...],
        function: object,
        args: list[object],
        wished: onlooker.Wished,
    ) -> None:
        """Make a call of an entry point to see how it answers, and keep the answer for a spare one."""
        saved = dict(self.cells.namespace)
        self.cells.namespace.update(self.names_lost(str(call[0])))
        seen = onlooker.look_on(function, args, self.cells.namespace, wished)
        self.restore(saved)
        if seen.answer is not None:
            self.seen[call] = seen.answer
        packer.u32(protocol.NOTED).u32(seen.sights).f64(seen.step).u32(seen.evaluations)

    def again(
        self,
        packer: protocol.Packer,
        name: str,
        cell: int,
        args: tuple[float, ...] | None,
        how: tuple[Any, ...],
    ) -> None:
        """Run the cells that made a name again, with functions served by the host; call it with ``args``."""
        wanted = Replaced(*how)
        if wanted.spare and self.left_out(packer, name, SPARE_S):
            return
        formula = None if args is None else self.cells.formula(name, cell, len(args))
        if formula is not None and args is not None:  # nothing that is served has a part in it
            self.numbers(packer, lambda: plain.plain(formula(*args)))
            return
        saved = dict(self.cells.namespace)
        self.rerun(packer, name, (cell, args), self.replacements(wanted))
        self.restore(saved)

    def rerun(
        self,
        packer: protocol.Packer,
        name: str,
        made_by: tuple[int, tuple[float, ...] | None],
        replacements: tuple[dict[str, Callable[..., object]], list[Counted]],
    ) -> None:
        """Run what made a name again and append its value, or what it answers as a function."""
        (cell, args), (replaced, counted) = made_by, replacements
        namespace = self.cells.namespace
        own = None if args is None else self.cells.entry_point(name)
        namespace.update((self.names_lost(name) if own is not None else {}) | replaced)
        before = dict(namespace)
        namespace.pop(name, None)
        failure = self.cells.rerun(name, cell, dict(replaced))
        if own is not None and not callable_by_type(namespace.get(name)):  # it is taken as it stands
            self.restore(before | {name: own})
            failure = None
        if failure is not None:
            calls = sum(each.calls for each in counted)
            pack_failure(packer.u32(protocol.RAISED), failure, calls)
        elif name not in namespace:
            pack_missing(packer, name, "not bound when its cells run again")
        else:
            served = {each: it for each, it in replaced.items() if isinstance(it, Served)}
            made = namespace[name]
            read = (lambda: made) if args is None else (lambda: called(made, args, served))
            self.numbers(packer, lambda: plain.plain(read()), counted, served.values())

    def replacements(self, wanted: Replaced) -> tuple[dict[str, Callable[..., object]], list[Counted]]:
        """Return what stands in for the student's functions during a probe."""
        replaced: dict[str, Callable[..., object]] = {}
        counted = []
        for name in wanted.watch:
            own = self.cells.entry_point(name)
            if own is not None:
                counted.append(Counted(name, own, poison=wanted.poison))
                replaced |= dict.fromkeys((name, *self.other_names(own)), counted[-1])
        for name in wanted.serve:
            own = self.cells.namespace.get(name)
            own = own if callable_by_type(own) else self.renamed(name, wanted.likely)
            answers = wanted.known or self.channel
            served = Served(name, self.source.functions[name], own, answers, wanted.likely)
            replaced |= dict.fromkeys((name, *self.other_names(own)), served)
        return replaced, counted

    def renamed(self, name: str, values: dict[object, tuple[int, float]]) -> object | None:
        """Return the function that has these ``values`` where the submission has none of the name."""
        if name not in self.others and values:
            own = [each for each in self.cells.namespace if each not in self.source.entry_points]
            functions = [self.cells.namespace[each] for each in own]
            self.others[name] = next((each for each in functions if has_values(each, values)), None)
        return self.others.get(name)

    def other_names(self, own: object) -> list[str]:
        """Return the names under which a function of the submission stands: ``f = height`` leaves two."""
        if type(own) is not types.FunctionType:
            return []
        return [name for name, value in self.cells.namespace.items() if value is own]

    def restore(self, saved: dict[str, object]) -> None:
        """Bring the namespace back to what it was before a probe."""
        self.cells.namespace.clear()
        self.cells.namespace.update(saved)

    def history(self, packer: protocol.Packer, name: str) -> None:
        """Tell the values that a name had."""
        moments, defined = self.cells.histories.get(name, []), self.cells.objects.get(name)
        if not moments and not defined:
            self.missing(packer, name, whereabouts.is_value)
            return
        counting = self.cells.kept(name) or (defined[-1] if defined else None)
        packer.u32(protocol.MOMENTS).text(name).u32(0 if counting is None else counting[1] + 1)
        packer.u32s(self.cells.other_ticks(name)[:4096]).u32(len(moments))
        for moment in moments:
            packer.u32(moment.tick).u32(moment.cell).text(self.cells.cells[moment.cell].label, 80)
            packer.parts.append(moment.data)
            packer.u32(0 if moment.gradients is None else 1)
            if moment.gradients is not None:
                packer.parts.append(moment.gradients)

    def missing(self, packer: protocol.Packer, name: str, fits: Callable[[object], bool]) -> None:
        """Append why there is no entry point ``name``: the cell that was to bind it failed, or none does."""
        failure = self.cells.failure_instead_of(name)
        if failure is not None:
            pack_failure(packer.u32(protocol.RAISED), failure, 0)
        else:
            texts = [text for _, text in self.source.parts]
            sought = whereabouts.Sought(name, fits, self.cells.namespace, self.cells.names, texts)
            pack_missing(packer, name, sought.why_absent(), cell=self.cells.given_up.get(name, -1))

    def interface(self, packer: protocol.Packer, names: tuple[str, str, str, str]) -> None:
        """Tell how the class is used: the names found, and the operations that it defines."""
        wanted = Wanted(*names)
        try:
            found = self.found(wanted)
        except BaseException as error:
            pack_failure(packer.u32(protocol.RAISED), self.cells.failure(error), 0)
            return
        if found is None:
            self.missing(packer, wanted.class_name, whereabouts.is_class)
            return
        packer.u32(protocol.USED).text(found.name, 80).text(found.data, 80).text(found.grad, 80)
        packer.text(found.backward, 80).texts(interface.operations_of(found))

    def parts(self, packer: protocol.Packer, names: tuple[str, str, str, str]) -> None:
        """Tell which operations of the class run others of them."""
        found = self.found(Wanted(*names))
        if found is None:
            self.missing(packer, names[0], whereabouts.is_class)
            return
        parts, whole = parts_of(found)
        packer.u32(protocol.MADE).u32(len(parts))
        for name, inner in parts.items():
            packer.text(name).texts(inner)
        packer.texts(whole)

    def found(self, wanted: Wanted) -> Interface | None:
        """Return how the class is used, found once; None if there is no class."""
        if wanted not in self.interfaces:
            made, namespace = self.cells.entry_point(wanted.class_name), self.cells.namespace
            absent = not isinstance(made, type) and (
                self.cells.failure_instead_of(wanted.class_name) is not None
                or standin.stand_in_of(namespace.get(wanted.class_name)) is not None
            )
            if any(each[2] is made for each in self.cells.objects.get(wanted.class_name, [])):
                namespace[wanted.class_name] = made  # its methods make their results by this name
            namespace.update(self.names_lost(wanted.class_name))
            self.interfaces[wanted] = None if absent else interface.find(wanted, made, namespace)
        return self.interfaces[wanted]

    def look_on(self, wanted: Wanted) -> AbstractContextManager[None]:
        """Return what looks on while a class runs its next program, at one of them alone."""
        self.programs[wanted] += 1
        is_seen = self.programs[wanted] == _LOOKED_AT
        return looked_at(self.cells.namespace, NUMBERS, self.guard) if is_seen else nullcontext()

    def program(
        self, packer: protocol.Packer, names: tuple[str, str, str, str], plan: tuple[Any, ...]
    ) -> None:
        """Run a straight-line program on the student's class."""
        steps, root, reads, seeded = plan
        wanted = Wanted(*names)
        found: Interface | None = None

        def read() -> plain.Plain:
            nonlocal found
            found = self.found(wanted)
            if found is None:
                raise LackingOperationError("")
            with separately(found), self.look_on(wanted):
                nodes = run_steps(steps, found)
                if seeded:
                    setattr(nodes[root], found.grad, 1.0)
                return read_nodes(nodes, root, reads, found)

        start = len(packer.parts)
        try:
            self.numbers(packer, read)
        except LackingOperationError as lacking:
            del packer.parts[start:]
            if found is None:
                self.missing(packer, wanted.class_name, whereabouts.is_class)
            else:
                pack_missing(packer, found.name, lacking.reason, own_methods(found.made))


_HANDLERS: dict[int, Callable[..., None]] = {
    protocol.CALL: Calls.call,
    protocol.PROGRAM: Calls.program,
    protocol.AGAIN: Calls.again,
    protocol.HISTORY: Calls.history,
    protocol.INTERFACE: Calls.interface,
    protocol.PARTS: Calls.parts,
}


def pack_failure(packer: protocol.Packer, failure: Failure, watched_calls: int) -> protocol.Packer:
    """Append an exception in plain words."""
    packer.text(failure.type, 80).text(failure.message, 2000).text(failure.label, 80).u32(failure.line)
    packer.text(failure.text, 200).text(failure.cause, 20).text(failure.module, 80)
    return packer.u32(min(watched_calls, 2**31))


def pack_missing(
    packer: protocol.Packer, name: str, reason: str, methods: Sequence[str] = (), *, cell: int = -1
) -> None:
    """Append that a name is not there and why, a class's methods, and the cell that was to bind it."""
    packer.u32(protocol.MISSING).text(name).text(reason).texts([*methods]).u32(cell + 1)


def own_methods(made: type) -> list[str]:
    """Return the names of the functions that a class defines itself."""
    names = [name for name, value in made.__dict__.items() if callable_by_type(value)]
    return sorted(name[:80] for name in names if type(name) is str and name != "__hash__")[:200]


def flush() -> None:
    """Write out what was printed; the student may have replaced or closed the streams."""
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - done after every call, and ``suppress`` takes longer than the flush
            stream.flush()
        except BaseException:  # noqa: S110 - whatever a student's stream raises
            pass
