"""What a submission spells that can hide how an answer is made, read before any of its code runs.

Whoever looks on while an entry point answers lives in the process of the code that it looks at, and can be
fooled. The text cannot change itself: what is told here was written to the channel before the first cell
ran. Only what an entry point is made of is read, so that another cell's arithmetic is not held against it;
what reaches into the interpreter counts wherever it stands. Runs in the worker, on hostile text.
"""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from opcode import opmap
from operator import truediv
from types import CodeType
from typing import NamedTuple

from grader.sandbox import protocol
from grader.sandbox.cells import Cells
from grader.sandbox.examine import Cell
from grader.sandbox.units import MAX_STATEMENTS

_NUMBERS, _BEHIND = frozenset(protocol.OTHER_NUMBERS), frozenset(protocol.BEHIND)
_ANYWHERE = frozenset(protocol.BEHIND_ANYWHERE)
_WORDS = _NUMBERS | _BEHIND
# Most submissions use none of these names, and none of their trees is walked for it.
_SIGNS = frozenset(word.rpartition(".")[2] for word in _WORDS)
_CHAIN = 3  # names that are bound by way of each other
PARTS = 3  # that a function calls itself for; one that multiplies, sorts or flattens has fewer
# How numpy names kinds of numbers in short, and where: complex ones, and those of more digits.
_KINDS = dict.fromkeys(("D", "F", "G", "c16", "c8", "c32", "complex", "complex64", "complex128"), "complex")
_KINDS |= dict.fromkeys(("g", "f16", "longdouble", "float128"), "longdouble")
_ARRAYS = frozenset(
    (
        "view",
        "astype",
        "getfield",
        "dtype",
        "array",
        "asarray",
        "asanyarray",
        "zeros",
        "ones",
        "empty",
        "full",
    )
) | {"fromiter", "frombuffer", "linspace", "arange", "eye", "identity"}
_MATHEMATICS = frozenset((*protocol.FUNCTIONS, "pow"))
_MODULES_BEHIND = frozenset(("inspect", "socket"))  # of which something is harmless
_MODULES = frozenset(("cmath", "math", "np", "numpy"))  # whose functions may have the name of one's own
# From Python 3.12 on a method is loaded as an attribute, and the instruction of its own is above a byte.
_LOADING = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_METHOD", "LOAD_ATTR")
_LOADS = [opmap[name] for name in _LOADING if opmap.get(name, 256) < 256]
_ASKING = frozenset(("isinstance", "issubclass"))  # whether something is complex, which makes nothing so
# Methods have such names too.
_CALLED = frozenset(("exec", "eval", "compile", "getattr", "globals", "locals", "vars"))
# Of those nobody gives to a variable: who hands them on calls them somewhere else.
_HANDED_ON = frozenset(("exec", "eval", "compile", "getattr", "globals"))
_BY_NAME = frozenset(("getattr", "attrgetter", "methodcaller"))  # functions that are told names
# Where one of these stands, a module may be reached that was imported and is named nowhere.
_REACHING = frozenset((*_CALLED, "__import__", "__main__", "__builtins__", "attrgetter", "importlib"))
_REACHING |= {"__globals__", "f_globals", "f_locals"}
# What may be asked for by a name that is put together. Many slopes begin with a d; no module has ``decimal``
# but by an import, and a descriptor that is doubled says nothing yet.
_ATTRIBUTES = frozenset(word.rpartition(".")[2] for word in _WORDS) - {"decimal", "dup", "dup2"}
_HARMLESS = frozenset(("inspect.signature", "socket.gethostname", "socket.getfqdn"))
_ARGUMENTS = frozenset(("co_argcount", "co_varnames"))  # which code tells of a function's arguments
# Where one of these stands, strings are made of what is none.
_MAKING_TEXT = frozenset(("chr", "bytes", "bytearray", "decode", "dir", "__dir__", "__doc__", "co_varnames"))
_MAKING_TEXT |= {"lower", "upper", "swapcase", "casefold", "capitalize", "title", "translate", "replace"}
_SHORT = 3  # a word of so few letters is in many others
_LETTER = "%c"  # in a text, or a number that is formatted so
_MOST_LETTERS = 20_000


def spelled(cells: Cells) -> dict[str, list[str]]:
    """Return the words of the protocol that the code of each entry point spells, where there are any."""
    itself: Counter[str] = Counter()
    if not any(_may_spell(cell, itself) for cell in cells.cells) and max(itself.values(), default=0) < PARTS:
        return {}
    trees = [cell.tree for cell in cells.cells if cell.tree is not None]
    everything = set(_words(trees))
    if not everything - {protocol.QUOTIENT_OF_SUM}:
        return {}
    is_long = sum(len(tree.body) for tree in trees) > MAX_STATEMENTS
    found = {}
    for name in cells.entry_points:
        own = everything if is_long else _own_words(name, cells, everything)
        words = own | (everything & _ANYWHERE)
        if words - {protocol.QUOTIENT_OF_SUM}:
            found[name] = sorted(words)
    return found


