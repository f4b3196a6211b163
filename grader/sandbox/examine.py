"""Text → cells, without running anything. Runs in the worker, on hostile text.

A notebook's code cells are cleaned of IPython's magics and shell lines, a script is cut into its
``# %%`` blocks or else its top-level statements, a marimo file into the bodies of its cells. Line
numbers stay those of the student's own text, so that an error needs no map to be found. What cannot
be parsed becomes an error of its cell; nothing here raises, whatever the text.
"""

from __future__ import annotations
import __future__

import ast
import warnings
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import NamedTuple

# Annotations are never evaluated: a class that names itself in its own annotations runs on Python
# 3.14 as it is, and must not fail here on 3.11.
ANNOTATIONS = __future__.annotations.compiler_flag
# Jupyter lets a cell await at its top; the flag alone costs nothing.
_FEATURES = {name: getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}
_MAX_REPAIRS = 200  # lines of one cell that are tried as magics
_KEEP_BODY = ("time", "capture", "prun", "timeit")
_FILLING = frozenset(
    ("append", "extend", "insert", "clear", "update", "setdefault", "pop", "sort", "reverse")
)
_REFUSED = (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError)


class Trouble(NamedTuple):
    """Why a cell cannot be parsed, with the student's own line."""

    message: str
    line: int
    text: str


class Cell(NamedTuple):
    """A piece of code that runs at once."""

    label: str
    filename: str
    source: str
    tree: ast.Module | None
    error: Trouble | None
    binds: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    decorated_classes: frozenset[str] = frozenset()


def cells_of(form: str, parts: list[tuple[str, str]]) -> list[Cell]:
    """Return the cells of a submission: of a notebook one per part, of a script its blocks or statements."""
    if form == "notebook":
        return [_cell(label, f"<{label}>", _cleaned(text)) for label, text in parts]
    return [cell for _, text in parts for cell in _script_cells(text)]


def compile_cell(cell: Cell, flags: int) -> tuple[CodeType, int]:
    """Return (code, flags): the ``__future__`` flags of a cell hold for all that follow, as in Jupyter."""
    if cell.tree is None:
        raise SyntaxError(cell.error.message if cell.error else "nothing to compile")
    for node in cell.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= _FEATURES.get(alias.name, 0)
    flags |= ANNOTATIONS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code: CodeType = compile(cell.tree, cell.filename, "exec", flags=flags, dont_inherit=True)
    return code, flags


# --- parsing ----------------------------------------------------------------------------------


def _parse(text: str) -> ast.Module | Trouble:
    """Return the tree of ``text``, or why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        line = error.lineno or 1
        return Trouble(error.msg or "invalid syntax", line, _line(text, line))
    except _REFUSED as error:
        return Trouble(f"cannot be parsed: {type(error).__name__} {error}".strip(), 1, _line(text, 1))


def _line(text: str, number: int) -> str:
    """Return one line of ``text``, capped."""
    lines = text.split("\n")
    return lines[number - 1][:200] if 0 < number <= len(lines) else ""


def _cell(label: str, filename: str, text: str, tree: ast.Module | None = None) -> Cell:
    """Return a cell of ``text``; ``tree`` is given where only a part of the text belongs to it."""
    parsed = _parse(text) if tree is None else tree
    if isinstance(parsed, Trouble):
        return Cell(label=label, filename=filename, source=text, tree=None, error=parsed)
    try:
        names = _names(parsed)
    except RecursionError:
        trouble = Trouble("nested too deeply", 1, _line(text, 1))
        return Cell(label=label, filename=filename, source=text, tree=None, error=trouble)
    return Cell(label, filename, text, parsed, None, *names)


# --- scripts ----------------------------------------------------------------------------------


def _script_cells(text: str) -> list[Cell]:
    """Return the cells of a script."""
    name = "submission"
    starts = [i for i, line in enumerate(text.split("\n")) if line.startswith(("# %%", "#%%"))]
    if starts:
        return _blocks(text, starts)
    cleaned = _cleaned(text)
    parsed = _parse(cleaned)
    if isinstance(parsed, Trouble):
        return [_cell("", name, cleaned)]
    marimo = _marimo_bodies(parsed)
    if marimo is not None:
        return [
            _cell(f"cell {place}", name, cleaned, ast.Module(body, []))
            for place, body in enumerate(marimo, 1)
        ]
    return [_cell("", name, cleaned, ast.Module([statement], [])) for statement in parsed.body]


def _blocks(text: str, starts: list[int]) -> list[Cell]:
    """Return the ``# %%`` blocks of a script; each is padded to its own place, so that lines stay right."""
    lines = text.split("\n")
    if starts[0] > 0 and any(line.strip() for line in lines[: starts[0]]):
        starts = [0, *starts]
    cells = []
    for place, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        markdown = "[markdown]" in lines[start]
        body = [] if markdown else lines[start:end]
        padded = "\n" * start + _cleaned("\n".join(body))
        cells.append(_cell(f"block {place}", f"<block {place}>", padded))
    return cells


def _marimo_bodies(tree: ast.Module) -> list[list[ast.stmt]] | None:
    """Return the bodies of a marimo file's cells in order, or None if it is no such file."""
    if not any(isinstance(node, ast.Import) and node.names[0].name == "marimo" for node in tree.body):
        return None
    bodies: list[list[ast.stmt]] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_marimo(node, "cell"):
            bodies.append([each for each in node.body if not isinstance(each, ast.Return)])
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list:
            node.decorator_list = [each for each in node.decorator_list if "app." not in ast.unparse(each)]
            bodies.append([node])
        elif isinstance(node, ast.With) and "app.setup" in ast.unparse(node.items[0].context_expr):
            bodies.append(node.body)
    return [body for body in bodies if body] or None


