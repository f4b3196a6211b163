"""What is found out about the dims of a numerical gradient: by which difference of f each is made, if by any.

What an answer is made of is known for every dim, or for none.
"""

from __future__ import annotations

import math
from struct import pack, unpack
from typing import NamedTuple

from grader.model import CaseResult, Method, Numbers
from grader.scoring import stencil, tape
from grader.scoring.asking import Asked, Gathered
from grader.scoring.compare import agree
from grader.scoring.difference_mistakes import Cause, Differing, causes, in_short, shape_of
from grader.scoring.serving import base_of, numbers_of, task_of
from grader.scoring.stencil import EPS, Stencil
from grader.spec.program import trace_formula, with_leaves

# Steps at which a difference still is one, and those at which nobody is surprised; relative above.
_SMALLEST, _LARGEST = 1e-13, 0.125
_USUAL_SMALLEST, _USUAL_LARGEST = 1e-10, 1e-2
_EXACT = 1e-12  # no finite difference in doubles is so close to the derivative
_PASTED = 1e-14  # nor does one come so close by chance
_CHANCE = 1e-6  # that all of them do
_ROUGH = 1e-3  # of a right number that was rounded
_HALF = 0.4  # less than what who divides by 2h in the place of h is off
_SHOWN = 1e-6  # the step of a difference that is shown beside a number which is none
_OTHER_F = ("other_f", "")  # the flag
# Steps as people write them. Below these rounding is larger than what tells one method from the other.
_WRITTEN = (
    *(digit * 10.0**-power for power in range(1, 8) for digit in (1, 2, 5)),
    *(2.0**-power for power in range(3, 24)),
)


class Dim(NamedTuple):
    """What is found out about one dim. ``right`` is None where the tolerance has to decide."""

    right: bool | None
    causes: tuple[Cause, ...] = ()  # if the dim is wrong
    flags: tuple[tuple[str, str], ...] = ()  # codes with a field, if the dim is right


