"""Numbers that tell of steps: a float which notes when it is moved a little, and passes that on.

A finite difference has to move an input, take two values apart and divide by the distance. A closed
formula does not, however it is spelled: so a call with these floats shows how its answer is made.
``math`` takes them as the floats that they are; what it returns has no tags any more. Runs in the worker.
"""

from __future__ import annotations

import sys
from typing import Any

from grader.sandbox import protocol
from grader.sandbox.sums import Sums

_mro_of = type.__dict__["__mro__"].__get__
# A step is larger than rounding, and small beside its input and beside 1.
LEAST, MOST = 1e-13, 1e-2
# A divisor is the distance of two values, times a small number such as the 12 of five points.
_RATIO = 100.0
_UNMOVED = None, 0.0, 0.0  # the tags of a computed number with no step in it
MAX_OPERATIONS = 20_000
_frame = sys._getframe


class Notes:
    """What a traced call has shown so far: bits of ``protocol``, the steps by their size, sums of f."""

    __slots__ = ("operations", "sights", "step", "sums")

    def __init__(self, sums: tuple[float, ...] = (), steps: tuple[float, ...] = ()) -> None:
        self.sights, self.step, self.operations = 0, 0.0, 0
        self.sums = Sums(sums, steps)

    def stepped(self, distance: float) -> None:
        """Note that an input was moved by ``distance``; the first one is kept."""
        self.sights |= protocol.STEP
        self.step = self.step or abs(distance)

    def tired(self) -> bool:
        """Return whether so much was noted that the rest goes on without tags, and is not seen."""
        self.operations += 1
        if self.operations <= MAX_OPERATIONS:
            return False
        self.sights |= protocol.UNSEEN
        return True


