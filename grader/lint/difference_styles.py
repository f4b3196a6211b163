"""The ways in which people write a numerical gradient: in lines of their own, in a function, in a loop."""

from __future__ import annotations

from collections.abc import Callable

from grader.lint.calculus import PREAMBLE, function_of, function_source
from grader.lint.numerical_gradients import function_form, source
from grader.model import Check, Exercise

# What a formula's places are in a loop over the dims: moved(i, s) is the point with dim i moved by s.
_IN_A_LOOP = {
    "here": "{f}(*point)",
    "plus": "{f}(*moved(point, i, _h))",
    "minus": "{f}(*moved(point, i, -_h))",
    "all_plus": "{f}(*[each + _h for each in point])",
    "all_minus": "{f}(*[each - _h for each in point])",
    "next_plus": "{f}(*moved(point, (i + 1) % len(point), _h))",
    "next_minus": "{f}(*moved(point, (i + 1) % len(point), -_h))",
    "ones": "{f}(*[1.0 for each in point])",
    "ones_plus": "{f}(*moved([1.0 for each in point], i, _h))",
    "ones_minus": "{f}(*moved([1.0 for each in point], i, -_h))",
}
_MOVED = (
    "def moved(base, i, step):\n    return [each + step * (i == place) for place, each in enumerate(base)]\n"
)
_ARRAY = """\
def moved(base, i, step):
    away = np.array(base, dtype=float)
    away[i] += step
    return away
"""

Way = Callable[[Exercise, Check, tuple[float, ...], tuple[str, str]], str]


def _in_function(exercise: Exercise, check: Check, point: tuple[float, ...], how: tuple[str, str]) -> str:
    return function_form(exercise, check, how)


def _head(
    exercise: Exercise, check: Check, point: tuple[float, ...], how: tuple[str, str]
) -> tuple[str, str]:
    """Return the lines before a loop, and the formula in it."""
    function = function_of(exercise, check)
    places = {key: text.format(f=function.name) for key, text in _IN_A_LOOP.items()}
    head = f"{PREAMBLE}\n{function_source(function)}\n_h = {how[1]}\npoint = {list(point)!r}\n"
    return head, how[0].format(**places)


def _in_loop(exercise: Exercise, check: Check, point: tuple[float, ...], how: tuple[str, str]) -> str:
    head, formula = _head(exercise, check, point, how)
    name = check.entry_point
    loop = f"for i in range(len(point)):\n    {name}.append({formula})\n"
    return f"{head}{_MOVED}\n{name} = []\n{loop}"


def _with_arrays(exercise: Exercise, check: Check, point: tuple[float, ...], how: tuple[str, str]) -> str:
    head, formula = _head(exercise, check, point, how)
    made = f"np.array([{formula} for i in range(len(point))])"
    return f"import numpy as np\n{head}{_ARRAY}\n{check.entry_point} = {made}\n"


STYLES: dict[str, Way] = {"lines": source, "function": _in_function, "loop": _in_loop, "arrays": _with_arrays}