def _is_marimo(node: ast.FunctionDef | ast.AsyncFunctionDef, kind: str) -> bool:
    """Return whether a function is decorated with ``app.cell``, with or without arguments."""
    return any(ast.unparse(each).partition("(")[0].endswith(f".{kind}") for each in node.decorator_list)


# --- IPython's syntax ---------------------------------------------------------------------------


def _cleaned(text: str) -> str:
    """Return ``text`` without magics and shell lines, line for line."""
    lines = text.split("\n")
    lines = _without_cell_magic(lines)
    # Only lines that already fail to parse are touched: valid code such as a "%" at the head of a
    # continued line stays.
    for _ in range(_MAX_REPAIRS):
        parsed = _parse("\n".join(lines))
        if not isinstance(parsed, Trouble) or not _repair(lines, parsed.line - 1):
            break
    return "\n".join(lines)


def _without_cell_magic(lines: list[str]) -> list[str]:
    """Return the lines with a leading ``%%magic`` blanked, and its body too unless it is Python."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not lines[first].startswith("%%"):
        return lines
    name = lines[first][2:].split()[0] if lines[first][2:].split() else ""
    if name in _KEEP_BODY:
        return [*lines[:first], "", *lines[first + 1 :]]
    return [""] * len(lines)


def _repair(lines: list[str], place: int) -> bool:
    """Replace the line at ``place`` if it is a magic; returns whether it was."""
    # The parser names the line where it gave up, which may lie behind the magic.
    for i in range(min(place, len(lines) - 1), max(place - 3, -1), -1):
        replaced = _plain_line(lines[i])
        if replaced is not None:
            while lines[i].endswith("\\") and i + 1 < len(lines):
                lines[i], i = replaced, i + 1
                replaced = ""
            lines[i] = replaced
            return True
    return False


def _plain_line(line: str) -> str | None:
    """Return what stands for a magic, shell or help line in Python, or None if it is none of them."""
    stripped = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    if stripped.startswith(("%time ", "%timeit ", "%prun ")):
        return indent + stripped.split(None, 1)[1]
    if stripped.startswith(("%", "!", "?")) or (stripped.endswith("?") and not stripped.startswith("#")):
        return indent + "pass"
    if stripped.startswith((">>> ", "... ")):
        return indent + stripped[4:]
    target, equals, value = stripped.partition("=")
    if equals and value.lstrip().startswith(("%", "!")) and target.strip().isidentifier():
        return f"{indent}{target.strip()} = None"
    return None


# --- names --------------------------------------------------------------------------------------


def _names(tree: ast.Module) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Return the names that a cell binds, fills in place and reads, and its decorated classes."""
    binds: set[str] = set()
    fills: set[str] = set()
    reads: set[str] = set()
    decorated = set()
    for node in _top_level(tree.body):
        binds.update(_bound_by(node))
        fills.update(_filled_by(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            reads.add(node.id)
        elif isinstance(node, ast.ClassDef) and node.decorator_list:
            decorated.add(node.name)
    return frozenset(binds), frozenset(fills), frozenset(reads), frozenset(decorated)


def _top_level(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Return every node outside functions and classes."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def _bound_by(node: ast.AST) -> Iterator[str]:
    """Return the names that one node binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name


def _filled_by(node: ast.AST) -> Iterator[str]:
    """Return the names whose object one node changes in place."""
    if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        yield from _root(node)
    elif isinstance(node, ast.AugAssign):
        yield from _root(node.target)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLING:
        yield from _root(node.func)


def _root(node: ast.AST) -> Iterator[str]:
    """Return the name that an attribute or subscript starts from."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


# --- running again ------------------------------------------------------------------------------


def slice_for(cells: list[Cell], name: str, upto: int) -> list[int]:
    """Return the cells that must run again to make ``name`` as cell ``upto`` left it, in order.

    Static and by whole cells: those that bind or fill the name, and before each of them the latest
    cells that bind or fill what it reads.
    """
    needed: set[int] = set()
    waiting = [(name, upto)]
    seen = set(waiting)
    while waiting:
        wanted, last = waiting.pop()
        for index in _makers(cells, wanted, last):
            if index in needed:
                continue
            needed.add(index)
            for read in cells[index].reads:
                step = (read, index - 1)
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
    return sorted(needed)


def _makers(cells: list[Cell], name: str, last: int) -> list[int]:
    """Return the latest cell at or before ``last`` that binds ``name``, and those that fill it after that."""
    makers = []
    for index in range(min(last, len(cells) - 1), -1, -1):
        if name in cells[index].fills:
            makers.append(index)
        if name in cells[index].binds:
            makers.append(index)
            break
    return makers


def without_bindings(tree: ast.Module, names: frozenset[str]) -> ast.Module:
    """Return the tree without what binds one of ``names``: the host's function must not be replaced."""
    return ast.Module([kept for node in tree.body for kept in _kept(node, names)], [])


def _kept(node: ast.stmt, names: frozenset[str]) -> Iterator[ast.stmt]:
    """Return the statement, or nothing if all it does is to bind one of ``names``."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if node.name not in names:
            yield node
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        left = [alias for alias in node.names if (alias.asname or alias.name) not in names]
        if left:
            yield node if len(left) == len(node.names) else _with_names(node, left)
    elif isinstance(node, ast.Assign) and all(
        isinstance(each, ast.Name) and each.id in names for each in node.targets
    ):
        return
    else:
        yield node


def _with_names(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    """Return an import of some of its names."""
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(names), node)
    return ast.copy_location(ast.ImportFrom(node.module, names, node.level), node)
