"""Looks on while an entry point answers: which functions it calls, with what, on which objects.

Python tells a profile function of every call and return. Only the student's own frames are read, and
only by exact types, so that nothing of theirs runs here. A closed formula may call helpers of any kind
and number; what is noted is what no formula needs: the function under test at other points, inputs with
an imaginary part or with a distance of 1e-40, arithmetic on objects of the student's class.
Runs in the worker, on hostile code: who wants to hide from it can.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise
from opcode import opmap
from types import BuiltinMethodType, CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

from grader.sandbox import plain, protocol, sums, tagged
from grader.sandbox.carriers import Carriers
from grader.sandbox.closed import is_closed
from grader.sandbox.contents import (
    ITEMS,
    LONG,
    MAX_ITEMS,
    PRECISE,
    SINGLE,
    Wholes,
    arguments_of,
    flat,
    holds_several,
    is_array,
    items_of,
    module_of,
    mro_of,
    name_of,
    number_of,
    numbers_in_words,
    numbers_of,
)
from grader.sandbox.duals import Duals
from grader.sandbox.guard import Guard, Look, frames_elsewhere
from grader.sandbox.own_code import LIBRARIES, PARSERS, WRITTEN, is_own
from grader.sandbox.tagged import LEAST, MOST, Notes, Tagged, imaginary_part, tag

MAX_EVENTS = 20_000
MAX_POINTS = 64
MAX_FILLINGS = 2000  # of lists
MAX_STEP = 1e300
_NEAR = 1e-2  # relative; of floats
_NEARER = 1e-6  # of numbers with more digits, whose steps are far smaller
_LARGE = 64  # bits of whole numbers
_FINE = 1e7  # parts of an input, of which a distance on the other side is as many
_IMAGINARY = 1e-3
_TINY = 1e-6  # of what is imaginary and nothing else
_UNIT = 1e-12  # relative
MANY = 16  # points off the real line: as a contour has them, and no formula of Euler's
OFTEN, VERY_OFTEN = 3, 200  # calls of a function, between which it is looked at as one that is interpolated
PAIRS = 4  # of points around an input, at which it is called then
_SAME = 1e-12  # beside 1: an answer that was made in another way, and not rounded in another
_TAKING_APART = frozenset(("view", "tobytes", "getfield"))
_FLOATS = (float, Tagged)
_FOLLOWED = ("call", "return")
_LOAD_CONST, _STORE_ITEM = opmap["LOAD_CONST"], opmap["STORE_SUBSCR"]
_TAGGED, _SUMS = vars(tagged), vars(sums)
_NAMING = ("signature", "Signature", "Parameter")  # what they have that tells the names of arguments alone
_set_profile = sys.setprofile


class Wished(NamedTuple):
    """What is to be looked for: functions that are evaluated, and values that are met by who works f out."""

    watch: tuple[str, ...] = ()
    sums: tuple[float, ...] = ()
    steps: tuple[float, ...] = ()
    guard: Guard | None = None


class Seen(NamedTuple):
    """What a traced call showed."""

    sights: int
    step: float
    evaluations: int
    answer: plain.Plain | None = None  # what was answered, if it could be taken apart


def look_on(function: object, args: list[object], namespace: dict[str, object], wished: Wished) -> Seen:
    """Call ``function`` with numbers that note their steps; return what was seen, whatever it raised."""
    if is_closed(function, namespace):
        seen = _of_formula(function, args)
        if seen is not None:
            return seen
    notes = Notes(wished.sums, wished.steps)
    inputs = tuple(float(each) for each in args if type(each) in (int, float))  # type: ignore[arg-type]
    watched = frozenset(
        own.__code__ for own in (namespace.get(name) for name in wished.watch) if type(own) is FunctionType
    )
    onlooker = Onlooker(notes, inputs, namespace, watched, wished.guard)
    if _is_at_work_elsewhere(namespace):
        notes.sights |= protocol.UNSEEN
    given = [tag(each, notes) if type(each) in (int, float) else each for each in args]  # type: ignore[arg-type]
    answer, raised = _called(function, given, onlooker)
    if raised and not notes.sights & protocol.UNSEEN:  # it may take floats alone, of no other type
        answer, raised = _called(function, args, onlooker)
    taken = None if raised else _taken_apart(answer)
    notes.sights |= _otherwise(taken, function, args, raised=raised)
    _set_profile(None)
    return onlooker.seen()._replace(answer=taken)


def _of_formula(function: object, args: list[object]) -> Seen | None:
    """Return what the numbers note that a closed formula is called with; None if it does not answer.

    It calls nothing that a profile function would have to be told of, and cannot know that it is looked at.
    """
    notes = Notes()
    try:
        answer = function(*(tag(each, notes) for each in args))  # type: ignore[arg-type, operator]
        return Seen(notes.sights, notes.step, 0, plain.plain(_without_tags(answer)))
    except Exception:
        return None


def _called(function: object, given: list[object], onlooker: Onlooker) -> tuple[object, bool]:
    """Return what a call answers that is looked at, and whether it raised."""
    answer, raised = None, False
    onlooker.look.begin()
    try:
        answer = plain.gone_through(function(*given))  # type: ignore[operator]
    except BaseException:
        raised = True  # how it ends is judged elsewhere
    finally:
        # It did too much to be followed, or has put the onlooker out.
        if onlooker.look.was_put_out():
            onlooker.notes.sights |= protocol.UNSEEN
        onlooker.look.end()
    return answer, raised


def _is_at_work_elsewhere(namespace: dict[str, object]) -> bool:
    """Return whether code of the submission's waits in a thread that began before anybody looked on."""
    for innermost in frames_elsewhere().values():
        frame: FrameType | None = innermost
        while frame is not None:
            if is_own(frame.f_globals, frame.f_code, namespace):
                return True
            frame = frame.f_back
    return False