class Tagged(float):
    """A float with its tags.

    ``origin`` is the input that this number is, moved by ``step`` or not; None for what was computed.
    Of a computed number ``step`` is the one in it, and ``apart`` the distance of the two values whose
    difference it holds, 0.0 for none.
    """

    __slots__ = ("apart", "notes", "origin", "step")
    notes: Notes
    origin: float | None
    step: float
    apart: float

    def __add__(self, other: Any) -> Any:
        return _sum(self, other, float.__add__(self, other), plus=True)

    def __radd__(self, other: Any) -> Any:
        return _sum(self, other, float.__radd__(self, other), plus=True)

    def __sub__(self, other: Any) -> Any:
        return _sum(self, other, float.__sub__(self, other), plus=False)

    def __rsub__(self, other: Any) -> Any:
        # h - x is no moved x, but what is in it stays.
        value = float.__rsub__(self, other)
        if self.notes.sums.values:
            _added(self, value)
        return _made(value, self, other)

    def __mul__(self, other: Any) -> Any:
        return _product(self, other, float.__mul__(self, other))

    def __rmul__(self, other: Any) -> Any:
        return _product(self, other, float.__rmul__(self, other))

    def __truediv__(self, other: Any) -> Any:
        if self.apart and (type(other) in (float, int) or _is_computed(other)):
            _divide(self, abs(float(other)))
        return _made(float.__truediv__(self, other), self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _made(float.__rtruediv__(self, other), self, other)

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        return _made(float.__pow__(self, other), self, other)

    def __rpow__(self, other: Any, modulus: None = None) -> Any:
        return _made(float.__rpow__(self, other), self, other)

    def __neg__(self) -> Any:
        return _made(float.__neg__(self), self, None)

    def __pos__(self) -> Tagged:
        return self

    def __abs__(self) -> Any:
        return _made(float.__abs__(self), self, None)

    def __array_ufunc__(self, ufunc: Any, method: str, *given: Any, **named: Any) -> Any:
        """Return what numpy makes of plain floats: beside its single precision others make doubles."""
        numbers = (float(each) if type(each) is Tagged else each for each in given)
        return getattr(ufunc, method)(*numbers, **named)


def tag(value: float, notes: Notes) -> Tagged:
    """Return an input as a number that notes its steps."""
    return _tagged(float(value), notes, (float(value), 0.0, 0.0))


def _tagged(value: float, notes: Notes, tags: tuple[float | None, float, float]) -> Tagged:
    made = float.__new__(Tagged, value)
    made.notes = notes
    made.origin, made.step, made.apart = tags
    return made


def imaginary_part(value: Any) -> float:
    """Return the imaginary part of a number, 0.0 of what is no complex one."""
    return complex.__complex__(value).imag if complex in _mro_of(type(value)) else 0.0


def _is_computed(other: Any) -> bool:
    return type(other) is Tagged and other.origin is None


def _made(value: Any, one: Tagged, other: Any) -> Any:
    """Return the result of an operation with the tags of its operands."""
    if type(value) is not float or one.notes.tired():
        return value
    is_tagged = type(other) is Tagged
    # Nearly always, and each call here is seen by whoever looks on.
    if not (one.step or one.apart or (is_tagged and (other.step or other.apart))):
        return _tagged(value, one.notes, _UNMOVED)
    step, apart = _step_in(one), one.apart
    if is_tagged:
        step = max(step, _step_in(other), key=abs)
        apart = max(apart, other.apart)
    return _tagged(value, one.notes, (None, step, apart))


def _step_in(one: Tagged) -> float:
    """Return the step in a number; what an input is moved by as far as in ``x - 3`` is none."""
    return one.step if one.origin is None or _is_small(one.step, one.origin) else 0.0


def _is_small(distance: float, origin: float) -> bool:
    return abs(distance) <= MOST * min(abs(origin), 1.0)


def _sum(one: Tagged, other: Any, value: Any, *, plus: bool) -> Any:
    """Return a sum or difference: a moved input, or values taken apart."""
    if one.origin is not None and type(other) is not float and imaginary_part(other):
        one.notes.sights |= protocol.COMPLEX
    if type(value) is not float:
        return value
    if one.notes.sums.values:
        _added(one, value)
    if one.origin is not None and (type(other) in (float, int) or _is_computed(other)):
        return _moved(one, value)
    if type(other) is Tagged and other.origin is not None and one.origin is None and plus:
        return _moved(other, value)
    made = _made(value, one, other)
    if type(made) is Tagged and type(other) is Tagged:
        made.apart = max(made.apart, abs(_step_in(one) - _step_in(other)))
    return made


def _added(one: Tagged, value: Any) -> None:
    """Note a sum of f where it is added up: in the first frame that is not one of this module's."""
    if type(value) is float and one.notes.sums.known(value) is not None:
        frame = _frame(2)
        if frame.f_globals is globals():
            frame = _frame(3)
        one.notes.sums.added(value, (frame.f_code, frame.f_lasti), frame)


def _moved(one: Tagged, value: float) -> Any:
    """Return an input that was moved to ``value``."""
    origin = one.origin
    if origin is None or one.notes.tired():
        return value
    distance = value - origin
    if LEAST * abs(origin) < abs(distance) and _is_small(distance, origin):
        one.notes.stepped(distance)
    return _tagged(value, one.notes, (origin, distance, 0.0))


def _product(one: Tagged, other: Any, value: Any) -> Any:
    """Return a product: an input moved by a part of itself, or a difference times 1/h."""
    if type(value) is not float:
        return value
    if type(other) in (float, int):
        factor = float(other)
        if one.origin is not None and LEAST < abs(factor - 1.0) <= MOST:
            return _moved(one, value)
        if factor and one.apart:
            _divide(one, abs(1.0 / factor))
    return _made(value, one, other)


def _divide(one: Tagged, divisor: float) -> None:
    """Note the division of a difference, whose values lie ``apart``, by their distance."""
    if divisor and 1 / _RATIO <= one.apart / divisor <= _RATIO and divisor <= 1.0:
        one.notes.sights |= protocol.QUOTIENT
        one.notes.step = one.notes.step or one.apart
