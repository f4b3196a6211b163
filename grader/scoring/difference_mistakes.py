"""What is wrong with a finite difference: read from the points that it evaluates and their weights.

Every dim has its possible causes, the likeliest first; one that explains all wrong dims comes before
them. Nothing is guessed from the size of a number: a factor is a factor of the weights themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from grader.model import Method
from grader.scoring.stencil import (
    Made,
    Point,
    Stencil,
    Term,
    differences,
    is_home,
    lie_evenly,
    moments,
    rounding,
)

_SAME = 1e-6
_NEAR = 1e-3  # of two steps that are one step, rounded
_NO_STEP = 0.1  # relative: who moves this far from the base has another base
_STEP = 1e-2  # relative: who takes a step and moves no farther has no other base
_FAR = 0.9  # relative: x*h in the place of x + h lies as far away as x is large


class Cause(NamedTuple):
    """The code of a mistake, and what its wording quotes."""

    code: str
    fields: tuple[tuple[str, str], ...] = ()


class Differing(NamedTuple):
    """What is asked for: the base, its dims by name, and the method."""

    base: Point
    dims: tuple[str, ...]
    method: Method


def causes(made: tuple[Made, ...], wrong: tuple[int, ...], asked: Differing) -> dict[int, Cause]:
    """Return the cause of each wrong dim whose cause is known."""
    possible = {dim: tuple(_possible(made, dim, asked)) for dim in wrong}
    found = {}
    for dim, own in possible.items():
        shared = [cause for cause in own if all(_has(others, cause.code) for others in possible.values())]
        named = [cause for cause in shared if cause.code != "wrong-divisor" or _is_one_factor(possible)]
        if own:
            found[dim] = (named or own)[0]
    if not all(_has(possible.get(dim, ()), "all-moved") for dim in range(len(made))):
        # Moved at once means all dims, else it is a step that was not undone.
        for dim in [dim for dim, cause in found.items() if cause.code == "all-moved"]:
            rest = [cause for cause in possible[dim] if cause.code != "all-moved"]
            found.update({dim: rest[0]} if rest else {})
    return found


def _is_one_factor(possible: Mapping[int, tuple[Cause, ...]]) -> bool:
    """Return whether several dims are wrong by the same factor: no accident of one of them explains it."""
    factors = [cause.fields for own in possible.values() for cause in own if cause.code == "wrong-divisor"]
    return len(factors) > 1 and len({dict(each)["factor"] for each in factors}) == 1


def _has(causes_of_dim: tuple[Cause, ...], code: str) -> bool:
    return any(cause.code == code for cause in causes_of_dim)


def _possible(made: tuple[Made, ...], dim: int, asked: Differing) -> Iterator[Cause]:
    """Return what could be wrong with one dim, the likeliest first."""
    found = made[dim]
    if found.difference is not None:
        if (found.difference.method, asked.method) == (Method.ONE_SIDED, Method.SYMMETRIC):
            yield Cause("one-sided", (("h", in_short(found.difference.step)),))
    elif found.stencil is None:
        yield from _not_linear(found, dim, asked)
    elif not found.stencil.terms:
        yield Cause("ignored-f" if found.stencil.constant else "values-cancel")
    elif _all_in(found.stencil, dim, asked.base):
        yield from _along(found.stencil, dim, asked)
    else:
        yield from _astray(found.stencil, dim, asked)


def _not_linear(found: Made, dim: int, asked: Differing) -> Iterator[Cause]:
    (values, one), (_, other), _ = found.answers
    if one != other or one == 0:
        return
    for method in Method:
        for each in differences(tuple(values), asked.base, dim, method):
            if abs(abs(one) - abs(each.stencil.of(values))) <= _SAME * each.stencil.size(values):
                yield Cause("absolute-value" if one > 0 else "minus-absolute-value")
                return


# --- points that move the right variable ---------------------------------------------------


def _all_in(stencil: Stencil, dim: int, base: Point) -> bool:
    """Return whether no point leaves the base in another variable."""
    return not any(_others(term.point, dim, base) for term in stencil.terms)


def _others(point: Point, dim: int, base: Point) -> tuple[int, ...]:
    """Return which other variables of a point have left the base."""
    pairs = enumerate(zip(point, base, strict=True))
    return tuple(place for place, (x, b) in pairs if place != dim and not is_home(x, b))


def _along(stencil: Stencil, dim: int, asked: Differing) -> Iterator[Cause]:
    """Return what is wrong with weights on points along the right variable."""
    x = asked.base[dim]
    shape = shape_of(stencil, x, dim)
    found = moments(stencil, x, dim)
    weight = sum(abs(term.weight) for term in stencil.terms)
    slack = _SAME + rounding(shape.step, x) if shape.step else _SAME
    if stencil.constant:
        yield Cause("more-than-f")
    elif abs(found.zeroth) > slack * weight:
        yield from _no_difference(stencil, shape)
        yield Cause("no-difference")
    elif shape.method is not None:
        known = tuple(_scaled(found.first, shape, (x, slack)))
        if [each.code for each in known] == ["wrong-divisor"]:
            yield from _far(stencil, dim, x)
        yield from known
    elif abs(found.first - 1) <= slack:
        far = all(abs(term.point[dim] - x) > _NO_STEP * max(1.0, abs(x)) for term in stencil.terms)
        yield Cause("base-point" if far else "other-points", (("point", _shown(stencil.terms[0].point)),))
    else:
        yield from _far(stencil, dim, x)
        yield from _elsewhere(stencil, dim, x)
        size = sum(abs(term.weight * (term.point[dim] - x)) for term in stencil.terms)
        code = "slope-cancels" if abs(found.first) <= slack * size else "multiple-of-derivative"
        yield Cause(code, (("factor", in_short(found.first)),))


def _far(stencil: Stencil, dim: int, x: float) -> Iterator[Cause]:
    """Return the point that lies so far away that it can be no step."""
    far = max((term.point for term in stencil.terms), key=lambda point: abs(point[dim] - x))
    if abs(far[dim] - x) > _FAR * max(1.0, abs(x)):
        yield Cause("far-point", (("point", _shown(far)),))


def _elsewhere(stencil: Stencil, dim: int, x: float) -> Iterator[Cause]:
    """Return the point that is no step away, where others are: a value of f that was kept from before."""
    near = [term for term in stencil.terms if abs(term.point[dim] - x) <= _STEP * max(1.0, abs(x))]
    astray = max((term.point for term in stencil.terms), key=lambda point: abs(point[dim] - x))
    if near and abs(astray[dim] - x) > _NO_STEP * max(1.0, abs(x)):
        yield Cause("base-point", (("point", _shown(astray)),))


class Shape(NamedTuple):
    """The points of a difference: its step, and its method if it is one of the two, whatever its weights."""

    method: Method | None
    step: float


def shape_of(stencil: Stencil, x: float, dim: int) -> Shape:
    """Return how the points of a stencil lie around ``x``."""
    steps = [0.0 if is_home(term.point[dim], x) else term.point[dim] - x for term in stencil.terms]
    step = max(abs(each) for each in steps)
    if len(steps) == 2 and 0.0 in steps:
        return Shape(Method.ONE_SIDED, step)
    if len(steps) == 2 and lie_evenly(steps[0], steps[1], x):
        return Shape(Method.SYMMETRIC, step)
    return Shape(None, step)


def _no_difference(stencil: Stencil, shape: Shape) -> Iterator[Cause]:
    """Return why the weights do not cancel."""
    fields = (("h", in_short(shape.step)),)
    weights = sorted(abs(term.weight) for term in stencil.terms)
    if len(weights) == 1:
        yield Cause("one-value", fields)
    elif len(weights) == 2:
        (low, high), step = weights, shape.step
        if len({term.weight > 0 for term in stencil.terms}) == 1 and abs(low - high) <= _NEAR * high:
            yield Cause("adds", fields)
        elif abs(low - 1) <= _SAME and any(_close(high * step * times, 1) for times in (1, 2)):
            yield Cause("brackets", fields)


def _scaled(factor: float, shape: Shape, at: tuple[float, float]) -> Iterator[Cause]:
    """Return why a difference is ``factor`` times the right one. ``at``: the base, what rounding allows."""
    x, slack = at
    step, symmetric = shape.step, shape.method is Method.SYMMETRIC
    known = [
        ("swapped-values", -1.0),
        ("divided-by-h", 2.0 if symmetric else 0.0),
        ("divided-by-2h", 0.0 if symmetric else 0.5),
        ("relative-step", x),
        ("not-divided", 2 * step if symmetric else step),
        ("divided-by-2", step if symmetric else step / 2),
        ("precedence", step * step if symmetric else step * step / 2),
        ("divided-twice", 1 / step),
        ("divided-twice", (2 if symmetric else 0.5) / step),
        ("divided-twice", 0.5 / step),
        ("multiplied", 2 * step * step if symmetric else step * step),
        ("multiplied", 4 * step * step if symmetric else 0.0),
    ]
    method = "f(x+h) - f(x-h)" if symmetric else "f(x+h) - f(x)"
    times = (("factor", in_short(factor)), ("used", method), ("h", in_short(step)))
    for code, each in known:
        if each and abs(factor - each) <= slack * abs(each):
            yield Cause(code, times)
    if abs(factor - 1) > slack:
        yield Cause("wrong-divisor", times)


# --- points that move another variable -----------------------------------------------------


def _astray(stencil: Stencil, dim: int, asked: Differing) -> Iterator[Cause]:
    """Return why points leave the base in other variables than ``dim``."""
    base = asked.base
    strayed = {other for term in stencil.terms for other in _others(term.point, dim, base)}
    own = [term for term in stencil.terms if not is_home(term.point[dim], base[dim])]
    if not own and len(strayed) == 1:
        (other,) = strayed
        yield Cause("copied-dim", (("other", asked.dims[other]),))
        return
    moved = [term for term in own if _others(term.point, dim, base)]
    # What lies aside by the same everywhere was not moved with the variable.
    aside = len({tuple(t.point[o] for o in range(len(base)) if o != dim) for t in stencil.terms}) == 1
    if moved:
        step = min(abs(term.point[dim] - base[dim]) for term in own)
        if not aside and all(_all_moved(term, base) for term in moved):
            yield Cause("all-moved", (("h", in_short(step)),))
        yield from _left(moved, step, dim, base)
    if aside:
        yield Cause("base-point", (("point", _shown(stencil.terms[0].point)),))
    yield from _added(stencil, dim, asked)
    astray = next(term.point for term in stencil.terms if _others(term.point, dim, base))
    yield Cause("point-astray", (("point", _shown(astray)),))


def _added(stencil: Stencil, dim: int, asked: Differing) -> Iterator[Cause]:
    """Return the dims whose slopes are added to the right one, where every point has moved one variable."""
    base = asked.base
    slopes = [moments(stencil, x, place).first for place, x in enumerate(base)]
    alone = all(len(_others(term.point, -1, base)) <= 1 for term in stencil.terms)
    known = [round(each) for each in slopes]
    close = all(abs(slope - each) <= _NEAR for slope, each in zip(slopes, known, strict=True))
    if alone and close and known[dim] == 1 and set(known) <= {0, 1} and not stencil.constant:
        others = [name for place, name in enumerate(asked.dims) if known[place] and place != dim]
        yield Cause("dims-added", (("other", " and ".join(others)),))


def _left(moved: list[Term], step: float, dim: int, base: Point) -> Iterator[Cause]:
    """Return that steps were not undone, if that is why points leave the base in ``dim`` and beside it."""
    strayed = {other for term in moved for other in _others(term.point, dim, base)}
    leftovers = [abs(t.point[o] - base[o]) for t in moved for o in _others(t.point, dim, base)]
    before, after = set(range(dim)), set(range(dim + 1, len(base)))
    if max(leftovers) <= (2 + _NEAR) * step and (strayed <= before or strayed == after):
        yield Cause("step-not-undone", (("h", in_short(step)),))


def _all_moved(term: Term, base: Point) -> bool:
    """Return whether a point has left the base in every variable by the same step."""
    steps = [x - b for x, b in zip(term.point, base, strict=True)]
    return all(abs(step - steps[0]) <= _NEAR * abs(steps[0]) for step in steps) and steps[0] != 0


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * abs(other)


def _shown(point: Point) -> str:
    return f"({', '.join(f'{x:.10g}' for x in point)})"


def in_short(number: float) -> str:
    """Return a number as a person writes it: 1e-06 for 9.99999999917733e-07."""
    return f"{number:.4g}"