def _taken_apart(answer: object) -> plain.Plain | None:
    with suppress(BaseException):  # of whatever was answered
        return plain.plain(_without_tags(answer))
    return None


def _otherwise(given: plain.Plain | None, function: object, args: list[object], *, raised: bool) -> int:
    """Return what a call without the onlooker shows: that there are other numbers, or some at all."""
    try:
        # An answer that is remembered from the call before has its tags still.
        again = plain.gone_through(function(*args))  # type: ignore[operator]
        other = plain.plain(_without_tags(again)).elements
        if raised or given is None:
            return protocol.UNSEEN if raised else 0
        pairs = zip(given.elements, other, strict=True)
        differs = any(
            one is not None and two is not None and abs(one - two) > _SAME * (1.0 + abs(two))
            for (one, _, _), (two, _, _) in pairs
        )
    except BaseException:
        return 0
    return protocol.OTHERWISE if differs else 0


def _without_tags(value: object) -> object:
    """Return an answer with plain floats for those that note their steps."""
    if type(value) is Tagged:
        return float.__float__(value)
    kinds = mro_of(type(value))
    if list in kinds or tuple in kinds:
        return [_without_tags(each) for each in items_of(value)]
    if dict in kinds:
        items: Iterable[tuple[object, object]] = dict.items(value)  # type: ignore[arg-type]
        return {key: _without_tags(each) for key, each in items}
    return value


_CALLER = _called.__code__


