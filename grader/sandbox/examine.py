"""Text → cells, without running anything. Runs in the worker, on hostile text.

A notebook's code cells are cleaned of IPython's magics and shell lines, a script is cut into its
``# %%`` blocks or else its top-level statements, a marimo file into the bodies of its cells. Line
numbers stay those of the student's own text, so that an error needs no map to be found. What cannot
be parsed becomes an error of its cell; nothing here raises, whatever the text.

Code is compiled from the text wherever the text is fine as it is. A tree costs three times as much,
and is made of those few cells that are looked into.
"""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import NamedTuple

from grader.sandbox.older_form import older_form
from grader.sandbox.protocol import MAX_CELLS

# Annotations are never evaluated: a class that names itself in its own annotations runs on Python
# 3.14 as it is, and must not fail here on 3.11.
ANNOTATIONS = __future__.annotations.compiler_flag
# What of a code's flags holds for the cells that follow; the lower bits say other things of a code.
_CARRIED = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names) & ~0xFFF
_SCRIPT = "submission"  # the name of a script's code
_MAX_REPAIRS = 200  # lines of one cell that are tried as magics
_MAX_PADDING = 1 << 18  # lines that the statements of one script may be padded with, in all
_KEEP_BODY = ("time", "capture", "prun", "timeit", "memit", "snakeviz", "debug")
# A line magic that runs a statement, behind its options: ``%timeit -n 100 -r3 f(1)``.
_TIMED = re.compile(r"%(?:time|timeit|prun|memit)\s+(?:-(?:[nrplsTDk]\s*\w+|[otcqvi])\s+)*(\S.*)")
# Where cells begin in the script that Jupyter or Databricks makes of a notebook.
_EXPORTED = ("# In[", "# COMMAND ----------")
# What stands before code that was copied from an interpreter.
_PROMPT = re.compile(r"^\s*(?:>>>(?: |$)|\.\.\. |In \[\d+\]:(?: |$)|\.\.\.+:(?: |$))")
# A cell that is written to a file, which later cells import: ``%%writefile -a folder/engine.py``.
_WRITTEN = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+|--append\s+)?[\"']?(\S+?)\.py[\"']?\s*$")
_RELATIVE = re.compile(r"^(\s*)from\s+\.+(?:(\s*\w[\w.]*\s+import\b)|\s+(import\b))")
_REFUSED = (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError)
# Where a statement of a script can begin: at a line's start. What is no beginning does not compile alone.
_BEGINNING = re.compile(r"^(?=[^\s#)\]}])(?!(?:elif|else|except|finally)\b)", re.MULTILINE)


class Trouble(NamedTuple):
    """Why a cell cannot be parsed, with the student's own line."""

    message: str
    line: int
    text: str


class Cell:
    """A piece of code that runs at once: its ``text``, and the ``source`` that its lines are counted in.

    ``flags`` are the ``__future__`` flags that hold behind it, as in Jupyter. A cell without code and
    without an error has a tree that does not compile.
    """

    __slots__ = ("_tree", "code", "error", "filename", "flags", "label", "source", "text")

    def __init__(self, label: str, filename: str, source: str, flags: int) -> None:
        self.label, self.filename, self.source, self.flags = label, filename, source, flags | ANNOTATIONS
        self.code: CodeType | None = None
        self.error: Trouble | None = None
        self.text = source
        self._tree: ast.Module | None = None

    @property
    def tree(self) -> ast.Module | None:
        """The cell's tree, made when it is asked for first; None where there is an error."""
        if self._tree is None and self.error is None:
            self._tree = _parsed(self.text)
        return self._tree

    def take_text(self, text: str) -> bool:
        """Compile the cell from ``text``; return whether that is possible."""
        try:
            self.code = _compiled(text, self)
        except _REFUSED:
            return False
        self.text = text
        return True

    def take_tree(self, tree: ast.Module) -> Cell:
        """Compile the cell from a tree, if that is possible; return the cell."""
        self._tree = tree
        try:
            self.code = _compiled(tree, self)
        except _REFUSED:
            self.code = None  # running it says why
        return self