class Dims:
    """Finds out about the dims of one answer."""

    def __init__(self, asked: Asked, gathered: Gathered, case: CaseResult) -> None:
        task = task_of(asked)
        self.asked, self.gathered, self.results = asked, gathered, case.dims
        self.graph = trace_formula(asked.exercise.function(task.of))
        self.base = tuple(map(float, base_of(asked)))
        self.made = gathered.made
        self.differing = Differing(self.base, task.dims, task.method)
        self.tolerance = case.tolerance
        self.allowed: dict[int, list[stencil.Difference]] = {}  # by the points of the answer, for each dim

    def all(self) -> tuple[Dim, ...]:
        """Return what is found out about every dim."""
        if self.never_evaluated() or self.is_not_made_again():
            return self.without_f()
        if not self.made:
            return tuple(self.by_number(place) for place in range(len(self.results)))
        if not self.leaves_the_base():
            return self.without_f(Cause("not-moved"))
        places = range(len(self.made))
        found = [self.dim(place) for place in places]
        if self.is_exact(self.actual(), _PASTED) and not self.is_exact(
            tuple(map(self.again, places)), _EXACT
        ):
            found = [dim._replace(flags=(*dim.flags, _OTHER_F)) for dim in found]
        elif self.is_too_exact():
            found = [dim._replace(flags=(*dim.flags, ("too-exact", ""))) for dim in found]
        wrong = tuple(place for place in places if found[place].right is False)
        named = causes(self.made, wrong, self.differing)
        return tuple(
            dim._replace(causes=(named[place],)) if place in named else dim for place, dim in enumerate(found)
        )

    def never_evaluated(self) -> bool:
        """Return whether the code gives numbers without the function."""
        served = self.gathered.served
        return served is not None and not served.points and isinstance(served.outcome, Numbers)

    def is_not_made_again(self) -> bool:
        """Return whether constants come out again that are not the student's own numbers."""
        made = [each.stencil for each in self.made]
        return bool(made) and all(
            each is not None and not each.terms and each.constant != number and not self.picks(place)
            for place, (each, number) in enumerate(zip(made, self.actual(), strict=True))
        )

    def without_f(self, seen: Cause | None = None) -> tuple[Dim, ...]:
        """Return what numbers say that are made without the function: too exact are no differences.

        ``seen`` says how it was evaluated all the same.
        """
        flags = (("inlined-f", ""),)
        actual = self.actual()
        if self.is_exact(actual, _EXACT) or (seen is not None and not any(actual)):
            return (Dim(right=False, causes=(seen or Cause("no-evaluation"),)),) * len(actual)
        asked = self.differing.method
        for method in (asked, *(method for method in Method if method is not asked)):
            for step in _WRITTEN:
                if all(self.is_difference(number, method, step, dim) for dim, number in enumerate(actual)):
                    if (asked, method) == (Method.SYMMETRIC, Method.ONE_SIDED):
                        return (Dim(right=False, causes=(Cause("one-sided", _step(step)),)),) * len(actual)
                    return (Dim(right=True, flags=flags),) * len(actual)
        return (Dim(right=None, causes=(seen or Cause("f-not-used"),), flags=flags),) * len(actual)

    def actual(self) -> tuple[float | None, ...]:
        """Return the student's own numbers."""
        return tuple(result.actual for result in self.results)

    def right_is(self, place: int) -> str:
        """Return the number that is right, in words; where a dim has it and is no difference, one that is."""
        result = self.results[place]
        if result.actual is not None and abs(result.actual - result.torch) <= _EXACT * abs(result.torch):
            points = tuple(stencil.moved(self.base, place, shift) for shift in (_SHOWN, 0.0, -_SHOWN))
            found = stencil.differences(points, self.base, place, self.differing.method)
            for shown in filter(None, (self.expected_of(each, place) for each in found)):
                return f"a difference with h = {_SHOWN:.0e} is {shown!r}"
        return f"right is {result.torch!r}"

    def is_exact(self, numbers: tuple[float | None, ...], share: float) -> bool:
        """Return whether all numbers are so close to the derivatives."""
        return all(
            number is not None and abs(number - result.torch) <= share * abs(result.torch)
            for number, result in zip(numbers, self.results, strict=True)
        )

    def is_difference(self, actual: float | None, method: Method, step: float, place: int) -> bool:
        """Return whether a number is this difference of f, to rounding."""
        points = tuple(stencil.moved(self.base, place, shift) for shift in (step, 0.0, -step))
        for difference in stencil.differences(points, self.base, place, method):
            expected, slack = self.expected(difference.stencil, step, place)
            if actual is not None and slack is not None and abs(actual - expected) <= slack:
                return True
        return False

    def dim(self, place: int) -> Dim:
        """Return what is found out about one dim whose parts are known."""
        found = self.made[place].difference or self.with_number(place)
        if found is not None and (found.method, self.differing.method) != (
            Method.ONE_SIDED,
            Method.SYMMETRIC,
        ):
            return self.right(place, found.stencil, found.step)
        return self.by_number(place) if self.picks(place) else self.of_other_parts(place)

    def difference(self, place: int) -> stencil.Difference | None:
        """Return the difference that makes a dim, None where it is another or none."""
        made = self.made[place].difference if self.made else None
        if made is not None and made.method is self.differing.method:
            return made
        if made is None and self.made:
            made = self.with_number(place)
        return self.taken(place) if self.follows() or self.picks(place) else made

    def of_other_parts(self, place: int) -> Dim:
        """Return what is found out about a dim that is not made by the difference that is asked for."""
        made = self.made[place]
        if made.difference is not None:
            return Dim(right=False)
        coarse = None if made.stencil is None else self.coarsely_right(made.stencil, place)
        if coarse is not None or made.stencil is None:
            return self.not_linear(place) if coarse is None else self.roughly(coarse, place)
        if made.stencil.terms and not any(self.moves(term.point) for term in made.stencil.terms):
            weights = [term.weight for term in made.stencil.terms]
            if abs(sum(weights)) > stencil.LINEAR * sum(map(abs, weights)):
                return Dim(right=False)  # no difference at all
            return Dim(right=None, causes=(Cause("tiny-step", _step(self.own_step())),))
        if self.is_higher_order(made.stencil, place):
            step = shape_of(made.stencil, self.base[place], place).step
            found = self.right(place, made.stencil, step)
            # Their best steps are larger.
            return found._replace(flags=tuple(flag for flag in found.flags if flag[0] != "extreme-step"))
        return Dim(right=False)

    def moves(self, point: stencil.Point) -> bool:
        """Return whether a point has left the base by more than rounding does."""
        return not all(stencil.is_home(x, base) for x, base in zip(point, self.base, strict=True))

    def leaves_the_base(self) -> bool:
        """Return whether the function is evaluated anywhere but at the base itself."""
        served = self.gathered.served
        return served is None or any(point != self.base for point in served.points)

    def own_step(self) -> float:
        """Return the largest distance of a point from the base, in one variable."""
        served = self.gathered.served
        points = served.points if served is not None else ()
        return max(abs(x - base) for point in points for x, base in zip(point, self.base, strict=True))

    def is_higher_order(self, found: Stencil, place: int) -> bool:
        """Return whether a difference of other points has at least the order that was asked for."""
        base = self.base
        alone = all(stencil.at_home(term.point, base, place) for term in found.terms)
        if found.constant or len(found.terms) < 3 or not (alone or self.differing.method is Method.SYMMETRIC):
            return False
        steps = [[x - at for x, at in zip(term.point, base, strict=True)] for term in found.terms]
        step = max(abs(each) for row in steps for each in row)
        slack = stencil.LINEAR + stencil.rounding(step, base[place])
        weights = [term.weight for term in found.terms]
        size = sum(map(abs, weights))
        first = [
            sum(w * row[other] for w, row in zip(weights, steps, strict=True)) for other in range(len(base))
        ]
        wanted = [float(other == place) for other in range(len(base))]
        second = self.second_moments(weights, steps) if self.differing.method is Method.SYMMETRIC else ()
        return (
            abs(sum(weights)) <= slack * size
            and all(abs(one - other) <= slack for one, other in zip(first, wanted, strict=True))
            and all(abs(each) <= slack * size * step * step for each in second)
        )

    @staticmethod
    def second_moments(weights: list[float], steps: list[list[float]]) -> tuple[float, ...]:
        """Return the sums of w*d*d over every pair of variables."""
        count = len(steps[0])
        return tuple(
            sum(w * row[one] * row[other] for w, row in zip(weights, steps, strict=True))
            for one in range(count)
            for other in range(one, count)
        )

    def not_linear(self, place: int) -> Dim:
        """Return what is found out about a number that is no sum of f's values: a rough one, or another."""
        if self.follows():
            return self.by_number(place)
        for difference in self.candidates(place):
            if all(
                abs(answer - difference.stencil.of(values)) <= _ROUGH * difference.stencil.size(values)
                for values, answer in self.made[place].answers
            ):
                return self.roughly(difference, place)
        return self.by_factor(place) or Dim(right=False)

    def follows(self) -> bool:
        """Return whether the code differentiates another smooth function as well."""
        return self.gathered.served is not None and self.gathered.served.follows

    def picks(self, place: int) -> bool:
        """Return whether the code makes the difference that is asked for of any f, at steps that it picks.

        It may be 0, where a step is lost in x, but not of all functions that were drawn.
        """
        runs = [run for run in self.made[place].answers if run[1]] if self.made else []
        candidates = self.candidates(place) if runs else []
        return bool(candidates) and all(
            any(stencil.made_by(each, (run,), self.base[place]) for each in candidates) for run in runs
        )

    def by_number(self, place: int) -> Dim:
        """Return what the number alone says of a dim whose steps depend on the values of f."""
        found = self.taken(place)
        known = self.follows() or (found is not None and self.picks(place))
        flags = () if known else (("not-repeated", ""),)
        if found is None:
            return self.by_factor(place) or Dim(right=None, flags=flags)
        if (self.differing.method, found.method) == (Method.SYMMETRIC, Method.ONE_SIDED):
            return Dim(right=False, causes=(Cause("one-sided", _step(found.step)),))
        right = self.right(place, found.stencil, found.step)
        return right._replace(flags=(*right.flags, *flags))

    def by_factor(self, place: int) -> Dim | None:
        """Return what is wrong with a number that is a known multiple of a difference, or one over it."""
        symmetric, actual = self.differing.method is Method.SYMMETRIC, self.results[place].actual
        factors = (("divided-by-h", 2.0) if symmetric else ("divided-by-2h", 0.5), ("swapped-values", -1.0))
        used = "f(x+h) - f(x-h)" if symmetric else "f(x+h) - f(x)"
        for difference in self.candidates(place) if actual is not None else ():
            expected, slack = self.expected(difference.stencil, difference.step, place)
            inverse = (("upside-down", 1 / expected**2),) if 1e-99 < abs(expected) < 1e99 else ()
            for code, factor in (*factors, *inverse) if slack is not None else ():
                if abs(actual - factor * expected) <= abs(factor) * slack:
                    fields = (("factor", in_short(factor)), ("used", used), *_step(difference.step))
                    return Dim(right=False, causes=(Cause(code, fields),))
        return None

    def taken(self, place: int) -> stencil.Difference | None:
        """Return the difference of f, at points where it was evaluated, that a number is to rounding."""
        served, result, method = self.gathered.served, self.results[place], self.differing.method
        points = served.points if served is not None else ()
        asked = sorted(self.candidates(place), key=lambda each: -each.step)  # the largest says most
        others = (
            stencil.differences(points, self.base, place, each) for each in Method if each is not method
        )
        for several in (asked, *others):
            for difference in several:
                expected, slack = self.expected(difference.stencil, difference.step, place)
                if slack is None or result.actual is None or abs(result.actual - expected) > slack:
                    continue
                # Where rounding is all that is left of the error, every difference has this number.
                if several is asked or not asked or abs(result.actual - result.torch) > 2 * slack:
                    return difference
        return None

    def with_number(self, place: int) -> stencil.Difference | None:
        """Return the one-sided difference that a number is, where f at the given point is a number in it."""
        found, actual = self.made[place].stencil, self.results[place].actual
        if found is None or not found.constant or actual is None:
            return None
        points = (*(term.point for term in found.terms), self.base)
        for each in stencil.differences(points, self.base, place, Method.ONE_SIDED):
            expected, slack = self.expected(each.stencil, each.step, place)
            if (
                _has_weights(each.stencil.terms[:1], found)
                and slack is not None
                and abs(actual - expected) <= slack
            ):
                return each
        return None

    def coarsely_right(self, found: Stencil, place: int) -> stencil.Difference | None:
        """Return the right difference that has these weights, where the answers are not quite its own."""
        for difference in () if found.constant else self.candidates(place):
            if _has_weights(difference.stencil.terms, found, self.slack(place, difference.step)):
                return difference
        return None

    def slack(self, place: int, step: float) -> float:
        """Return how far weights may be from those of a difference, relative to them.

        In single precision the step is not quite what it is divided by, and // cuts weights off.
        """
        if self.is_single(place):
            return min(_ROUGH + EPS * 2.0**29 * (abs(self.base[place]) + 1) / step, _HALF)
        return _ROUGH if self.are_whole() else stencil.LINEAR

    def is_single(self, place: int) -> bool:
        """Return whether a number is one of single precision, where not all are whole."""
        actual = self.results[place].actual
        return actual is not None and not self.are_whole() and _is_single(actual)

    def are_whole(self) -> bool:
        """Return whether all numbers are whole."""
        return all(result.actual is not None and result.actual.is_integer() for result in self.results)

    def expected_of(self, difference: stencil.Difference, place: int) -> float | None:
        """Return the number of a difference with the exercise's f, if it has one."""
        expected, slack = self.expected(difference.stencil, difference.step, place)
        return None if slack is None else expected

    def roughly(self, difference: stencil.Difference, place: int) -> Dim:
        """Return what is said of a number near that of a right difference."""
        beyond = self.beyond(difference.step, place)
        return beyond or self.rough(place, self.expected_of(difference, place))

    def beyond(self, step: float, place: int) -> Dim | None:
        """Return what is said where a step is so large or small that the tolerance has to decide."""
        if _SMALLEST <= step <= _LARGEST * max(1.0, abs(self.base[place])):
            return None
        code = "tiny-step" if step < _SMALLEST else "big-step"
        return Dim(right=None, causes=(Cause(code, _step(step)),))

    def rough(self, place: int, expected: float | None) -> Dim:
        """Return what is said of a number near the right difference, ``expected`` if that is known."""
        actual = self.results[place].actual
        causes: tuple[Cause, ...] = ()
        right = None
        if actual is not None and expected is not None:
            causes = (Cause("rounded"),) if _is_rounded(actual, expected) else ()
            right = True if agree(actual, expected, self.tolerance) else None
        if self.is_single(place):
            causes = (Cause("single-precision"),)
        return Dim(right=right, causes=causes, flags=(("inexact", ""),))

    def candidates(self, place: int) -> list[stencil.Difference]:
        """Return the right differences that the points of an answer allow."""
        if place not in self.allowed:
            served = self.gathered.served
            points = served.points if served is not None else ()
            self.allowed[place] = list(stencil.differences(points, self.base, place, self.differing.method))
        return self.allowed[place]

    def right(self, place: int, found: Stencil, step: float) -> Dim:
        """Return what is found out about the number of a right difference."""
        beyond = self.beyond(step, place)
        if beyond is not None:
            return beyond
        expected, slack = self.expected(found, step, place)
        actual = self.results[place].actual
        if actual is None or slack is None:
            return Dim(right=None)
        if abs(actual - expected) <= slack:
            # Where the step follows the values of f, another one than here may have made the number.
            taken = None if self.is_usual(step, place) else self.taken(place)
            return self.at_step(step if taken is None else taken.step, place)
        again = self.again(place)
        if again is None or abs(again - expected) <= slack < abs(again - actual):
            return Dim(right=None, causes=(Cause("other-f"),), flags=(_OTHER_F,))
        taken = self.taken(place)  # where the best of several is taken, it is another one with other values
        if taken is not None and taken.method is self.differing.method and taken.step <= _LARGEST:
            return self.at_step(taken.step, place)
        return self.rough(place, expected)

    def at_step(self, step: float, place: int) -> Dim:
        """Return what is said of a right difference with this step."""
        flags = () if self.is_usual(step, place) else (("extreme-step", in_short(step)),)
        return Dim(right=True, flags=flags)

    def is_usual(self, step: float, place: int) -> bool:
        """Return whether nobody is surprised at a step."""
        return _USUAL_SMALLEST <= step <= _USUAL_LARGEST * max(1.0, abs(self.base[place]))

    def again(self, place: int) -> float | None:
        """Return the number that the same code gives with the exercise's own f."""
        served = self.gathered.served
        numbers = None if served is None else numbers_of(served.outcome, self.differing.dims)
        return None if numbers is None else numbers[place]

    def expected(self, found: Stencil, step: float, place: int) -> tuple[float, float | None]:
        """Return the number of this stencil with the exercise's f, and how far rounding may take it.

        No distance where f has no value at its points.
        """
        values, scale = {}, 0.0
        for term in found.terms:
            try:
                steps = tape.run(with_leaves(self.graph, term.point))
            except (ArithmeticError, ValueError):
                return 0.0, None
            values[term.point] = float(steps[self.graph.root])
            scale = max(scale, *(abs(float(each)) for each in steps))
        weight = sum(abs(term.weight) for term in found.terms)
        expected = found.of(values)
        return expected, 64 * EPS * weight * scale + stencil.rounding(step, self.base[place]) * abs(expected)

    def is_too_exact(self) -> bool:
        """Return whether all numbers are the derivatives, from which rounding takes their differences away.

        A difference that is exact with the exercise's f, as of a parabola, may be so with any other spelling.
        """
        if not self.is_exact(self.actual(), _PASTED):
            return False
        chance, exact = 1.0, True
        for place, (made, result) in enumerate(zip(self.made, self.results, strict=True)):
            if made.difference is None:
                return False
            expected, slack = self.expected(made.difference.stencil, made.difference.step, place)
            if slack is None:
                return False
            weight = sum(abs(term.weight) for term in made.difference.stencil.terms)
            noise = EPS * weight * abs(float(tape.run(with_leaves(self.graph, self.base))[self.graph.root]))
            chance *= min(1.0, _PASTED * abs(result.torch) / noise) if noise and result.torch else 1.0
            exact = exact and abs(expected - result.torch) <= _EXACT * abs(result.torch)
        return chance < _CHANCE and not exact


def _step(step: float) -> tuple[tuple[str, str], ...]:
    return (("h", in_short(step)),)


def _is_rounded(actual: float, expected: float) -> bool:
    """Return whether ``actual`` is ``expected`` with fewer decimals, or cut to a whole number."""
    whole = (math.floor(expected), math.trunc(expected)) if math.isfinite(expected) else ()
    # In the middle of two numbers rounding goes either way.
    return actual in whole or any(
        round(actual, decimals) == actual and abs(actual - expected) <= (0.5 + _ROUGH) * 10.0**-decimals
        for decimals in range(15)
    )


def _has_weights(terms: tuple[stencil.Term, ...], found: Stencil, slack: float = stencil.LINEAR) -> bool:
    """Return whether these are the terms of a stencil, with their weights."""
    weights = {term.point: term.weight for term in found.terms}
    return len(terms) == len(weights) and all(
        abs(weights.get(term.point, 0.0) - term.weight) <= slack * abs(term.weight) for term in terms
    )


def _is_single(number: float) -> bool:
    """Return whether a number is one of single precision."""
    try:
        single: float = unpack("f", pack("f", number))[0]
    except OverflowError:
        return False
    return single == number
