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
    reads: frozenset[str] = frozenset()  # at its top, before it binds them itself
    defers: frozenset[str] = frozenset()  # inside its functions: read when they are called
    decorated_classes: frozenset[str] = frozenset()


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
    names = _Names()
    try:
        names.block(parsed.body)
    except RecursionError:
        trouble = Trouble("nested too deeply", 1, _line(source, 1))
        return Cell(label=label, filename=filename, source=source, tree=None, error=trouble)
    return Cell(
        label=label,
        filename=filename,
        source=source,
        tree=parsed,
        error=None,
        binds=frozenset(names.binds),
        fills=frozenset(names.fills),
        reads=frozenset(names.reads),
        defers=frozenset(names.defers - names.binds),
        decorated_classes=frozenset(names.decorated),
    )


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
    return [_cell("", name, source, ast.Module([each], [])) for each in _statements(parsed.body)]


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


# --- names --------------------------------------------------------------------------------------


class _Names:
    """Collects the names of a cell in the order in which it runs.

    A name that is read before the cell binds it comes from an earlier cell. Branches are taken as
    run, one after the other: more precision would need to run them.
    """

    def __init__(self) -> None:
        self.binds: set[str] = set()
        self.fills: set[str] = set()
        self.reads: set[str] = set()
        self.defers: set[str] = set()
        self.decorated: set[str] = set()

    def block(self, body: Iterable[ast.AST]) -> None:
        """Take in statements one after the other."""
        for statement in body:
            self.visit(statement)

    def visit(self, node: ast.AST) -> None:
        """Take in one node: what it reads before what it binds."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            self.function(node)
        elif isinstance(node, ast.ClassDef):
            self.class_(node)
        elif isinstance(node, ast.Name):
            self.name(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.binds.update(each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            self.comprehension(node)
        else:
            self.fills.update(_filled_by(node))
            self.block(_in_order(node))
            if isinstance(node, ast.ExceptHandler) and node.name:
                self.binds.add(node.name)

    def name(self, node: ast.Name) -> None:
        """Take in a name."""
        if isinstance(node.ctx, ast.Store):
            self.binds.add(node.id)
        elif node.id not in self.binds:
            self.reads.add(node.id)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Take in a function: decorators and defaults now, its body when it is called."""
        arguments = node.args
        defaults = [each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None]
        inner = _Names()
        inner.binds.update(each.arg for each in ast.walk(arguments) if isinstance(each, ast.arg))
        if isinstance(node, ast.Lambda):
            self.block(defaults)
            inner.visit(node.body)
        else:
            self.block([*node.decorator_list, *defaults])
            inner.block(node.body)
            self.binds.add(node.name)
        self.defers |= inner.reads | (inner.defers - inner.binds)

    def class_(self, node: ast.ClassDef) -> None:
        """Take in a class: its body runs now, in a namespace of its own."""
        self.block([*node.decorator_list, *node.bases, *(each.value for each in node.keywords)])
        inner = _Names()
        inner.block(node.body)
        self.reads |= inner.reads - self.binds
        self.defers |= inner.defers
        self.binds.add(node.name)
        self.decorated |= inner.decorated | ({node.name} if node.decorator_list else set())

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        """Take in a comprehension, whose targets are its own."""
        inner = _Names()
        for generator in node.generators:
            inner.block([generator.iter, generator.target, *generator.ifs])
        inner.block([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.reads |= inner.reads - self.binds
        self.defers |= inner.defers


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Return the parts of a node in the order in which they run: values before targets."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from [each for each in (node.value, *targets) if each is not None]
    elif isinstance(node, ast.AugAssign):
        yield node.value
        if isinstance(node.target, ast.Name):  # it is read before it is bound
            yield ast.Name(node.target.id, ast.Load())
        yield node.target
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield from [node.iter, node.target, *node.body, *node.orelse]
    else:
        yield from _children(node)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Return the nodes right below one; ``ast.iter_child_nodes`` takes three times as long."""
    for value in node.__dict__.values():
        if isinstance(value, list):
            yield from [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            yield value


def _filled_by(node: ast.AST) -> Iterator[str]:
    """Return the names whose object one node changes in place."""
    if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        yield from _root(node)
    elif isinstance(node, ast.AugAssign):
        yield from _root(node.target)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLING:
        yield from _root(node.func)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _may_fill(node.value):
        for each in node.value.args:  # a function may fill what it is given
            yield from _root(each)


def _may_fill(call: ast.Call) -> bool:
    """Return whether a plain function is called that may fill its arguments; ``print`` does not."""
    return isinstance(call.func, ast.Name) and call.func.id != "print"


def _root(node: ast.AST) -> Iterator[str]:
    """Return the name that an attribute or subscript starts from."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


# --- running again ------------------------------------------------------------------------------


class Unit(NamedTuple):
    """One top-level statement of a cell, with its names."""

    cell: int
    statement: ast.stmt
    binds: frozenset[str]
    fills: frozenset[str]
    reads: frozenset[str]
    defers: frozenset[str]


def units_of(cells: list[Cell]) -> list[Unit]:
    """Return the statements of all cells, in the order in which they run."""
    units = []
    for place, cell in enumerate(cells):
        for statement in cell.tree.body if cell.tree is not None else ():
            names = _Names()
            names.visit(statement)
            found = (frozenset(each) for each in (names.binds, names.fills, names.reads, names.defers))
            units.append(Unit(place, statement, *found))
    return units


def slice_for(units: list[Unit], name: str, upto: int) -> list[tuple[int, ast.Module]]:
    """Return the statements that must run again to make ``name`` as cell ``upto`` left it, by cell.

    Static: the statements that bind or fill the name, and before each of them the latest that bind
    or fill what it reads. What a function reads counts from where it is called. Plots, prints and
    checks beside the answer stay out.
    """
    needed: set[int] = set()
    last = max((place for place, unit in enumerate(units) if unit.cell <= upto), default=-1)
    waiting = [(name, last)]
    seen = set(waiting)
    while waiting:
        wanted, last = waiting.pop()
        for place in _makers(units, wanted, last):
            needed.add(place)
            steps = [(each, place - 1) for each in units[place].reads]
            steps += [(each, last) for each in units[place].defers]
            waiting += [step for step in steps if step not in seen]
            seen.update(steps)
    found: dict[int, ast.Module] = {}
    for place in sorted(needed):
        found.setdefault(units[place].cell, ast.Module([], [])).body.append(units[place].statement)
    return list(found.items())


def _makers(units: list[Unit], name: str, last: int) -> list[int]:
    """Return the latest unit at or before ``last`` that binds ``name``, and those that fill it after that."""
    makers = []
    for place in range(min(last, len(units) - 1), -1, -1):
        if name in units[place].fills or name in units[place].binds:
            makers.append(place)
        if name in units[place].binds and name not in units[place].reads:
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