def _own_words(name: str, cells: Cells, everything: set[str]) -> set[str]:
    """Return the words of what makes an entry point."""
    made_by = [tree for _, tree in cells.units.slice_for(name, len(cells.cells))]
    # What no statement binds is bound by other means, if at all.
    return set(_words(made_by)) if made_by else everything & _BEHIND


def _may_spell(cell: Cell, own: Counter[str]) -> bool:
    """Return whether one of the words may be in a cell, by its code alone where there is any."""
    return cell.tree is not None if cell.code is None else _shows_sign(cell.code, own)


def _shows_sign(code: CodeType, own: Counter[str]) -> bool:
    """Return whether a code uses one of the names, or a number that is complex; or what it defines does.

    How often functions of a name load it themselves is added to ``own``.
    """
    name = code.co_name
    if _names_a_sign(code):
        return True
    if name in code.co_names or name in code.co_freevars:
        own[name] += _loads_of(name, code)
    for constant in code.co_consts:
        kind = type(constant)
        if kind is CodeType:
            if constant.co_name[0] == "<":  # a comprehension, which is a part of the function
                own[name] += _loads_of(name, constant)
            if _shows_sign(constant, own):
                return True
        elif kind is complex or (kind is tuple and any(type(each) is complex for each in constant)):
            return True
    return False


def _names_a_sign(code: CodeType) -> bool:
    names = code.co_names
    if not _SIGNS.isdisjoint(names) or "." in "".join(names):
        return True
    return not _ARRAYS.isdisjoint(names) and any(
        type(each) is str and each in _KINDS for each in code.co_consts
    )


def _loads_of(name: str, code: CodeType) -> int:
    """Return how often a code loads a function's name, or an attribute of that name; or more."""
    if name in _MATHEMATICS or name[:2] == "__":  # a module's or a base class's, and most classes have some
        return 0
    if name in code.co_names:
        place = code.co_names.index(name)
        pairs = [(op, each) for op in _LOADS for each in (place, 2 * place, 2 * place + 1) if each < 256]
        text = code.co_code  # made anew each time that it is asked for
        return sum(text.count(bytes(pair)) for pair in set(pairs))
    if name in code.co_freevars:
        cells = [each for each in code.co_cellvars if each not in code.co_varnames]
        place = code.co_nlocals + len(cells) + code.co_freevars.index(name)
        return code.co_code.count(bytes((opmap["LOAD_DEREF"], place))) if place < 256 else PARTS
    return 0


