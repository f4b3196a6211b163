"""The language of formulas and programs: its words, its bounds, and its text → syntax tree.

An exercise can come from a stranger, so everything that can grow has a bound: the text, its
nesting, the steps, the elements visited, and the digits of integers.
"""

from __future__ import annotations

import ast
from typing import Literal

FUNCTIONS = frozenset(
    ("abs", "cos", "cosh", "exp", "log", "relu", "sigmoid", "sin", "sinh", "sqrt", "tan", "tanh")
)
RESERVED = FUNCTIONS | {"sum", "zip", "range", "len"}

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.Pow: "pow",
}
SIGNS: dict[type[ast.unaryop], str] = {ast.USub: "neg", ast.UAdd: "pos"}
SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}

FORMULA_LENGTH = 2_000  # characters
PROGRAM_LENGTH = 10_000
NESTING = 100
VISITS = 100_000  # elements of lists looked at, steps made or not
EXPONENT = 1_000
INTEGER = 2**63 - 1  # inputs are int64 or float64; so are literals
QUOTE = 40  # characters of the text that a message quotes


class ProgramError(Exception):
    """A formula or program is not in the language. ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class RootError(ProgramError):
    """The name that ``backward`` starts from is not assigned, or is no number with a gradient."""


class Text:
    """A formula or program as written, for its tree and for the places of its errors."""

    def __init__(self, text: str, mode: Literal["eval", "exec"]) -> None:
        self._text = text.lstrip() if mode == "eval" else text
        self._shift = len(text) - len(self._text)  # characters cut off before the first line
        self._mode = mode

    def tree(self) -> ast.AST:
        """Return the syntax tree; ProgramError if there is none, or one too large."""
        limit = FORMULA_LENGTH if self._mode == "eval" else PROGRAM_LENGTH
        if len(self._text) > limit:
            raise ProgramError(f"found {len(self._text)} characters, at most {limit} are read", 1, 1)
        if not self._text.strip():
            raise ProgramError("found nothing to compute", 1, 1)
        try:
            tree = ast.parse(self._text, filename="<exercise>", mode=self._mode)
        except SyntaxError as error:
            line, column = error.lineno or 1, max(error.offset or 1, 1)
            product = "; a product is written 2*x" if error.msg == "invalid decimal literal" else ""
            message = f"no Python: {error.msg}{product}"
            raise ProgramError(message, line, column + self._shift * (line == 1)) from None
        except (ValueError, RecursionError, MemoryError, OverflowError):
            raise ProgramError("no Python: nested too deeply, or a character no source has", 1, 1) from None
        self._bound_nesting(tree)
        return tree

    def error(self, message: str, node: ast.AST | None) -> ProgramError:
        """Return the error for ``node``, at its place."""
        line = getattr(node, "lineno", 1)
        offset = getattr(node, "col_offset", 0)  # in bytes of UTF-8
        source = "".join(self._text.split("\n")[line - 1 : line])
        column = len(source.encode("utf-8", "replace")[:offset].decode("utf-8", "replace")) + 1
        return ProgramError(message, line, column + self._shift * (line == 1))

    def quote(self, node: ast.AST) -> str:
        """Return the first characters of what ``node`` was written as."""
        lines = (ast.get_source_segment(self._text, node) or type(node).__name__).splitlines()
        short = lines[0][:QUOTE]
        return short if short == "\n".join(lines) else short + "…"

    def _bound_nesting(self, tree: ast.AST) -> None:
        level = [tree]
        for _ in range(NESTING):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
            if not level:
                return
        place = next((node for node in level if hasattr(node, "lineno")), tree)
        raise self.error(f"nested more than {NESTING} levels deep", place)


def check_leaf(leaf: str, entry_point: str) -> None:
    """Raise ProgramError unless ``leaf`` reads like ``Value(x)`` or ``Value(data=x)``."""
    begin, end = f"{entry_point}(", "x)"
    name = leaf.removeprefix(begin).removesuffix(f"={end}")
    if leaf != begin + end and not (name.isidentifier() and leaf == f"{begin}{name}={end}"):
        raise ProgramError(f"expected {begin}{end} or {begin}data={end}, where x is the number", 1, 1)