def cells_of(form: str, parts: list[tuple[str, str]]) -> list[Cell]:
    """Return the cells of a submission: of a notebook one per part, of a script its blocks or statements."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if form == "notebook":
            cells: list[Cell] = []
            for label, text in parts:
                cells.append(_cleaned_cell(label, f"<{label}>", text, _flags_behind(cells)))
            return cells
        return [cell for _, text in parts for cell in _script_cells(text)]


def compiled(tree: ast.Module, cell: Cell) -> CodeType:
    """Return the code of some of a cell's statements; raises what the compiler raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _compiled(tree, cell)


def _compiled(what: str | ast.Module, cell: Cell) -> CodeType:
    """Return the code of a text or tree, and note the flags that hold behind it."""
    code: CodeType = compile(what, cell.filename, "exec", flags=cell.flags, dont_inherit=True)
    cell.flags |= code.co_flags & _CARRIED
    return code


def _flags_behind(cells: Sequence[Cell]) -> int:
    """Return the flags that hold behind some cells."""
    return cells[-1].flags if cells else 0


# --- parsing ----------------------------------------------------------------------------------


def _parse(text: str) -> ast.Module | Trouble:
    """Return the tree of ``text``, or why there is none."""
    try:
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


def _parsed(text: str) -> ast.Module | None:
    """Return the tree of a text that has compiled before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = _parse(text)
    return None if isinstance(tree, Trouble) else tree


def _cell(label: str, filename: str, source: str, parsed: ast.Module | Trouble, flags: int) -> Cell:
    """Return a cell of ``source``, which was parsed to ``parsed`` or to why it cannot be."""
    cell = Cell(label, filename, source, flags)
    if isinstance(parsed, Trouble):
        cell.error = parsed
        return cell
    return cell.take_tree(parsed)


def _cleaned_cell(label: str, filename: str, text: str, flags: int) -> Cell:
    """Return the cell of a text that may hold magics."""
    lines = _without_cell_magic(text.split("\n"))
    source = "\n".join(lines)
    cell = Cell(label, filename, source, flags)
    if cell.take_text(source):
        return cell
    source, parsed = _cleaned(_from_the_margin(lines))
    if isinstance(parsed, ast.Module) and "await" in source:
        parsed = _WithoutAwait().visit(parsed)
    return _cell(label, filename, source, parsed, flags)


def _from_the_margin(lines: list[str]) -> list[str]:
    """Return lines without the prompt or indent that the first has, as notebooks run them."""
    first = next((line for line in lines if line.strip()), "")
    if _PROMPT.match(first):
        return [_PROMPT.sub("", line, count=1) for line in lines]
    indent = first[: len(first) - len(first.lstrip())]
    return [line.removeprefix(indent) for line in lines] if indent else lines


class _WithoutAwait(ast.NodeTransformer):
    """Takes ``await`` away where no function is around it: notebooks allow it, and nothing has to wait."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """Leave a function as it is."""
        return node

    def visit_Await(self, node: ast.Await) -> ast.AST:
        """Return what is waited for."""
        return node.value


# --- scripts ----------------------------------------------------------------------------------


def _script_cells(text: str) -> list[Cell]:
    """Return the cells of a script."""
    starts = _marked(text, ("# %%", "#%%"))
    if starts:
        return _blocks(text, starts)
    pieces = None if "marimo" in text else _pieces(text)
    if pieces is not None:
        return pieces
    source, parsed = _cleaned(_without_cell_magic(text.split("\n")))
    if isinstance(parsed, Trouble):
        starts = _marked(text, _EXPORTED)
        return _blocks(text, starts) if starts else [_cell("", _SCRIPT, source, parsed, 0)]
    bodies = _marimo_bodies(parsed)
    if bodies is not None:
        named = [(f"cell {n}", body) for n, body in enumerate(bodies, 1)]
    else:
        body = list(statements_of(parsed.body))
        size = max(1, -(-len(body) // MAX_CELLS))
        named = [("", body[start : start + size]) for start in range(0, len(body), size)]
    cells: list[Cell] = []
    for label, group in named:
        cells.append(_cell(label, _SCRIPT, source, ast.Module(group, []), _flags_behind(cells)))
    return cells


def _marked(text: str, marks: tuple[str, ...]) -> list[int]:
    """Return the lines that begin with one of ``marks``."""
    return [i for i, line in enumerate(text.split("\n")) if line.startswith(marks)]


def _pieces(text: str) -> list[Cell] | None:
    """Return the statements of a script, each compiled from its own lines; None where that is not possible.

    A text is cut where a line begins at its start. A piece that compiles by itself ends outside of brackets,
    strings and blocks, so that all pieces together are the text's own statements; one that does not is
    tried with the next: it may be a decorator, or a text of several lines.
    """
    ends = [*[found.start() for found in _BEGINNING.finditer(text)][1:], len(text)]
    if len(ends) > MAX_CELLS or len(ends) * text.count("\n") > _MAX_PADDING:
        return None
    cells: list[Cell] = []
    start = line = failures = 0
    for end in ends:
        piece = "\n" * line + text[start:end]
        cell = Cell("", _SCRIPT, text, _flags_behind(cells))
        if not cell.take_text(piece):
            failures += 1
            if failures > _MAX_REPAIRS:
                return None
            continue
        line += text.count("\n", start, end)
        start = end
        cells += _apart(cell, piece)
    return cells if start == len(text) and len(cells) <= MAX_CELLS else None


def _apart(cell: Cell, piece: str) -> list[Cell]:
    """Return a piece of a script as its statements: a line and the main guard can hold several."""
    if (";" not in piece and "__name__" not in piece) or cell.tree is None:
        return [cell]
    trees = [ast.Module([statement], []) for statement in statements_of(cell.tree.body)]
    return [_cell("", _SCRIPT, cell.source, tree, cell.flags) for tree in trees]


def statements_of(body: list[ast.stmt]) -> Iterator[ast.stmt]:
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
    cells: list[Cell] = []
    for place, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        body = [] if "[markdown]" in lines[start] else lines[start:end]
        padded = "\n".join(["" for _ in range(start)] + body)
        label = f"block {place}"
        cells.append(_cleaned_cell(label, f"<{label}>", padded, _flags_behind(cells)))
    return cells


def _marimo_bodies(tree: ast.Module) -> list[list[ast.stmt]] | None:
    """Return the bodies of a marimo file's cells in order, or None if it is no such file."""
    if not any(isinstance(node, ast.Import) and node.names[0].name == "marimo" for node in tree.body):
        return None
    bodies: list[list[ast.stmt]] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_marimo(node, "cell"):
            if any("disabled=True" in ast.unparse(each) for each in node.decorator_list):
                continue
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


