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
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

from grader.sandbox.protocol import MAX_CELLS

# Annotations are never evaluated: a class that names itself in its own annotations runs on Python
# 3.14 as it is, and must not fail here on 3.11.
ANNOTATIONS = __future__.annotations.compiler_flag
# Jupyter lets a cell await at its top; the flag alone costs nothing.
_FEATURES = {name: getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}
_MAX_REPAIRS = 200  # lines of one cell that are tried as magics
_KEEP_BODY = ("time", "capture", "prun", "timeit")
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


def cells_of(form: str, parts: list[tuple[str, str]]) -> list[Cell]:
    """Return the cells of a submission: of a notebook one per part, of a script its blocks or statements."""
    if form == "notebook":
        return [_cell(label, f"<{label}>", *_cleaned(text)) for label, text in parts]
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


def _cell(label: str, filename: str, source: str, parsed: ast.Module | Trouble) -> Cell:
    """Return a cell of ``source``, which was parsed to ``parsed`` or to why it cannot be."""
    if isinstance(parsed, Trouble):
        return Cell(label=label, filename=filename, source=source, tree=None, error=parsed)
    return Cell(label=label, filename=filename, source=source, tree=parsed, error=None)


# --- scripts ----------------------------------------------------------------------------------


def _script_cells(text: str) -> list[Cell]:
    """Return the cells of a script."""
    name = "submission"
    starts = [i for i, line in enumerate(text.split("\n")) if line.startswith(("# %%", "#%%"))]
    if starts:
        return _blocks(text, starts)
    source, parsed = _cleaned(text)
    if isinstance(parsed, Trouble):
        return [_cell("", name, source, parsed)]
    bodies = _marimo_bodies(parsed)
    if bodies is not None:
        return [_cell(f"cell {n}", name, source, ast.Module(body, [])) for n, body in enumerate(bodies, 1)]
    body = list(_statements(parsed.body))
    size = max(1, -(-len(body) // MAX_CELLS))
    groups = [body[start : start + size] for start in range(0, len(body), size)]
    return [_cell("", name, source, ast.Module(group, [])) for group in groups]


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Return the top-level statements of a script; what stands under its main guard runs as well."""
    for statement in body:
        guard = isinstance(statement, ast.If) and ast.unparse(statement.test)
        if guard in ("__name__ == '__main__'", "'__main__' == __name__") and isinstance(statement, ast.If):
            yield from statement.body
        else:
            yield statement


def _blocks(text: str, starts: list[int]) -> list[Cell]:
    """Return the ``# %%`` blocks of a script; each is padded to its own place, so that lines stay right."""
    lines = text.split("\n")
    if starts[0] > 0 and any(line.strip() for line in lines[: starts[0]]):
        starts = [0, *starts]
    cells = []
    for place, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        body = [] if "[markdown]" in lines[start] else lines[start:end]
        source, parsed = _cleaned("\n".join(["" for _ in range(start)] + body))
        cells.append(_cell(f"block {place}", f"<block {place}>", source, parsed))
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


def _cleaned(text: str) -> tuple[str, ast.Module | Trouble]:
    """Return ``text`` without magics and shell lines, line for line, and what it parses to."""
    lines = _without_cell_magic(text.split("\n"))
    # Only lines that already fail to parse are touched: valid code such as a "%" at the head of a
    # continued line stays.
    for _ in range(_MAX_REPAIRS):
        source = "\n".join(lines)
        parsed = _parse(source)
        if not isinstance(parsed, Trouble) or not _repair(lines, parsed.line - 1):
            break
    return source, parsed


def _without_cell_magic(lines: list[str]) -> list[str]:
    """Return the lines with a leading ``%%magic`` blanked, and its body too unless it is Python."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not lines[first].startswith("%%"):
        return list(lines)
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
