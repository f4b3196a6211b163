"""Dual numbers in any dress: inputs that come with their slopes, as a pair, as two arguments, in a closure.

Value and slope are handed on together, and begin with an input and 1, or 0 where another input is asked for.
Weights, powers and tables of terms come in pairs as well: so several inputs have to begin so, or what comes
back has to be a step of f with its slope.
"""

from __future__ import annotations

from types import FrameType, FunctionType
from typing import Any

from grader.sandbox.contents import (
    HOLDS_NOTHING,
    MAX_ITEMS,
    SINGLE,
    flat,
    held_by,
    holds_several,
    is_array,
    items_of,
    number_of,
    numbers_held_by,
)
from grader.sandbox.sums import Sums

_SLOPES = frozenset((0.0, 1.0))  # that inputs start with
_TINY = 1e-6  # beside an input, as a step is and no slope
_NESTED = 2  # closures over pairs of functions, one in another
_PULLS = 3  # numbers that came back with a function, which hands a slope on from there
_DIGITS = 12


class Duals:
    """What was seen of inputs with their slopes while an answer was made."""

    def __init__(self, inputs: tuple[float, ...], sums: Sums) -> None:
        self.inputs, self.sums = inputs, sums
        self.seeded: set[float] = set()
        self.seeds: set[float] = set()
        # Held beside an input, by objects of a kind.
        self.slopes: dict[tuple[object, ...], set[float | None]] = {}
        self.aside: set[float] = set()  # inputs that come with a tiny number
        # Inputs that come with 1, by who was given them; and, where that is another argument, with 1 or 0.
        self.starts: dict[FrameType, tuple[set[float], frozenset[float]]] = {}
        self.carried_on: set[float] = set()  # those that came back as a step of f with its slope
        self.carried_apart: dict[float, set[float]] = {}  # the same where that was an argument of its own
        self.in_block = False  # whether one comes in a matrix that is a dual number
        self.combined = 0  # calls of what was combined of pairs of functions
        self.pulls = 0

    def are_used(self) -> bool:
        """Return whether several inputs are held beside slopes, of which some are 0; weights never are."""
        in_pairs = len(self.seeded) > 1 and 0.0 in self.seeds
        # A power is told by a pair as well, and some are 1: but what comes back is no pair with a step of f.
        by_one = len(self.carried_on) > 1 or len(self.aside) > 1 or self.in_block
        by_functions = self.combined >= _NESTED or self.pulls >= _PULLS
        held = (*self.slopes.values(), *self.carried_apart.values())
        return in_pairs or by_one or by_functions or sum(beside == _SLOPES for beside in held) > 1

    def called(self, given: list[object], frame: FrameType) -> None:
        """Note with what a function is called."""
        self.paired(given, frame)
        self.beside_slope(given, frame)
        if frame.f_code.co_freevars:
            self.combined += _is_combined(frame)

    def left(self, frame: FrameType, given_back: object) -> None:
        """Note what it gives back: a number with a function, or an input as a step of f with its slope."""
        self.pulls += _is_number_with_function(given_back)
        if holds_several(given_back):  # a coroutine gives pairs back that nobody was given
            inputs, beside = self.parted(_numbers_in(given_back))
            if inputs and beside <= _SLOPES:
                self.slopes.setdefault((type(given_back), *inputs), set()).update(beside)
        started, apart = self.starts.pop(frame, ((), ()))
        if started and self.handed_on(given_back):
            self.carried_on.update(() if apart else started)
            for each in started if apart else ():
                self.carried_apart.setdefault(each, set()).update(apart)

    def paired(self, given: list[object], frame: FrameType) -> None:
        """Note an input that comes with its own slope, 1 or 0 and nothing else: a dual number in a pair.

        Also one with a tiny number, as a complex number in a pair has it.
        """
        for value in given:
            if type(value) in SINGLE:
                continue
            several = holds_several(value)
            numbers = _numbers_in(value) if several else [*numbers_held_by(value)]
            inputs, beside = self.parted(numbers)
            if not inputs:
                continue
            if not several:
                kind = value.__code__ if type(value) is FunctionType else type(value)
                self.slopes.setdefault((kind, *inputs), set()).update(beside)
            elif beside <= _SLOPES:
                self.seeded |= inputs  # type: ignore[arg-type]
                self.seeds |= beside  # type: ignore[arg-type]
                self.in_block = self.in_block or _is_block(numbers)
                if 1.0 in beside:
                    self.starts.setdefault(frame, (set(), frozenset()))[0].update(inputs)  # type: ignore[arg-type]
            elif all(each is not None and 0.0 < abs(each) < _TINY for each in beside):
                self.aside |= inputs  # type: ignore[arg-type]

    def parted(self, numbers: list[float | None]) -> tuple[set[float | None], set[float | None]]:
        """Return the one input among numbers, and what comes with it; nothing where it is not so."""
        held = set(numbers)
        inputs = held & set(self.inputs)
        beside = held - inputs
        return (inputs, beside) if len(inputs) == 1 and beside else (set(), set())

    def beside_slope(self, given: list[object], frame: FrameType) -> None:
        """Note an input and its slope, 1 or 0, that are two arguments: what comes back says if they are."""
        numbers = list(map(number_of, given)) if len(given) == len(_SLOPES) else []
        slopes = _SLOPES.intersection(numbers)
        if slopes and not set(self.inputs).isdisjoint(numbers):
            self.starts[frame] = set(self.inputs).intersection(numbers), slopes

    def handed_on(self, given_back: object) -> bool:
        """Return whether a function that was given inputs with slopes gives back a step of f with its own."""
        if type(given_back) in SINGLE or not holds_several(given_back):
            return False
        numbers = [each for each in map(number_of, flat((given_back,))) if each is not None]
        return len(numbers) > 1 and bool(self.sums.others(numbers))


def _numbers_in(several: object) -> list[float | None]:
    """Return the numbers of a row, and those of its rows."""
    return list(map(number_of, flat(flat((several,)))))


def _is_block(numbers: list[float | None]) -> bool:
    """Return whether these are a matrix with one number twice in its diagonal, and 1 beside it."""
    first, *between, last = numbers
    return first == last and first not in between and between in ([1.0, 0.0], [0.0, 1.0])


def _is_combined(frame: FrameType) -> bool:
    """Return whether a function was made of pairs of functions, one of which was made so itself.

    So rules are combined that have a value and a slope. A table of both, a decorator and a helper that is
    given functions have no such pairs in one another.
    """
    own = [frame.f_locals.get(name) for name in frame.f_code.co_freevars]
    pairs = [each for value in own for each in _pairs_of_functions(value)]
    inner = [function for pair in pairs for function in pair]
    return any(_pairs_of_functions(each) for function in inner for each in items_of(function))


def _pairs_of_functions(value: Any) -> list[list[FunctionType]]:
    """Return the functions that a value holds, if there are several; nothing of what is no such pair."""
    if type(value) in HOLDS_NOTHING or type(value) is list:  # a list is one of terms
        return []
    held = [each for each in held_by(value) or () if type(each) is FunctionType]
    return [held] if len(held) > 1 else []


def _is_number_with_function(value: Any) -> bool:
    """Return whether a tuple, list or dict holds a computed number, and a function."""
    if type(value) in SINGLE or not holds_several(value) or is_array(value):
        return False
    held: list[Any] = (value if type(value) in (tuple, list) else items_of(value))[:MAX_ITEMS]
    if not any(type(each) is FunctionType for each in held):
        return False
    numbers = [number for number in map(number_of, held) if number is not None]
    return any(len(repr(number)) > _DIGITS for number in numbers)  # those of a formula's own are short