class Onlooker:
    """The profile function of one call, and what it has seen."""

    def __init__(
        self,
        notes: Notes,
        inputs: tuple[float, ...],
        namespace: dict[str, object],
        watched: frozenset[CodeType],
        guard: Guard | None,
    ) -> None:
        self.notes, self.inputs, self.namespace, self.watched = notes, inputs, namespace, watched
        self.sums = notes.sums
        self.look = Look(self.event, guard)
        self.events = 0
        self.points: set[tuple[float, ...]] = set()
        self.carriers, self.duals = Carriers(inputs, namespace), Duals(inputs, notes.sums)
        self.precise: dict[int, set[str]] = {}
        self.imaginaries: set[complex] = set()
        self.wholes = Wholes(_LARGE)
        self.fillings = 0
        # The function itself, asked for its value: how it adds that up is its own affair.
        self.asked: tuple[FrameType, tuple[list[float], list[float]]] | None = None
        self.calls: dict[CodeType, int] = {}
        self.sides: dict[tuple[CodeType, float, int], set[bool]] = {}

    def seen(self) -> Seen:
        """Return what was seen."""
        sights = self.notes.sights
        if len(self.points) > len(self.inputs):
            sights |= protocol.ELSEWHERE
        if self.is_interpolated():
            sights |= protocol.AROUND
        if self.carriers.are_used() or self.duals.are_used():
            sights |= protocol.OBJECTS
        if any(len(values) > 1 for values in self.precise.values()):
            sights |= protocol.PRECISE
        if self.are_sums_worked_out():
            sights |= protocol.SUMS
        step = self.notes.step
        evaluations = len(self.points) or min(len(self.sides), MAX_POINTS)
        return Seen(sights, step if 0.0 <= step <= MAX_STEP else 0.0, evaluations)

    def event(self, frame: FrameType, event: str, given_back: object) -> None:
        """Take in one event; none of what the student does with it may raise here."""
        if event == "c_return":
            self.built_in(frame, given_back)
        if event not in _FOLLOWED or frame.f_globals is _TAGGED or frame.f_globals is _SUMS:
            return  # operations are counted where they are noted
        self.events += 1
        if self.events > MAX_EVENTS:
            _set_profile(None)
            return
        variables = frame.f_globals
        if variables is not self.namespace and not is_own(variables, frame.f_code, self.namespace):
            self.library(frame)
        elif event == "call":
            self.called(frame)
        else:
            self.left(frame, given_back)

    def library(self, frame: FrameType) -> None:
        """Note a library that the student's own code calls, or that stands in its place."""
        caller = frame.f_back
        if caller is None or (
            caller.f_code is not _CALLER and not is_own(caller.f_globals, caller.f_code, self.namespace)
        ):
            return
        name = frame.f_globals.get("__name__")
        if name == "threading" and frame.f_code.co_name == "start":
            self.look.at_threads()  # whoever has told it of another one, or of none
        written = frame.f_code.co_filename.startswith(WRITTEN)
        names = frame.f_code.co_qualname.startswith(_NAMING)
        if written or (type(name) is str and (name.startswith(LIBRARIES) or (name in PARSERS and not names))):
            self.notes.sights |= protocol.LIBRARY

    def called(self, frame: FrameType) -> None:
        """Note with what a function of the student's is called."""
        code = frame.f_code
        names, given = arguments_of(frame)
        if code in self.watched:
            self.evaluated(list(flat(given)))
            if self.asked is None and all(type(each) in SINGLE for each in given):
                self.asked = frame, self.sums.pause()
        self.carriers.called(code.co_name, names, given)
        self.values(given)
        self.moved(given)
        self.duals.called(given, frame)
        self.calls[code] = self.calls.get(code, 0) + 1
        if OFTEN < self.calls[code] <= VERY_OFTEN or any(
            type(each) not in SINGLE and is_array(each) for each in given
        ):
            self.surrounded(given, code)
        if (self.sums.values or self.sums.steps) and code not in self.watched:
            self.sums.passed(numbers_of(given), (code, "given"))

    def left(self, frame: FrameType, given_back: object) -> None:
        """Note what a function of the student's leaves behind."""
        self.values(frame.f_locals.values())
        self.duals.left(frame, given_back)
        if self.asked is not None and frame is self.asked[0]:
            self.sums.values, self.sums.steps = self.asked[1]
            self.asked = None
        elif self.sums.values or self.sums.steps:
            self.returned(frame, given_back)
        self.carriers.left(frame, given_back)

    def returned(self, frame: FrameType, given_back: object) -> None:
        """Note sums of f that a function gives back, or has in a list of its own."""
        if frame.f_code in self.watched:
            return
        numbers = numbers_of((given_back,))
        self.sums.passed(numbers, frame.f_code)
        self.sums.gave([*numbers, *numbers_in_words(given_back)])
        own = frame.f_locals.values()
        self.sums.named([number for number in map(number_of, own) if number is not None], frame.f_code)
        for value in own:
            self.stored(value, _places_in(frame.f_code) if type(value) is dict else 0)

    def built_in(self, frame: FrameType, called: object) -> None:
        """Note sums of f at the end of a list that grew or shrank, and complex numbers that are taken apart.

        A stack holds one sum after the other; no formula has a use for the bytes of a complex number.
        """
        own = called.__self__ if type(called) is BuiltinMethodType else None
        if own is None or not is_own(frame.f_globals, frame.f_code, self.namespace):
            return
        if type(own) is list and (self.sums.values or self.sums.steps) and self.fillings < MAX_FILLINGS:
            self.fillings += 1
            self.sums.put(numbers_of(own[-2:]), frame.f_code)
        elif is_array(own) and called.__name__ in _TAKING_APART and own.dtype.kind == "c":  # type: ignore[attr-defined]
            self.notes.sights |= protocol.COMPLEX

    def stored(self, value: Any, places: int = 0) -> None:
        """Note sums of f that are in one list or dict, for which code spells so many ``places``."""
        if type(value) not in SINGLE and holds_several(value):
            items = (value if type(value) in (tuple, list) else items_of(value))[-MAX_ITEMS:]
            inner = [each for item in items if type(item) in (tuple, list) for each in item[:2]]
            numbers = [float.__float__(each) for each in (*items, *inner) if type(each) in _FLOATS]
            self.sums.held(numbers, places)

    def are_sums_worked_out(self) -> bool:
        """Return whether f was worked out by code that adds up whatever it is given."""
        for name, value in list(self.namespace.items()) if self.sums.values else ():
            if type(value) in ITEMS and name != "__builtins__":
                self.stored(value)
        return self.sums.are_worked_out()

    def surrounded(self, given: list[object], code: CodeType) -> None:
        """Note a function that is called at points on both sides of an input, each as far as another one."""
        for number in filter(None, map(number_of, flat(given))):
            for each in self.inputs:
                distance = abs(number - each)
                if LEAST * abs(each) < distance <= abs(each) and len(self.sides) < MAX_FILLINGS:
                    place = code, each, round(distance / abs(each) * _FINE)
                    self.sides.setdefault(place, set()).add(number > each)

    def is_interpolated(self) -> bool:
        """Return whether a function was evaluated at several pairs of points around one input."""
        if not self.sides:  # nearly always
            return False
        pairs = Counter(place[:2] for place, sides in self.sides.items() if len(sides) > 1)
        return max(pairs.values(), default=0) >= PAIRS

    def evaluated(self, given: list[object]) -> None:
        """Note where a watched function is evaluated."""
        if any(map(imaginary_part, given)):
            self.notes.sights |= protocol.COMPLEX
        point = tuple(number for number in map(number_of, given) if number is not None)
        if len(point) != len(given) or len(point) != len(self.inputs) or point == self.inputs:
            return
        if len(self.points) < MAX_POINTS:
            self.points.add(point)
        pairs = list(zip(point, self.inputs, strict=True))
        moved = [(number, given) for number, given in pairs if number != given]
        # A point that moved in every direction at once was rounded.
        if len(moved) == 1 and _near(*moved[0], _NEAR):
            self.notes.sights |= protocol.NEARBY
            self.notes.step = self.notes.step or abs(moved[0][0] - moved[0][1])

    def values(self, given: Any) -> None:
        """Note inputs with an imaginary part, and inputs in several versions of more digits."""
        for value in flat(given):
            kind = type(value)
            if complex in mro_of(kind):
                self.imaginary(complex.__complex__(value))
                if kind is not complex and _is_unit(complex.__complex__(value)):
                    self.notes.sights |= protocol.COMPLEX  # numpy's, from where no text shows it
            elif (module_of(kind), name_of(kind)) in PRECISE:
                self.exact(value, _NEAR if (module_of(kind), name_of(kind)) in LONG else _NEARER)
            elif kind is int and self.wholes.meet(value):
                self.notes.sights |= protocol.PRECISE

    def imaginary(self, value: complex) -> None:
        """Note an input with a small imaginary part, and a contour: both give exact derivatives."""
        small = 0.0 < abs(value.imag) <= _IMAGINARY * max(1.0, abs(value.real))
        if small and (_is_step(value) or any(_near(value.real, each, _NEAR) for each in self.inputs)):
            self.notes.sights |= protocol.COMPLEX
        if value.imag and len(self.imaginaries) < MANY:
            self.imaginaries.add(value)
            if len(self.imaginaries) == MANY:
                self.notes.sights |= protocol.COMPLEX

    def moved(self, given: Any) -> None:
        """Note numbers that a function is called with, and that are inputs moved a little."""
        for number in map(number_of, flat(given)):
            for each in self.inputs if number is not None else ():
                distance = number - each  # type: ignore[operator]
                if LEAST * abs(each) < abs(distance) <= MOST * min(abs(each), 1.0):
                    self.notes.stepped(distance)

    def exact(self, value: Any, near: float) -> None:
        """Keep how a number of many digits reads, if it is close to an input."""
        try:
            number, text = float(value), repr(value)
        except Exception:
            return
        for place, given in enumerate(self.inputs):
            if _near(number, given, near):
                self.precise.setdefault(place, set()).add(text[:400])


def _is_unit(value: complex) -> bool:
    """Return whether a number is the imaginary unit, or a small part of it: what an input is moved by."""
    size = abs(value.imag)
    return abs(value.real) <= _UNIT * size and (abs(size - 1.0) <= _UNIT or 0.0 < size <= _IMAGINARY)


def _is_step(value: complex) -> bool:
    """Return whether a number is so small a part of the imaginary unit that no other use of it is known."""
    return abs(value.imag) <= _TINY and abs(value.real) <= _UNIT * abs(value.imag)


def _places_in(code: CodeType) -> int:
    """Return how many items code puts into a dictionary under keys that it spells, each by itself."""
    operations = code.co_code[::2]
    return sum(pair == (_LOAD_CONST, _STORE_ITEM) for pair in pairwise(operations))


def _near(number: float, given: float, share: float) -> bool:
    return abs(number - given) <= share * abs(given)
