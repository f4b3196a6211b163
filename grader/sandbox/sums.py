"""Values of f's own sums, met while an entry point answers: in code that adds up whatever it is given.

A derivative takes a sum apart term by term, so no closed formula needs the value of the sum. Rules that
differentiate mechanically work f out on the way, in lists, pairs or closures as much as in objects: one
addition of theirs makes one sum of f after the other. Who evaluates f beside a formula has each sum in a
place of its own, however often, and is not told. Runs in the worker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

_SAME = 1e-12  # relative; terms that are added in another order round otherwise
ENOUGH = 2


class Sums:
    """The sums to look for, and which of them were met where."""

    __slots__ = (
        "by_code", "by_place", "by_steps", "filled", "kept", "made", "root", "steps", "stored", "values",
    )  # fmt: skip

    def __init__(self, values: Iterable[float], steps: Sequence[float] = ()) -> None:
        self.values = sorted(map(abs, values))
        self.steps = sorted(map(abs, steps))
        self.root = _place(steps[0], self.steps) if steps else None
        self.by_steps: dict[object, set[frozenset[int]]] = {}
        self.by_place: dict[object, dict[int, object]] = {}
        self.by_code: dict[object, set[frozenset[int]]] = {}
        self.kept: dict[object, set[frozenset[int]]] = {}
        self.filled: dict[object, tuple[set[int], set[int]]] = {}
        self.made: set[int] = set()  # steps that are no sums, which functions have given back
        self.stored = False

    def known(self, number: float) -> int | None:
        """Return which sum a number is, of whatever sign; None if it is none."""
        return _place(number, self.values)

    def pause(self) -> tuple[list[float], list[float]]:
        """Look for nothing, and return what was looked for."""
        before = self.values, self.steps
        self.values, self.steps = [], []
        return before

    def added(self, number: float, place: object, frame: object) -> None:
        """Note a sum that the instruction at ``place`` made in ``frame``, which lives on by that."""
        found = self.known(number)
        if found is not None:
            self.by_place.setdefault(place, {}).setdefault(found, frame)

    def passed(self, numbers: Collection[float], code: object) -> None:
        """Note the sums among the numbers that a function was given, or gave back."""
        found = self._among(numbers)
        if found:
            self.by_code.setdefault(code, set()).add(found)
        places = [(_place(number, self.steps), number) for number in numbers]
        # A sum of terms says nothing here: who adds them up meets each.
        steps = frozenset(
            place
            for place, number in places
            if place is not None and (place == self.root or self.known(number) is None)
        )
        if steps:
            self.by_steps.setdefault(code, set()).add(steps)

    def gave(self, numbers: Collection[float]) -> None:
        """Note the steps of f that are no sums among what a function gave back, be it in words."""
        self.made |= self.others(numbers)

    def put(self, numbers: Collection[float], code: object) -> None:
        """Note what stands at the end of a list that a function fills: sums, and other steps of f."""
        sums, others = self.filled.setdefault(code, (set(), set()))
        sums |= self._among(numbers)
        others |= self.others(numbers)

    def is_tape(self, sums: Collection[int], others: Collection[int]) -> bool:
        """Return whether a list holds sums beside other steps of f.

        Sums alone are those of who adds up f and keeps what comes of it.
        """
        return len(sums) >= ENOUGH and (not self.steps or len(others) >= ENOUGH)

    def named(self, numbers: Collection[float], code: object) -> None:
        """Note the sums among the numbers that a function had names for."""
        found = self._among(numbers)
        if found:
            self.kept.setdefault(code, set()).add(found)

    def held(self, numbers: Collection[float], places: int = 0) -> None:
        """Note the sums among the numbers that one list or dict holds beside other steps of f.

        None if each may have been given a place of its own, of which the code that holds them spells so many.
        """
        sums = self._among(numbers)
        self.stored = self.stored or (len(sums) > places and self.is_tape(sums, self.others(numbers)))

    def others(self, numbers: Iterable[float]) -> frozenset[int]:
        """Return the steps of f among the numbers that are no sums of its terms."""
        found = (_place(each, self.steps) for each in numbers if self.known(each) is None)
        return frozenset(each for each in found if each is not None)

    def _among(self, numbers: Collection[float]) -> frozenset[int]:
        return frozenset(each for each in map(self.known, numbers) if each is not None)

    def are_worked_out(self) -> bool:
        """Return whether one piece of code made several sums: in calls of their own, or into one list.

        Who adds up terms beside their derivatives, with a function, has derived these; rules that
        differentiate give the other steps of f back as well.
        """
        has_rules = not self.steps or len(self.made) >= ENOUGH
        # A helper that is called for every dim may meet all sums each time; an addition meets one at a time.
        passed = any(len(found) >= ENOUGH for found in self.by_code.values())
        # The same frame again is a loop that adds up f itself.
        added = any(len(set(map(id, found.values()))) >= ENOUGH for found in self.by_place.values())
        # A helper that ends earlier for one dim than for another has the first of its sums each time.
        kept = any(one - two and two - one for found in self.kept.values() for one in found for two in found)
        filled = any(self.is_tape(*found) for found in self.filled.values())
        every = any(map(self.is_every_step, self.by_steps.values()))
        return self.stored or (has_rules and (passed or added or kept)) or filled or every

    def is_every_step(self, found: set[frozenset[int]]) -> bool:
        """Return whether a function met f's value, and in other calls others of its steps."""
        others = frozenset[int]().union(*(each for each in found if self.root not in each))
        return len(others) >= ENOUGH and any(self.root in each for each in found)


def _place(number: float, values: list[float]) -> int | None:
    """Return where a number stands among sizes, of whatever sign; None if it does not."""
    size = abs(number)
    place = bisect_left(values, size * (1.0 - _SAME))
    return place if place < len(values) and values[place] <= size * (1.0 + _SAME) else None
