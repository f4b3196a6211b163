"""The small formula that gives numbers, made of the numbers at hand: what somebody wrote in its place.

Theory of operation. All formulas of up to two operations are computed at every point and kept by their
values. Numbers that none of them gives are taken apart once more: if they are ``a + b`` with a named number
or constant for ``a``, then ``b`` is what has to be among them. At several points no other formula has the
same values to nine digits by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from grader.scoring.compare import STRICT, agree

FEWEST = 2  # points
_CONSTANTS = (1.0, 2.0, 3.0, 4.0, 0.5)
_DIGITS = 9
_LARGEST = 1e12
_ATOM = 3  # binds more than any operation

Values = tuple[float, ...]


class Formula(NamedTuple):
    """A formula as text, its values, and how tightly its last operation binds."""

    text: str
    values: Values
    binding: int = _ATOM


class _Sign(NamedTuple):
    """An operation of two numbers, and what gives back one of its operands from the result and the other."""

    text: str
    binding: int
    of: Callable[[float, float], float]
    left: Callable[[float, float], float]  # of the result and the right operand
    right: Callable[[float, float], float]  # of the result and the left operand


def _power(x: float, y: float) -> float:
    found = x**y
    return found if isinstance(found, float) else float("nan")


_SIGNS = (
    _Sign(" + ", 0, lambda x, y: x + y, lambda r, y: r - y, lambda r, x: r - x),
    _Sign(" - ", 0, lambda x, y: x - y, lambda r, y: r + y, lambda r, x: x - r),
    _Sign(" * ", 1, lambda x, y: x * y, lambda r, y: r / y, lambda r, x: r / x),
    _Sign(" / ", 1, lambda x, y: x / y, lambda r, y: r * y, lambda r, x: x / r),
    _Sign("**", 2, _power, lambda r, y: _power(r, 1.0 / y), lambda r, x: float("nan")),
)


def formula_of(named: Mapping[str, Sequence[float]], wanted: Sequence[float]) -> str:
    """Return the text of a short formula of ``named`` numbers that gives all ``wanted``, "" if none does."""
    if len(set(zip(*named.values(), strict=True))) < FEWEST or all(
        (2 * each).is_integer() for each in wanted
    ):
        return ""  # whole numbers and halves have many formulas
    atoms = [Formula(name, tuple(values)) for name, values in named.items()]
    atoms += [Formula(f"{number:g}", (number,) * len(wanted)) for number in _CONSTANTS]
    known: dict[Values, Formula] = {}
    for each in _made_of(atoms):
        known.setdefault(_key(each.values), each)
    given = [each.text for each in _giving(tuple(wanted), atoms, known)]
    turned = [_negative(each) for each in _giving(tuple(-each for each in wanted), atoms, known)]
    return min((*given, *turned), key=lambda text: (len(text), text), default="")


def _negative(formula: Formula) -> str:
    return f"-({formula.text})" if formula.binding < _ATOM else f"-{formula.text}"


def _giving(wanted: Values, atoms: Sequence[Formula], known: Mapping[Values, Formula]) -> Iterator[Formula]:
    """Yield formulas that give what is wanted."""
    rest = known.get(_key(wanted))
    if rest is not None and _are(rest.values, wanted):
        yield rest
    for sign in _SIGNS:
        for atom in atoms:
            for inverse, swapped in ((sign.right, False), (sign.left, True)):
                rest = known.get(_key(_at_each(inverse, wanted, atom.values)))
                both = None if rest is None else _joined(sign, *((rest, atom) if swapped else (atom, rest)))
                if both is not None and _are(both.values, wanted):
                    yield both


def _made_of(atoms: Sequence[Formula]) -> Iterator[Formula]:
    """Yield the formulas of none, one and two operations."""
    yield from atoms
    pairs = [both for one in atoms for other in atoms for both in _joint(one, other)]
    yield from pairs
    for pair in {_key(each.values): each for each in reversed(pairs)}.values():
        for atom in atoms:
            yield from _joint(pair, atom)
            yield from _joint(atom, pair)


def _joint(one: Formula, other: Formula) -> Iterator[Formula]:
    """Yield what is made of two formulas; nothing of two constants."""
    if len({*one.values}) == len({*other.values}) == 1:
        return
    for sign in _SIGNS:
        both = _joined(sign, one, other)
        if both is not None:
            yield both


def _joined(sign: _Sign, one: Formula, other: Formula) -> Formula | None:
    """Return a formula of two, None where it has no value."""
    values = _at_each(sign.of, one.values, other.values)
    if not all(isfinite(each) and abs(each) < _LARGEST for each in values):
        return None
    left = one.text if one.binding > sign.binding or _is_sum(sign, one) else f"({one.text})"
    right = other.text if other.binding > sign.binding else f"({other.text})"
    return Formula(f"{left}{sign.text}{right}", values, sign.binding)


def _is_sum(sign: _Sign, one: Formula) -> bool:
    """Return whether what stands on the left needs no brackets: sums and products are read from there."""
    return sign.binding == one.binding < 2


def _at_each(function: Callable[[float, float], float], one: Values, other: Values) -> Values:
    """Return the values of a function at every point; not a number where it has none."""
    found = []
    for x, y in zip(one, other, strict=True):
        try:
            found.append(function(x, y))
        except (ArithmeticError, ValueError):
            found.append(float("nan"))
    return tuple(found)


def _key(values: Values) -> Values:
    """Return values that are equal where others nearly are."""
    return tuple(float(f"{each:.{_DIGITS - 1}e}") for each in values)


def _are(found: Values, wanted: Values) -> bool:
    return all(agree(one, other, STRICT) for one, other in zip(found, wanted, strict=True))
