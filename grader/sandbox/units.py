"""The statements of a submission that must run again to make one variable anew. Runs in the worker."""

from __future__ import annotations

import ast
import builtins
import functools
import re
from collections.abc import Collection, Iterator, Sequence
from opcode import opmap
from types import CodeType
from typing import TypeAlias

from grader.sandbox.examine import Cell
from grader.sandbox.names import FILLING, Names, names_of
from grader.sandbox.setters import Sets, setters_of, together, used_by

# A statement: its cell, and its place there.
Place: TypeAlias = tuple[int, int]
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BRANCHES = (ast.If, ast.Match, ast.Try)  # what they bind they may leave as it was
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
_VARIABLE = re.compile(r"^(\w+)[ \t]*[=:]", re.MULTILINE)
_FILLED = re.compile(rf"\b(\w+)(?:\[|\.(?:{'|'.join(FILLING)})\()")
# Where no statement binds a name, one that uses these may: ``globals()["d" + x] = slope``.
_UNSEEN, _BUILT_IN = frozenset(("exec", "globals", "locals", "vars")), frozenset(vars(builtins))
MAX_STATEMENTS = 1000  # of longer ones it takes too long to tell which make an entry point
_FUNCTIONS = ("<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


class Units:
    """The top-level statements of all cells, in the order in which they run.

    Only cells whose code uses a wanted name are looked into: trees are dear.
    """

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = cells
        self.words: dict[int, frozenset[str]] = {}
        self.found: dict[Place, Names] = {}
        self.slices: dict[tuple[str, int, frozenset[str], bool], list[tuple[int, ast.Module]]] = {}

    def names(self, place: Place) -> Names:
        """Return the names of one statement."""
        if place not in self.found:
            statement = self.statements(place[0])[place[1]]
            self.found[place] = names = names_of([statement])
            if self.setters:
                called = together(self.setters[each] for each in used_by([statement]) if each in self.setters)
                names.binds |= called.binds
                names.fills |= called.fills
        return self.found[place]

    @functools.cached_property
    def setters(self) -> dict[str, Sets]:
        """The functions that set variables outside of themselves, with what they set."""
        if not any("global " in cell.text or self.may_fill(cell) for cell in self.cells):  # nearly always
            return {}
        return setters_of(cell.tree for cell in self.cells if cell.tree is not None)

    def may_fill(self, cell: Cell) -> bool:
        """Return whether a cell may have a function that fills a variable of this or another cell."""
        if "def " not in cell.text:
            return False
        used = self.variables if cell.code is None else self.variables.intersection(_names_below(cell.code))
        return bool(used) and not used.isdisjoint(_FILLED.findall(cell.text))

    @functools.cached_property
    def variables(self) -> set[str]:
        """The names that stand before an equals sign at the beginning of a line."""
        several = (cell for cell in self.cells if cell.code is None or not _only_defines(cell.code))
        return {name for cell in several for name in _VARIABLE.findall(cell.text)}

    @functools.cached_property
    def set_by(self) -> dict[str, set[str]]:
        """The variables that functions set, each with those functions."""
        found: dict[str, set[str]] = {}
        for function, sets in self.setters.items():
            for name in sets.binds | sets.fills:
                found.setdefault(name, set()).add(function)
        return found

    def statements(self, cell: int) -> list[ast.stmt]:
        """Return the statements of one cell; none where it has an error."""
        tree = self.cells[cell].tree
        return [] if tree is None else tree.body

    def is_long(self) -> bool:
        """Return whether it would take too long to tell which statements make a name."""
        return sum(len(self.statements(cell)) for cell in range(len(self.cells))) > MAX_STATEMENTS

    def mentions(self, cell: int, name: str) -> bool:
        """Return whether a cell may bind ``name`` or fill what it stands for, by its code alone."""
        code = self.cells[cell].code
        if code is None:
            return True
        if cell not in self.words:
            self.words[cell] = frozenset(_names_in(code))
        words = self.words[cell]
        return name in words or not words.isdisjoint(self.set_by.get(name, ()))

    def stores(self, cell: int, name: str) -> bool:
        """Return whether a cell itself binds ``name`` other than by ``import *``, by its code alone."""
        code = self.cells[cell].code
        if code is None or name not in code.co_names:
            return False
        return bytes((opmap["STORE_NAME"], code.co_names.index(name) % 256)) in code.co_code

    def slice_for(
        self, name: str, upto: int, given: frozenset[str] = frozenset(), *, changed: bool = False
    ) -> list[tuple[int, ast.Module]]:
        """Return the statements that must run again to make ``name`` as cell ``upto`` left it, by cell.

        Static: the statements that bind or fill the name, and before each of them the latest that bind
        or fill what it reads. What a function reads counts from where it is called. Plots, prints and
        checks beside the answer stay out, and so does what binds a name that is ``given``. Of a cell that is
        known to have ``changed`` the name all statements count where none shows how, such as ``exec(text)``.
        """
        key = name, upto, given, changed
        if key not in self.slices:
            self.slices[key] = self.sliced(name, upto, given, changed=changed)
        return self.slices[key]

    def sliced(
        self, name: str, upto: int, given: frozenset[str], *, changed: bool
    ) -> list[tuple[int, ast.Module]]:
        """Find what ``slice_for`` returns."""
        upto = min(upto, len(self.cells) - 1)
        if upto < 0:
            return []
        wanted, last = name, (upto, len(self.statements(upto)) - 1)
        makers = self.makers(wanted, last)
        # What a function reads is there when it is called; a value that is made above what it needs is
        # made at the end.
        called = last if any(map(self.is_function, makers)) else None
        if changed and not any(cell == upto for cell, _ in makers):
            makers += [(upto, at) for at in range(last[1] + 1)]
        needed: set[Place] = set()
        waiting: list[tuple[str, Place]] = []
        seen = {(wanted, last)}
        while True:
            for place in makers:
                needed.add(place)
                names = self.names(place)
                steps = [
                    *((each, (place[0], place[1] - 1)) for each in names.reads),
                    *((each, last) for each in names.defers),
                    *((each, last) for each in names.shared if wanted in names.shared),
                ]
                waiting += [step for step in steps if step not in seen and step[0] not in given]
                seen.update(steps)
            if not waiting:
                break
            wanted, last = waiting.pop()
            makers = self.makers(wanted, last) or self.makers_elsewhere(wanted, last, called)
        found: dict[int, ast.Module] = {}
        for cell, at in sorted(needed):
            found.setdefault(cell, ast.Module([], [])).body.append(self.statements(cell)[at])
        return list(found.items())

    def last_needed(self, entry_points: Sequence[str], names: Sequence[str]) -> int:
        """Return the last cell that an entry point is made of, or that uses one of ``names`` as first bound.

        What stands behind it, such as a training, is not needed for an answer. Of very many statements
        all are taken as needed.
        """
        last = len(self.cells) - 1
        if self.is_long():
            return last
        made_in = [cell for name in entry_points for cell, _ in self.slice_for(name, last)]
        return max([-1, *made_in, *map(self.last_use, names)])

    def last_use(self, name: str) -> int:
        """Return the last cell that uses a name before a second one binds it; -1 if none binds it.

        A backward pass from a loss may stand in a cell of its own.
        """
        runs = [cell for cell in range(len(self.cells)) if self.cells[cell].error is None]
        users = [cell for cell in runs if self.mentions(cell, name)]
        binders = [cell for cell in users if self.binds(cell, (name,))]
        end = binders[1] if len(binders) > 1 else len(self.cells)
        return max([cell for cell in users if binders[0] <= cell < end]) if binders else -1

    def binds(self, cell: int, names: Collection[str]) -> bool:
        """Return whether a cell binds one of some names."""
        if not any(self.mentions(cell, name) for name in names):
            return False
        places = range(len(self.statements(cell)))
        return any(not self.names((cell, at)).binds.isdisjoint(names) for at in places)

    def makers(self, name: str, last: Place) -> list[Place]:
        """Return the latest statement up to ``last`` that binds ``name``, and those that fill it later."""
        makers = []
        for place, statement in self.backwards(name, last):
            if isinstance(statement, DEFINITIONS) and statement.name != name and not statement.decorator_list:
                continue  # it binds its own name and no other
            names = self.names(place)
            if name in names.fills or name in names.binds:
                makers.append(place)
            if name in names.binds and name not in names.reads and not isinstance(statement, _BRANCHES):
                break
        return makers

    def makers_elsewhere(self, name: str, last: Place, called: Place | None) -> list[Place]:
        """Return what may make a name that nothing up to ``last`` binds, where a function is ``called``."""
        if name in _BUILT_IN:
            return []
        unseen = [place for place in self.unseen if place <= last]
        return unseen or (self.set_below(name, last) if last == called else [])

    def is_function(self, place: Place) -> bool:
        """Return whether a statement defines a function."""
        return isinstance(self.statements(place[0])[place[1]], ast.FunctionDef)

    @functools.cached_property
    def unseen(self) -> list[Place]:
        """The statements that can bind names which they do not show."""
        cells = (at for at in range(len(self.cells)) if any(self.mentions(at, word) for word in _UNSEEN))
        places = ((cell, at) for cell in cells for at in range(len(self.statements(cell))))
        return [place for place in places if not _UNSEEN.isdisjoint(self.names(place).reads)]

    def set_below(self, name: str, last: Place) -> list[Place]:
        """Return the statement behind ``last`` that gives a variable its first value, if one assigns it.

        A function may read a step that is changed for a plot later on. What everything is imported from
        may have the name as well.
        """
        if any("import *" in cell.text for cell in self.cells[: last[0] + 1]):
            return []
        for cell in range(last[0] + 1, len(self.cells)):
            for at, statement in enumerate(self.statements(cell) if self.mentions(cell, name) else ()):
                if name in self.names((cell, at)).binds:
                    return [(cell, at)] if isinstance(statement, _ASSIGNMENTS) else []
        return []

    def backwards(self, name: str, last: Place) -> Iterator[tuple[Place, ast.stmt]]:
        """Yield the statements from ``last`` back to the first, of cells in which ``name`` stands."""
        for cell in range(last[0], -1, -1):
            if self.mentions(cell, name):
                statements = self.statements(cell)
                end = last[1] + 1 if cell == last[0] else len(statements)
                for at in range(end - 1, -1, -1):
                    yield (cell, at), statements[at]


def _names_in(code: CodeType) -> Iterator[str]:
    """Yield the names that a code uses by itself; a named function does what it does where it is called."""
    yield from code.co_names
    for inner in code.co_consts:
        if type(inner) is CodeType and inner.co_name in _FUNCTIONS:
            yield from _names_in(inner)


def names_throughout(code: CodeType) -> Iterator[str]:
    """Yield the names that a code uses, and those that the functions and classes in it use."""
    yield from code.co_names
    yield from _names_below(code)


def _names_below(code: CodeType) -> Iterator[str]:
    for inner in code.co_consts:
        if type(inner) is CodeType:
            yield from names_throughout(inner)


def _only_defines(code: CodeType) -> bool:
    """Return whether a code binds functions and classes alone, as most cells of a script do that have one."""
    return {each.co_name for each in code.co_consts if type(each) is CodeType}.issuperset(code.co_names)
