"""Runs the cells of a submission, and keeps what each left behind.

A name is judged as its own cell left it: values are copied to plain numbers after every cell that
changes them, functions and classes are kept as objects. Which of these moments counts is the
host's decision. Runs in the worker, on hostile code.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import operator
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from grader.sandbox import examine, plain, protocol, standin, units, waiting, whereabouts
from grader.sandbox.bindings import apart, is_aside, without_bindings
from grader.sandbox.closed import is_closed
from grader.sandbox.failure import Failure, lies_outside, line_in, message_of
from grader.sandbox.names import names_of
from grader.sandbox.nodes import NodeNames, callable_by_type, held, nodes_of
from grader.sandbox.served import Served
from grader.sandbox.versions import last_class, last_function, own_versions

MAX_MOMENTS = 64
_id, _tuple, _is, _eval = id, tuple, operator.is_, eval  # a student can replace those of the builtins
_ABSENT = object()
# While a name is bound to the same object of these types, it has the same value, or none to be copied.
_FIXED = frozenset(map(id, (int, float, bool, str, type(None), types.FunctionType, type)))


class MomentBytes(NamedTuple):
    """What a name held after one cell: packed numbers, and gradients for objects of a class."""

    tick: int
    cell: int
    data: bytes
    gradients: bytes | None


class Cells:
    """The cells of one submission, their namespace and the history of the watched names."""

    def __init__(
        self,
        cells: list[examine.Cell],
        entry_points: Sequence[str],
        names: Sequence[str],
        node_names: Sequence[NodeNames],
    ) -> None:
        self.cells = cells
        self.entry_points = tuple(entry_points)
        self.names = tuple(entry_points) + tuple(names)
        self.node_names = tuple(node_names)
        self.tick = 0
        self.units = units.Units(cells)
        self.codes: dict[tuple[int, ...], tuple[list[ast.stmt], types.CodeType]] = {}
        self.failures: dict[int, Failure] = {}
        self.unmade: set[str] = set()  # the names that were to be made of what is not there
        self.histories: dict[str, list[MomentBytes]] = {name: [] for name in self.names}
        self.objects: dict[str, list[tuple[int, int, Any]]] = {name: [] for name in self.entry_points}
        self.bound_at: dict[str, list[int]] = {name: [] for name in self.entry_points}
        self.last: dict[str, object] = {}
        self.floats: dict[str, tuple[type, bool, list[float]] | None] = {}
        self.at_end = False
        self.given_up: dict[str, int] = {}  # which cell was to bind a name, and has ended a worker
        self.made_of: dict[str, type] = {}  # the class of the objects that a name held last
        module = types.ModuleType("__main__")
        module.__dict__["__builtins__"] = builtins
        module.__dict__["__file__"] = cells[0].filename if cells else "submission"
        sys.modules["__main__"] = module
        self.namespace = module.__dict__
        for filename, source in {cell.filename: cell.source for cell in cells}.items():
            linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)

    def run(self, index: int) -> Failure | None:
        """Run one cell in the namespace and keep what it left behind."""
        failure = self.execute(index, None)
        if failure is not None:
            self.failures[index] = failure
        elif self.failures.pop(index, None) is not None:
            self._forget(index)
        self.tick += 1
        self._keep(index)
        return failure

    def execute(self, index: int, part: ast.Module | None) -> Failure | None:
        """Run the cell ``index``, or ``part`` of it; return what it raised, or None."""
        cell = self.cells[index]
        if cell.error is not None:
            return Failure(
                "SyntaxError", cell.error.message, cell.label, cell.error.line, cell.error.text, "", ""
            )
        try:
            self.run_code(self.code(cell, part))
        except BaseException as error:
            failure = self.failure(error)
            if part is None and self.lies_outside(error):
                self.go_on(cell, error)
            return failure
        return None

    def run_code(self, code: types.CodeType) -> None:
        """Run some code in the namespace, to the end of what it waits for at its own level."""
        made = _eval(code, self.namespace)
        if made is not None:
            waiting.wait_for(made)

    def go_on(self, cell: examine.Cell, error: BaseException) -> None:
        """Run the statements of a cell behind the one that met what is not there, such as a file."""
        line = line_in(cell, error)
        body = cell.tree.body if cell.tree is not None and line else []
        for statement in body:
            if statement.lineno <= line <= (statement.end_lineno or line):
                self.unmade |= names_of([statement]).binds
            elif statement.lineno > line:
                try:
                    self.run_code(examine.compiled(ast.Module([statement], []), cell))
                except BaseException as another:
                    if not self.lies_outside(another):
                        return
                    self.unmade |= names_of([statement]).binds

    def lies_outside(self, error: BaseException) -> bool:
        """Return whether an exception comes of what is not there, or lacks a name to be made of that."""
        lacks = error.name if type(error) is NameError else None
        if type(lacks) is str and (lacks in self.unmade or self.starred()):
            return True
        return lies_outside(error)

    def starred(self) -> list[str]:
        """Return the modules from which everything is imported and that are not there."""
        return whereabouts.starred(dict.fromkeys(cell.source for cell in self.cells))

    def code(self, cell: examine.Cell, part: ast.Module | None) -> types.CodeType:
        """Return the code of a cell, or of some of its statements; most run again unchanged."""
        if cell.code is not None and part is None:
            return cell.code
        whole = cell.tree or ast.Module([], [])
        body = whole.body if part is None else part.body
        is_whole = len(body) == len(whole.body) and all(map(_is, body, whole.body))
        if cell.code is not None and is_whole and "assert" not in cell.text:
            return cell.code
        key = _tuple(map(_id, body))
        if key not in self.codes:
            # Kept together, so that no other statement gets such an id.
            self.codes[key] = body, examine.compiled(ast.Module(body, []), cell, asserts=False)
        return self.codes[key][1]

    def failure(self, error: BaseException) -> Failure:
        """Return ``error`` in plain words; never raises, whatever the exception's class does."""
        label, line, text = "", 0, ""
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            for cell in self.cells:
                if cell.filename == name:
                    label, line = cell.label, trace.tb_lineno
                    text = linecache.getline(name, line).rstrip()[:200]
                    break
            trace = trace.tb_next
        cause, module = "", ""
        if isinstance(error, standin.StandInUsedError):
            cause, module = str(error.cause), str(error.module)
        kind, message = plain.type_name(error), message_of(error)
        if kind == "NameError":
            index = self.to_be_bound_in(message)
            module = "" if index is None else self.failures[index].module
            message += self.why_unbound(index)
        return Failure(kind, message, label, line, text, cause, module)

    def to_be_bound_in(self, message: str) -> int | None:
        """Return the cell that was to bind the name that a NameError names, and failed by itself, if any."""
        name = message.split("'")[1] if message.count("'") > 1 else ""
        index = self.failed_to_bind(name) if name.isidentifier() else None
        return None if index is None or message == self.failures[index].message else index

    def why_unbound(self, index: int | None) -> str:
        """Return why a name is not there that the cell ``index`` was to bind; "" if that is not known."""
        if index is not None:
            failure, cell = self.failures[index], self.cells[index]
            where = (
                cell.label or f"line {cell.tree.body[0].lineno if cell.tree is not None else failure.line}"
            )
            why = f"{failure.type}: {failure.message[:200]} at {failure.text.strip()}"
            return f"; {where} was to define it, and failed: {why}"
        starred = self.starred()
        return f"; {starred[0]}, from which * is imported, is not available here" if starred else ""

    def _forget(self, index: int) -> None:
        """Forget the values that a cell left half done when it failed, now that it has run to its end."""
        for name, history in self.histories.items():
            kept = [moment for moment in history if moment.cell != index]
            if len(kept) < len(history):
                self.histories[name] = kept
                self.last.pop(name, None)
                self.floats.pop(name, None)

    def _keep(self, index: int) -> None:
        """Record the watched names that the last cell changed."""
        for name in self.names:
            value = self.namespace.get(name, _ABSENT)
            same = self.last.get(name, _ABSENT) is value
            if value is _ABSENT or (same and id(type(value)) in _FIXED):
                continue
            if name in self.objects and not same:
                self.bound_at[name].append(self.tick)
            self.last[name] = value
            if name in self.objects and callable_by_type(value):
                kept = self.objects[name]
                if not kept or kept[-1][2] is not value:
                    kept.append((self.tick, index, value))
                continue
            self._keep_numbers(name, index, value)

    def _keep_numbers(self, name: str, index: int, value: object) -> None:
        """Record the value of a name as numbers, if it differs from the last one recorded."""
        history = self.histories[name]
        before, now = self.floats.get(name), held(value, self.node_names)
        is_same = before is not None and now is not None and before[0] is now[0] and before[1:] == now[1:]
        if len(history) >= MAX_MOMENTS or is_same:
            return
        self.floats[name] = now
        try:
            nodes = nodes_of(value, self.node_names)
            data, gradients = (plain.plain(value), None) if nodes is None else nodes
            if nodes is not None:
                self.made_of[name] = type(value[0]) if type(value) in (list, tuple) else type(value)  # type: ignore[index]
        except BaseException as error:
            data, gradients = plain.Plain(plain.type_name(value), (), [], message_of(error)), None
        packed = plain.pack(protocol.Packer(), data).bytes()
        slopes = None if gradients is None else plain.pack(protocol.Packer(), gradients).bytes()
        if not history or (history[-1].data, history[-1].gradients) != (packed, slopes):
            history.append(MomentBytes(self.tick, index, packed, slopes))

    def other_ticks(self, name: str) -> list[int]:
        """Return when another entry point was bound; never, where what a name was at the end counts."""
        if self.at_end:
            return []
        return sorted({tick for other, ticks in self.bound_at.items() if other != name for tick in ticks})

    def entry_point(self, name: str) -> object | None:
        """Return the function or class ``name`` as its own cell left it, or None."""
        kept = self.kept(name)
        return None if kept is None else kept[2]

    def kept(self, name: str) -> tuple[int, int, object] | None:
        """Return (tick, cell, object) of the definition of ``name`` that counts, or None.

        A class counts as last defined, unless it lacks what an earlier one has. A function counts as last
        defined before another entry point was bound, if not at the end: people reuse the name ``gradf`` for a
        numerical version further down.
        """
        kept = own_versions(self.objects.get(name, []))
        if not kept:
            return None
        if isinstance(kept[-1][2], type):
            wanted = [each.operations for each in self.node_names if each.class_name == name]
            return last_class(kept, wanted[0] if wanted else (), self.made_of.values())

        def before(first: int) -> int:
            return next((tick for tick in self.other_ticks(name) if tick > first), self.tick + 1)

        return last_function(kept, before)

    def formula(self, name: str, upto: int, given: int) -> Callable[..., object] | None:
        """Return the function ``name`` if it still is what it was behind cell ``upto``: a closed formula.

        That holds where a single cell binds it, and each name that it uses, no function sets one, and it
        takes as many numbers as are ``given``; of any other, as one that also takes ``f``, None comes back.
        """
        made = self.namespace.get(name)
        if not is_closed(made, self.namespace) or self.units.setters:
            return None
        if (made.__code__.co_argcount, made.__code__.co_kwonlyargcount) != (given, 0):
            return None
        names = (name, *made.__code__.co_names)
        binders = [[at for at in range(len(self.cells)) if self.units.stores(at, each)] for each in names]
        if any(len(each) > 1 or each > [upto] for each in binders):
            return None
        code = self.cells[binders[0][0]].code if binders[0] else None
        is_defined = code is not None and any(each is made.__code__ for each in code.co_consts)
        return made if is_defined else None

    def failure_instead_of(self, name: str) -> Failure | None:
        """Return what the cell raised that was to bind ``name``, or None if no cell was."""
        index = None if name in self.namespace else self.failed_to_bind(name)
        return None if index is None else self.failures[index]

    def failed_to_bind(self, name: str) -> int | None:
        """Return the first cell that was to bind ``name`` and failed, or None."""
        for index in self.failures:
            cell = self.cells[index]
            tree = cell.tree
            if name in cell.source if tree is None else name in names_of(tree.body).binds:
                return index
        return None

    def rerun(self, name: str, upto: int, replaced: dict[str, Callable[..., object]]) -> Failure | None:
        """Run the cells that made ``name`` again with ``replaced`` bound instead of the student's own.

        A cell that binds a replaced entry point anew, below the definition that counts, keeps its
        own: it may reuse the name ``gradf`` for a numerical version. What a cell raised before, as who leaves
        the interpreter at the end of a ``try``, it may raise again once ``name`` is made.
        """
        before: Failure | None = None
        kept = {each: self.kept(each) for each in replaced}
        given = frozenset(each for each, found in kept.items() if found is None)
        arguments = {each: len(it.args) if isinstance(it, Served) else 0 for each, it in replaced.items()}
        changed = name in self.entry_points and upto < len(self.cells)
        for index, tree in self.units.slice_for(name, upto, given, changed=changed):
            own = {each for each, found in kept.items() if found is not None and index > found[1]}
            self.namespace.update(replaced)
            taken = {each: arguments[each] for each in arguments.keys() - own}
            for part in apart(without_bindings(tree, taken)):
                failure = self.execute(index, part)
                if failure is not None and not is_aside(part.body[0]):
                    if failure != self.failures.get(index):
                        return failure
                    before = failure
        return None if name in self.namespace else before