def _words(trees: Iterable[ast.Module]) -> Iterator[str]:
    """Yield the words that stand in some code."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    text = Text.of(nodes)
    found = {word for node in nodes for word in _words_of(node, text)}
    yield from found
    if found & _REACHING or "modules" in text.attributes:
        yield from text.imported
    # Most that comes so far holds nothing imaginary, and is not looked at so closely.
    if any(_makes_complex(node) for node in nodes) and _steps_aside(nodes):
        yield protocol.IMAGINARY_STEP
    if _takes_apart(nodes):
        yield protocol.OWN_RULES


class Text(NamedTuple):
    """What the names in some code stand for."""

    modules: dict[str, str]  # that were imported under another name
    stored: frozenset[str]  # names that are bound
    loaded: frozenset[str]  # and those that are used, but for what is harmless
    called: frozenset[int]  # the names that are called where they stand, and those of what is harmless
    attributes: frozenset[str]
    strings: frozenset[str]  # and the names of what is given by name
    imported: frozenset[str]  # words of what is imported, used or not
    # Calls of ``globals`` and ``locals`` for the submission's own, as the text shows; code for its arguments.
    asked: frozenset[int]

    @staticmethod
    def of(nodes: list[ast.AST]) -> Text:
        """Return what the names in these nodes stand for."""
        imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
        attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
        names = [node for node in nodes if isinstance(node, ast.Name)]
        harmless = {id(each.value) for each in attributes if _dotted(each, {}) in _HARMLESS}
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        imported = _WORDS.intersection(name for node in imports for name in _imported(node, node.names))
        asked = {*_asked_for_functions(nodes), *(() if imported else _asked_for_variables(nodes))}
        told = [each.value for each in attributes if each.attr in _ARGUMENTS]
        asked |= {id(each) for each in told if isinstance(each, ast.Attribute) and each.attr == "__code__"}
        return Text(
            modules={
                each.asname: each.name
                for node in imports
                if isinstance(node, ast.Import)
                for each in node.names
                if each.asname
            },
            stored=frozenset(each.id for each in names if not isinstance(each.ctx, ast.Load)),
            loaded=frozenset(each.id for each in names if id(each) not in harmless),
            called=frozenset(called | harmless),
            attributes=frozenset(each.attr for each in attributes),
            strings=frozenset(string for node in nodes for string in _strings_in(node)),
            imported=imported,
            asked=frozenset(asked),
        )


def _strings_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and type(node.value) is str:
        yield _LETTER if _LETTER in node.value else node.value
    elif isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
        last = node.format_spec.values[-1:]
        yield _LETTER if any(str(getattr(each, "value", "")).endswith("c") for each in last) else ""
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg


def _dotted(node: ast.Attribute, modules: dict[str, str]) -> str:
    """Return an attribute with the module that it is asked of, such as ``os.read``."""
    if not isinstance(node.value, ast.Name):
        return ""
    return f"{modules.get(node.value.id, node.value.id)}.{node.attr}"


def _imported(node: ast.Import | ast.ImportFrom, names: Iterable[ast.alias]) -> Iterator[str]:
    """Yield the parts of the names that are imported, and what is imported from a module with its name."""
    module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    for each in names:
        yield from each.name.split(".")
        yield from (*module.split("."), f"{module}.{each.name}") if module else ()


def _used(node: ast.Import | ast.ImportFrom, text: Text) -> Iterator[ast.alias]:
    """Yield what of an import is named anywhere, without what is harmless."""
    for each in node.names:
        bound = (each.asname or each.name).partition(".")[0]
        if (bound == "*" or bound in text.loaded) and _HARMLESS.isdisjoint(_imported(node, (each,))):
            yield each


def _words_of(node: ast.AST, text: Text) -> Iterator[str]:
    """Yield the words of one node, without those of the nodes below it."""
    if id(node) in text.asked:
        return
    if isinstance(node, ast.Call):
        yield from _words_of_call(node, text)
    elif isinstance(node, ast.Constant):
        yield from ("complex",) if type(node.value) is complex else ()
    elif isinstance(node, ast.BinOp):
        yield from (protocol.QUOTIENT_OF_SUM,) if _divides_a_sum(node) else ()
    elif isinstance(node, ast.ClassDef):
        yield from ("complex",) if any(map(_is_complex, node.bases)) else ()
    else:
        for name in _names_in(node, text):
            yield from _known(name)
        if isinstance(node, ast.Name) and _is_handed_on(node, text):
            yield node.id


def _is_handed_on(node: ast.Name, text: Text) -> bool:
    return node.id in _HANDED_ON and node.id not in text.stored and id(node) not in text.called


def _names_in(node: ast.AST, text: Text) -> Iterator[str]:
    """Yield the names that a node reads, or imports for use."""
    if isinstance(node, ast.Attribute):
        yield from (node.attr, _dotted(node, text.modules))
    elif isinstance(node, ast.Name):
        yield from () if id(node) in text.called and node.id in _MODULES_BEHIND else (node.id,)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from _imported(node, _used(node, text))


def _known(name: str) -> Iterator[str]:
    if name in _WORDS and name != "complex" and name not in _CALLED | _BY_NAME:
        yield name


def _words_of_call(node: ast.Call, text: Text) -> Iterator[str]:
    """Yield what only a call tells: that something is made complex, or that text is run."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else name
    if name in _CALLED or called in _BY_NAME:
        yield from () if _names_its_attribute(called, node, text) else (called,)
    elif name == "complex":
        yield name
    given = [*node.args, *(each.value for each in node.keywords)]
    if called in _ARRAYS or any(each.arg == "dtype" for each in node.keywords):
        yield from (
            _KINDS[each.value] for each in given if isinstance(each, ast.Constant) and each.value in _KINDS
        )
    if name not in _ASKING and any(map(_is_complex, given)):
        yield "complex"


def _names_its_attribute(name: str, node: ast.Call, text: Text) -> bool:
    """Return whether attributes are asked for by names that the text shows, of which none is a word."""
    if name == "vars":
        return bool(node.args) and not _may_make_word(text)
    named = {"getattr": node.args[1:2], "attrgetter": node.args, "methodcaller": node.args[:1]}.get(name, [])
    return bool(named) and all(_is_harmless_name(each, text) for each in named)


