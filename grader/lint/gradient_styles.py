"""The ways in which people write a function that returns a gradient: the formulas are the same in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from grader.lint.calculus import PREAMBLE


class Written(NamedTuple):
    """What is written down: the function's name, its arguments and a formula for each dim."""

    name: str
    args: tuple[str, ...]
    formulas: tuple[str, ...]

    @property
    def given(self) -> str:
        """Return the arguments in a row."""
        return ", ".join(self.args)

    @property
    def row(self) -> str:
        """Return the formulas in a row."""
        return ", ".join(self.formulas)


def _plain(it: Written) -> str:
    return f"def {it.name}({it.given}):\n    return [{it.row}]\n"


def _steps(it: Written) -> str:
    lines = "".join(f"    d{arg} = {formula}\n" for arg, formula in zip(it.args, it.formulas, strict=True))
    return f"def {it.name}({it.given}):\n{lines}    return [{', '.join(f'd{arg}' for arg in it.args)}]\n"


def _lambda(it: Written) -> str:
    return f"{it.name} = lambda {it.given}: [{it.row}]\n"


def _tuple(it: Written) -> str:
    return f"def {it.name}({it.given}):\n    return ({it.row},)\n"


def _helpers(it: Written) -> str:
    pairs = zip(it.args, it.formulas, strict=True)
    parts = "".join(f"def by_{arg}({it.given}):\n    return {formula}\n\n" for arg, formula in pairs)
    calls = ", ".join(f"by_{arg}({it.given})" for arg in it.args)
    return f"{parts}def {it.name}({it.given}):\n    return [{calls}]\n"


def _partials(it: Written) -> str:
    rows = ", ".join(f"lambda {it.given}: {formula}" for formula in it.formulas)
    return f"partials = [{rows}]\n\ndef {it.name}(*point):\n    return [each(*point) for each in partials]\n"


def _appended(it: Written) -> str:
    lines = "".join(f"    found.append({formula})\n" for formula in it.formulas)
    return f"def {it.name}({it.given}):\n    found = []\n{lines}    return found\n"


def _nested(it: Written) -> str:
    head = f"def {it.name}({it.given}):\n    def answer():\n        "
    return f"{head}return [{it.row}]\n    return answer()\n"


def _static(it: Written) -> str:
    body = f"    @staticmethod\n    def gradient({it.given}):\n        return [{it.row}]\n"
    return f"class F:\n{body}\n{it.name} = F.gradient\n"


def _bound(it: Written) -> str:
    body = f"    def gradient(self, {it.given}):\n        return [{it.row}]\n"
    return f"class F:\n{body}\n{it.name} = F().gradient\n"


def _callable(it: Written) -> str:
    body = f"    def __call__(self, {it.given}):\n        return [{it.row}]\n"
    return f"class Gradient:\n{body}\n{it.name} = Gradient()\n"


def _cached(it: Written) -> str:
    head = f"import functools\n\n@functools.lru_cache(maxsize=None)\ndef {it.name}({it.given}):\n"
    return f"{head}    return [{it.row}]\n"


def _defaults(it: Written) -> str:
    return f"def {it.name}({', '.join(f'{arg}=1.0' for arg in it.args)}):\n    return list(({it.row},))\n"


def _annotated(it: Written) -> str:
    args = ", ".join(f"{arg}: float" for arg in it.args)
    return f'def {it.name}({args}) -> list[float]:\n    """Return the slopes."""\n    return [{it.row}]\n'


def _generator(it: Written) -> str:
    lines = "".join(f"    yield {formula}\n" for formula in it.formulas)
    helper = f"def each_slope({it.given}):\n{lines}"
    return f"{helper}\ndef {it.name}({it.given}):\n    return list(each_slope({it.given}))\n"


def _array(it: Written) -> str:
    return f"import numpy as np\n\ndef {it.name}({it.given}):\n    return np.array([{it.row}])\n"


def _numpy(it: Written) -> str:
    names = "from numpy import cos, cosh, exp, log, sin, sinh, sqrt, tan, tanh"
    return f"{names}\n\ndef {it.name}({it.given}):\n    return [{it.row}]\n"


def _dictionary(it: Written) -> str:
    pairs = ", ".join(f"{arg!r}: {formula}" for arg, formula in zip(it.args, it.formulas, strict=True))
    return f"def {it.name}({it.given}):\n    return {{{pairs}}}\n"


def _named_tuple(it: Written) -> str:
    head = f"from collections import namedtuple\n\nSlopes = namedtuple('Slopes', {' '.join(it.args)!r})\n"
    return f"{head}\ndef {it.name}({it.given}):\n    return Slopes({it.row})\n"


STYLES: dict[str, Callable[[Written], str]] = {
    "one return": _plain,
    "a name for each dim": _steps,
    "lambda": _lambda,
    "tuple": _tuple,
    "a helper for each dim": _helpers,
    "list of lambdas": _partials,
    "appended": _appended,
    "function inside": _nested,
    "static method": _static,
    "bound method": _bound,
    "callable object": _callable,
    "cached": _cached,
    "default arguments": _defaults,
    "annotations": _annotated,
    "generator": _generator,
    "dictionary": _dictionary,
    "named tuple": _named_tuple,
    "numpy array": _array,
    "numpy functions": _numpy,
}


def write(style: str, name: str, args: tuple[str, ...], formulas: tuple[str, ...]) -> str:
    """Return a submission that defines ``name`` in a style."""
    return f"{PREAMBLE}\n{STYLES[style](Written(name, args, formulas))}"
