"""Runs a straight-line program on the student's class, and says which operation the class lacks."""

from __future__ import annotations

import contextlib
import itertools
import operator
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FrameType, FunctionType
from typing import Any

from grader.sandbox import plain
from grader.sandbox.contents import (
    ITEMS,
    PRECISE,
    SINGLE,
    Wholes,
    flat,
    held_by,
    is_array,
    module_of,
    mro_of,
    name_of,
)
from grader.sandbox.guard import Event, Guard, Look
from grader.sandbox.interface import Interface, is_node, operations_of
from grader.sandbox.nodes import attribute, gradient_of, number_of, static
from grader.sandbox.own_code import is_of_library, is_own, wrapped_in
from grader.sandbox.protocol import FUNCTIONS, OPERATIONS

_set_profile = sys.setprofile
# Of so many returns one shows what objects and variables hold: a number stays there for more than one.
_TURNS = (*(False,) * 100, True)
_LARGE = 128  # bits of whole numbers: those that name a node have less
_ITEMS = {id(kind): items for kind, items in ITEMS.items()}

_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "pos": operator.pos,
}
_WHOLE = "calculates with whole numbers of many digits"
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}


class LackingOperationError(Exception):
    """The student's class does not define an operation that the program needs."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def run_steps(steps: Sequence[tuple[str, tuple[int, ...], int | float]], interface: Interface) -> list[Any]:
    """Return the value of every step on the student's class."""
    construct = interface.construct
    nodes: list[Any] = []
    for op, operands, value in steps:
        if op == "leaf":
            nodes.append(construct(value))
        elif op == "const":
            nodes.append(value)
        else:
            nodes.append(_operation(op, [nodes[index] for index in operands], interface))
    return nodes


def read_nodes(nodes: list[Any], root: int, reads: Sequence[int], interface: Interface) -> plain.Plain:
    """Return (number, gradient) of every node in ``reads`` after the backward pass from ``root``."""
    start = nodes[root]
    if not interface.backward and is_node(start, interface.made) and not hasattr(start, "backward"):
        raise LackingOperationError(f"{plain.type_name(start)} has no method backward")
    # What a result is made of is its own to hold: an expression holds nothing else of it.
    kept = [nodes[index] for index in reads]
    nodes.clear()
    interface.run_backward(start)
    data, grad = interface.data, interface.grad
    # A class may keep nodes for gradients, and means it if the first gradient is one already.
    as_nodes = interface.gradients_are_nodes or is_node(attribute(start, grad), interface.made)
    elements: list[tuple[float | None, str, str]] = []
    for node in kept:
        elements.append((*number_of(node, data), ""))
        elements.append((*(gradient_of(node, data, grad) if as_nodes else number_of(node, grad)), ""))
    return plain.Plain("list", (len(elements),), elements)


@contextlib.contextmanager
def separately(interface: Interface) -> Iterator[None]:
    """Run a program that leaves nothing behind: a class can note every step, or node, in one list for all.

    Where more than the lists has changed, such as a number that counts their items, all stays as it is.
    """
    lists = interface.shared.lists
    lengths = [len(each) for each in lists]
    try:
        yield
    finally:
        if lengths != [len(each) for each in lists] and interface.shared.is_as_before():
            for each, length in zip(lists, lengths, strict=True):
                del each[length:]


@contextlib.contextmanager
def looked_at(namespace: dict[str, object], found: list[str], guard: Guard | None) -> Iterator[None]:
    """Run a program, and note in ``found`` with which kinds of exact numbers the submission does so.

    That a program which ran through was not seen to its end is noted as well.
    """
    look = Look(_looking(namespace, found), guard)
    look.begin()
    try:
        yield
        if look.was_put_out():
            found.append("not seen")
    finally:
        look.end()


class _Kinds:
    """The kinds of values that a program had, by identity: a class can say that it is another one."""

    def __init__(self, found: list[str]) -> None:
        self.found = found
        self.kept: list[Any] = [kind for kind in (*SINGLE, *ITEMS) if kind not in (complex, int)]
        self.seen = set(map(id, self.kept))
        self.single = self.seen.difference(_ITEMS)  # what is not exact, and holds nothing that could be
        self.wholes = Wholes(_LARGE)

    def meet(self, value: object) -> None:
        """Note a kind that is exact; any other is looked at once, but for whole numbers."""
        exact = self.exact(value)
        if exact and exact not in self.found:
            self.found.append(exact)
        elif not is_array(value) and (exact or type(value) is not int):
            self.kept.append(type(value))
            self.seen.add(id(type(value)))
            self.single.add(id(type(value)))

    def exact(self, value: Any) -> str:
        """Return in words which exact numbers a value is one of, "" if none."""
        if type(value) is int:
            return _WHOLE if self.wholes.meet(value) else ""
        return _exact_kind(value)


def _looking(namespace: dict[str, object], found: list[str]) -> Event:
    """Return a profile function that notes in ``found`` which kinds of exact numbers there are."""
    kinds, turns = _Kinds(found), itertools.cycle(_TURNS)
    seen, single = kinds.seen, kinds.single

    def look(frame: FrameType, event: str, given_back: object) -> None:
        if event != "return" or (
            frame.f_globals is not namespace and not is_own(frame.f_globals, frame.f_code, namespace)
        ):
            return
        values = [*frame.f_locals.values(), given_back]
        if next(turns):
            values += (*_held_in(values), *_named_by(frame))
        if single.issuperset(map(id, map(type, values))):
            return
        several = [value for value in values if id(type(value)) in _ITEMS]
        values += [each for value in several for each in _ITEMS[id(type(value))](value)]
        if not seen.issuperset(map(id, map(type, values))):
            for value in values:
                if id(type(value)) not in seen:
                    kinds.meet(value)

    return look