def _is_harmless_name(node: ast.expr, text: Text) -> bool:
    """Return whether a name is shown that is no word, or begins as no word and no private one does.

    A name that stands somewhere else in the text is none where no word can be put together of its strings.
    """
    if isinstance(node, ast.Constant):
        return _WORDS.isdisjoint(str(node.value).split("."))
    begins = _beginning(node)
    if begins:
        return not any(word.startswith(begins) for word in _ATTRIBUTES)
    return isinstance(node, (ast.Name, ast.Subscript)) and not _may_make_word(text)


def _may_make_word(text: Text) -> bool:
    """Return whether a word can be put together in a text, of its strings or of letters."""
    return not _MAKING_TEXT.isdisjoint(text.loaded | text.attributes) or _can_be_made_of(
        text.strings, "join" in text.attributes
    )


@functools.lru_cache(maxsize=8)
def _can_be_made_of(strings: frozenset[str], joined: bool) -> bool:
    """Return whether a word can be put together of strings, forwards or backwards, or of ever so many."""
    if _LETTER in strings or (joined and "" in strings) or sum(map(len, strings)) > _MOST_LETTERS:
        return True
    pieces = {piece for string in strings for piece in string.split()}
    pieces |= {piece[::-1] for piece in pieces}
    parts = pieces.union(strings, (string[::-1] for string in strings)) - {""}
    return any(_is_made_of(parts, word) for word in _ATTRIBUTES) or any(
        _is_cut_from(piece, word) for word in _ATTRIBUTES if len(word) > _SHORT for piece in pieces
    )


def _is_cut_from(part: str, word: str) -> bool:
    """Return whether a word is left where something is taken out of a string, as a slice does."""
    letters = iter(part)
    return all(letter in letters for letter in word)


def _is_made_of(parts: Collection[str], word: str) -> bool:
    ends = {0}
    for place in range(len(word)):
        if place in ends:
            ends.update(place + len(part) for part in parts if word.startswith(part, place))
    return len(word) in ends


def _beginning(node: ast.expr) -> str:
    """Return how a name that is put together begins, "" if that is not shown or it is a private one."""
    first = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else None
    if isinstance(node, ast.JoinedStr) and node.values:
        first = node.values[0]
    begins = first.value if isinstance(first, ast.Constant) else ""
    return begins if type(begins) is str and begins[:1] != "_" and "." not in begins else ""


def _asked_for_functions(nodes: list[ast.AST]) -> Iterator[int]:
    """Yield the calls of ``globals`` that are asked for functions by names that begin like no others."""
    asked = [
        node
        for node in nodes
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "globals"
    ]
    if not asked:  # nearly always
        return
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    others = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    imports = [node for node in imports if getattr(node, "module", None) not in _MODULES]
    others |= {each.asname or each.name for node in imports for each in node.names}
    for node in asked:
        begins = _beginning(node.slice)
        own = bool(begins) and any(name.startswith(begins) for name in defined)
        if own and "*" not in others and not any(name.startswith(begins) for name in others):
            yield id(node.value)


def _asked_for_variables(nodes: list[ast.AST]) -> Iterator[int]:
    """Yield the calls of ``locals`` in functions, which have what the text binds there and nothing else."""
    for function in nodes:
        if isinstance(function, ast.FunctionDef):
            inside = [each for statement in function.body for each in ast.walk(statement)]
            calls = [each for each in inside if isinstance(each, ast.Call) and not each.args]
            yield from (id(each) for each in calls if getattr(each.func, "id", "") == "locals")


def _divides_a_sum(node: ast.BinOp) -> bool:
    """Return whether a sum is divided by one number: by h, or by 2*h."""
    left, right = node.left, node.right
    if (
        isinstance(right, ast.BinOp)
        and isinstance(right.op, ast.Mult)
        and isinstance(right.left, ast.Constant)
    ):
        right = right.right
    divides = isinstance(node.op, (ast.Div, ast.FloorDiv)) and isinstance(right, ast.Name)
    return divides and isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Add, ast.Sub))


def _is_complex(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "complex"


# --- imaginary steps ----------------------------------------------------------------------------


def _steps_aside(nodes: list[ast.AST]) -> bool:
    """Return whether a real number gets an imaginary part; Euler's formulas multiply alone."""
    bound = [pair for node in nodes for pair in _bindings(node)]
    names: frozenset[str] = frozenset()
    for _ in range(_CHAIN):
        imaginary = _imaginary(nodes, names)
        names = frozenset(name for name, value in bound if id(value) in imaginary)
    return any(_is_aside(node, imaginary) for node in nodes)


def _makes_complex(node: ast.AST) -> bool:
    return _is_imaginary(node, frozenset()) or (isinstance(node, ast.Call) and _is_complex(node.func))


def _is_aside(node: ast.AST, imaginary: set[int]) -> bool:
    """Return whether an imaginary part is given, or something imaginary is added to what is not."""
    if isinstance(node, ast.Call) and _is_complex(node.func):
        parts = [*node.args[1:], *(each.value for each in node.keywords if each.arg != "real")]
        return any(not isinstance(part, ast.Constant) or bool(part.value) for part in parts)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, (ast.Add, ast.Sub)):
        return False
    real = [side for side in (node.left, node.right) if id(side) not in imaginary]
    return len(real) == 1 and any(isinstance(each, ast.Name) for each in ast.walk(real[0]))