def _cleaned(lines: list[str]) -> tuple[str, ast.Module | Trouble]:
    """Return lines without magics and shell lines, line for line, and what they parse to."""
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
    if _WRITTEN.match(lines[first]):
        return [*lines[:first], "", *map(_absolute, lines[first + 1 :])]
    return [""] * len(lines)


def _absolute(line: str) -> str:
    """Return a line of a file that is written, whose imports from files beside it name no package."""
    found = _RELATIVE.match(line)
    if found is None:
        return line
    return f"{found[1]}{'from ' + found[2].lstrip() if found[2] else found[3]}{line[found.end() :]}"


def modules_written(parts: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the modules that cells are written to, and their packages, by every name they may have."""
    names: set[str] = set()
    for _, text in parts:
        found = _WRITTEN.match(text.lstrip().partition("\n")[0]) if "%%" in text else None
        pieces = [] if found is None else [each for each in found[1].split("/") if each.isidentifier()]
        for start in range(len(pieces)):
            names.update(".".join(pieces[start : end + 1]) for end in range(start, len(pieces)))
    return frozenset(names)


def _repair(lines: list[str], place: int) -> bool:
    """Replace the line at ``place`` if it is a magic; returns whether it was."""
    # The parser names the line where it gave up, which may lie behind the magic.
    for i in range(min(place, len(lines) - 1), max(place - 3, -1), -1):
        replaced = _plain_line(lines[i])
        if replaced is None:
            replaced = older_form(lines[i])
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
    timed = _TIMED.match(stripped)
    if timed is not None:
        return indent + timed[1]
    if stripped.startswith(("%", "!", "?")) or (stripped.endswith("?") and not stripped.startswith("#")):
        return indent + "pass"
    prompt = _PROMPT.match(line)
    if prompt is not None:
        return line[prompt.end() :]
    target, equals, value = stripped.partition("=")
    if equals and value.lstrip().startswith(("%", "!")) and target.strip().isidentifier():
        timed = _TIMED.match(value.lstrip()) if value.lstrip().startswith("%time ") else None
        return f"{indent}{target.strip()} = {'None' if timed is None else timed[1]}"
    return None