def _held_in(values: list[Any]) -> list[Any]:
    """Return what those of some values hold that are objects of the submission's."""
    objects = [value for value in values if module_of(type(value)) == "__main__"]
    return [each for value in objects for each in held_by(value) or ()]


def _named_by(frame: FrameType) -> Iterator[Any]:
    """Return what a function's code names among the variables of its module, and what that holds."""
    variables = frame.f_globals
    return flat(variables[name] for name in frame.f_code.co_names if name in variables)


def _exact_kind(value: Any) -> str:
    """Return in words which numbers a value is that make derivatives exact without calculus, "" if none."""
    kinds = mro_of(type(value))
    if (value.dtype.kind == "c") if is_array(value) else any(each is complex for each in kinds):
        return "calculates with complex"
    exact = [name_of(each) for each in kinds if (module_of(each), name_of(each)) in PRECISE]
    return f"calculates with {exact[0]}" if exact else ""


def parts_of(interface: Interface) -> tuple[dict[str, list[str]], list[str]]:
    """Return, for each operation of the class, which others it runs, as far as they are plain functions.

    What cannot be run on two leaves runs none. With them come the operations that run no other function but
    their own and what a leaf runs, there and back: nothing hides in these. A power can have several rules.
    """
    codes: dict[CodeType, list[str]] = {}
    methods: set[FunctionType] = set()
    own: dict[str, set[CodeType]] = {}
    for op in OPERATIONS:
        name = op if op in FUNCTIONS else f"__{op}__"
        method = static(interface.made, name)
        own[op] = {*_written_in(method.__code__)} if type(method) is FunctionType else set()
        if type(method) is FunctionType and method not in methods:
            methods.add(method)
            # Those that one decorator has made share their code.
            codes.setdefault(_written_as(name, method), []).append(op)
    found, whole = {}, []
    of_leaf, _ = _watched(lambda: interface.run_backward(interface.construct(1.5)))
    for op in operations_of(interface):
        calls, _ = _watched(lambda: _tried(op, interface))  # noqa: B023
        # One function can make several operations: which of them one calls is not seen then.
        run = [several for code, several in codes.items() if calls[code] > (op in several)]
        found[op] = sorted({each for several in run for each in several} - {op})
        with separately(interface):
            there_and_back, ended = _watched(lambda: interface.run_backward(_tried(op, interface)))  # noqa: B023
        seen = of_leaf.keys() | own[op].union(*(own[each] for each in found[op]))
        if ended and op != "pow" and there_and_back.keys() <= seen:
            whole.append(op)
    return found, whole


def _written_in(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and the codes of those that are written in it."""
    yield code
    for each in code.co_consts:
        if type(each) is CodeType:
            yield from _written_in(each)


def _written_as(name: str, method: FunctionType) -> CodeType:
    """Return the code of a method as it was written, whatever decorates it."""
    written = (each.__code__ for each in wrapped_in(method) if each.__code__.co_name == name)
    return next(written, method.__code__)


def _tried(op: str, interface: Interface) -> Any:
    """Return what an operation gives of leaves, or of a number and a leaf where it is a reflected one."""
    left = interface.construct(1.5)
    if op in FUNCTIONS or op in ("neg", "pos"):
        return _operation(op, [left], interface)
    if op.startswith("r"):
        return _operation(op[1:], [2, left], interface)
    return _operation(op, [left, 2 if op == "pow" else interface.construct(2.5)], interface)


def _watched(run: Callable[[], object]) -> tuple[Counter[CodeType], bool]:
    """Run something of the student's; return how often each of theirs is called, and whether it ended."""
    calls: Counter[CodeType] = Counter()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and not is_of_library(frame.f_code):
            calls[frame.f_code] += 1

    _set_profile(look)
    try:
        run()
    except BaseException:  # what it raises is seen elsewhere
        return calls, False
    finally:
        _set_profile(None)
    return calls, True


def _operation(op: str, operands: list[Any], interface: Interface) -> Any:
    """Return one operation on the student's nodes; LackingOperationError where their class has none."""
    function = _ARITHMETIC.get(op)
    if function is None:
        own = interface.functions.get(op)
        if own is not None:
            return own(*operands)
        if is_node(operands[0], interface.made) and not hasattr(operands[0], op):
            raise LackingOperationError(f"{plain.type_name(operands[0])} has no method {op}")
        return getattr(operands[0], op)()
    try:
        found = function(*operands)
    except TypeError:
        _refuse(op, operands, interface.made)
        raise
    # A class that is a float, or a list, has of these what it does not define.
    if type(found) is float or type(found) not in map(type, operands):
        _refuse(op, operands, interface.made)
    return found


def _refuse(op: str, operands: list[Any], made: type) -> None:
    """Raise LackingOperationError if the class has no method for an operation."""
    reason = _lacking(op, operands, made)
    if reason:
        raise LackingOperationError(reason) from None


def _lacking(op: str, operands: list[Any], made: type) -> str:
    """Say which special method is missing for ``op``, or nothing if the class has what it needs."""
    left, right = operands[0], operands[-1]
    if is_node(left, made):
        own = static(type(left), f"__{op}__")
        return f"{plain.type_name(left)} has no __{op}__" if own is None else ""
    if is_node(right, made) and static(type(right), f"__r{op}__") is None:
        name = plain.type_name(right)
        why = "; sum() begins with 0 +" if op == "add" and type(left) is int and not left else ""
        return f"{name} has no __r{op}__, which {plain.type_name(left)} {_SIGNS[op]} {name} needs{why}"
    return ""