def _imaginary(nodes: list[ast.AST], names: frozenset[str]) -> set[int]:
    """Return the nodes that hold something imaginary, up to where the real part is taken."""
    found: set[int] = set()
    for node in reversed(nodes):  # those below come first
        below = any(id(each) in found for each in ast.iter_child_nodes(node))
        if (below or _is_imaginary(node, names)) and not _takes_real_part(node):
            found.add(id(node))
    return found


def _takes_real_part(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "real"
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "abs"


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a node binds to a value, or to each of its items."""
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        targets, value = [node.target], node.value
    elif isinstance(node, (ast.For, ast.comprehension)):
        targets, value = [node.target], node.iter
    else:
        return
    for target in targets:
        for each in ast.walk(target):
            if isinstance(each, ast.Name):
                yield each.id, value


def _is_imaginary(node: ast.AST, names: frozenset[str]) -> bool:
    """Return whether a node is a complex constant, a name that is bound to one, or a root of a negative."""
    if isinstance(node, ast.Constant):
        return type(node.value) is complex
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Call):
        return _calls_for_imaginary(node)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow):
        return False
    base, exponent = _constant(node.left), _constant(node.right)
    return base is not None and base < 0 and exponent is not None and exponent % 1 != 0


def _calls_for_imaginary(node: ast.Call) -> bool:
    """Return whether a root or logarithm of a negative number is called for, or a number by its angle."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    number = _constant(node.args[0]) if node.args else None
    by_angle = isinstance(node.func, ast.Attribute) and _dotted(node.func, {}) == "cmath.rect"
    return by_angle or (name in ("sqrt", "log") and number is not None and number < 0)


def _constant(node: ast.expr) -> float | None:
    """Return the number that stands there: by itself, with a minus or as a quotient."""
    divisors = []
    while isinstance(node, (ast.UnaryOp, ast.BinOp)):
        if isinstance(node, ast.UnaryOp):
            below, node = (-1.0 if isinstance(node.op, ast.USub) else None), node.operand
        else:
            below, node = (_constant(node.right) if isinstance(node.op, ast.Div) else None), node.left
        if not below:
            return None
        divisors.append(below)
    number = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(number, (int, float)) or number is True or number is False:
        return None
    try:
        return functools.reduce(truediv, reversed(divisors), number)
    except OverflowError:  # nor has Python a root of it
        return None


# --- rules that call themselves -----------------------------------------------------------------


def _takes_apart(nodes: list[ast.AST]) -> bool:
    """Return whether a function, or the methods of one name, call themselves for parts of expressions."""
    found: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name not in _MATHEMATICS:
            found[node.name] += sum(_calls_for_part(each, node) for each in ast.walk(node))
    return max(found.values(), default=0) >= PARTS


def _calls_for_part(node: ast.AST, function: ast.FunctionDef) -> bool:
    """Return whether a node calls ``function`` for a part of what it was given: an item, or an attribute."""
    if not isinstance(node, ast.Call):
        return False
    given = node.args[0] if node.args else None
    if isinstance(node.func, ast.Attribute):
        is_method = node.func.attr == function.name
        given = node.func.value if is_method and not _is_given(node.func.value, function) else given
        return is_method and _is_part(given, function)
    if isinstance(node.func, ast.Name) and node.func.id == "map":
        return isinstance(given, ast.Name) and given.id == function.name
    return isinstance(node.func, ast.Name) and node.func.id == function.name and _is_part(given, function)


def _is_given(node: ast.expr, function: ast.FunctionDef) -> bool:
    args = function.args
    return isinstance(node, ast.Name) and node.id in {each.arg for each in (*args.posonlyargs, *args.args)}


def _is_part(node: ast.expr | None, function: ast.FunctionDef) -> bool:
    """Return whether a node is an item or an attribute, or a name that one was unpacked to."""
    if isinstance(node, ast.Name):
        return not _is_given(node, function) and node.id not in _MODULES
    return isinstance(node, (ast.Subscript, ast.Attribute))
