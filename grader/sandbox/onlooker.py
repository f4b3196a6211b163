"""Looks on while an entry point answers: which functions it calls, with what, on which objects.

Python tells a profile function of every call and return. Only the student's own frames are read, and
only by exact types, so that nothing of theirs runs here. A closed formula may call helpers of any kind
and number; what is noted is what no formula needs: the function under test at other points, inputs with
an imaginary part or with a distance of 1e-40, arithmetic on objects of the student's class.
Runs in the worker, on hostile code: who wants to hide from it can.
"""

from __future__ import annotations

import _thread
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import pairwise
from opcode import opmap
from types import (
    BuiltinFunctionType,
    BuiltinMethodType,
    CodeType,
    FrameType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    ModuleType,
)
from typing import Any, NamedTuple

from grader.sandbox import plain, protocol, sums, tagged
from grader.sandbox.contents import (
    ITEMS,
    MAX_ITEMS,
    SINGLE,
    WORDS,
    are_names,
    arguments_of,
    flat,
    held_by,
    holds_several,
    is_array,
    items_of,
    module_of,
    mro_of,
    name_of,
    number_of,
    numbers_held_by,
    numbers_in_words,
    numbers_of,
)
from grader.sandbox.guard import Guard
from grader.sandbox.tagged import LEAST, MOST, Notes, Tagged, imaginary_part, tag

MAX_EVENTS = 20_000
MAX_POINTS = 64
MAX_FILLINGS = 2000  # of lists
MAX_STEP = 1e300
_NEAR = 1e-2  # relative; of floats
_NEARER = 1e-6  # of numbers with more digits, whose steps are far smaller
_FINE = 1e7  # parts of an input, of which a distance on the other side is as many
_IMAGINARY = 1e-3
_UNIT = 1e-12  # relative
MANY = 16  # points off the real line: as a contour has them, and no formula of Euler's
OFTEN, VERY_OFTEN = 3, 200  # calls of a function, between which it is looked at as one that is interpolated
PULLS = 3  # numbers that came back with a function, which hands a slope on from there
_DIGITS = 12
PAIRS = 4  # of points around an input, at which it is called then
_SAME = 1e-6  # beside 1: an answer that was made in another way, and not rounded in another
_TAKING_APART = frozenset(("view", "tobytes", "getfield"))
_FLOATS = (float, Tagged)
_BUILT_IN = frozenset((object, float, int, str, tuple, list, dict))  # whose operators are nobody's own
# What holds nothing that a function could have put there.
_PLAIN = frozenset(
    (
        *SINGLE,
        type,
        FunctionType,
        BuiltinFunctionType,
        ModuleType,
        GetSetDescriptorType,
        MemberDescriptorType,
    )
)
_ONE_NUMBER = ([float], [int], [Tagged])
_SLOPES = frozenset((0.0, 1.0))  # that inputs start with
_TINY = 1e-6  # beside an input, as a step is and no slope
_NESTED = 2  # closures over pairs of functions, one in another
_FOLLOWED = ("call", "return")
_LOAD_CONST, _STORE_ITEM = opmap["LOAD_CONST"], opmap["STORE_SUBSCR"]
_TAGGED, _SUMS = vars(tagged), vars(sums)
# Who is called from the submission's own code, by the beginning of the module's name.
_LIBRARIES = ("torch", "jax", "sympy", "autograd", "numdifftools", "casadi", "tensorflow", "scipy.optimize")
_WRITTEN = "<lambdifygenerated"  # functions that sympy writes
_PARSERS = frozenset(("ast", "inspect"))
_NAMING = ("signature", "Signature", "Parameter")  # what they have that tells the names of arguments alone
# How the files of code are named that is not the submission's; what was made of text has none of these.
_FILES = ("/", "<frozen", "<__array_function__", _WRITTEN)
_PRECISE = frozenset((("decimal", "Decimal"), ("fractions", "Fraction"), ("mpmath.ctx_mp_python", "mpf")))
_ARITHMETIC = frozenset(
    f"__{side}{name}__" for name in ("add", "sub", "mul", "truediv", "pow") for side in ("", "r")
) | {"__neg__"}
_set_profile, _get_profile = sys.setprofile, sys.getprofile
_frames_of_threads, _own_thread = sys._current_frames, _thread.get_ident


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
    notes = Notes(wished.sums, wished.steps)
    inputs = tuple(float(each) for each in args if type(each) in (int, float))  # type: ignore[arg-type]
    watched = frozenset(
        own.__code__ for own in (namespace.get(name) for name in wished.watch) if type(own) is FunctionType
    )
    onlooker = Onlooker(notes, inputs, namespace, watched)
    onlooker.guard = wished.guard
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


def _called(function: object, given: list[object], onlooker: Onlooker) -> tuple[object, bool]:
    """Return what a call answers that is looked at, and whether it raised."""
    answer, raised = None, False
    _set_profile(onlooker.event)
    _look_on_in_threads(onlooker.event)
    if onlooker.guard is not None:
        onlooker.guard.begin()
    try:
        answer = plain.gone_through(function(*given))  # type: ignore[operator]
    except BaseException:
        raised = True  # how it ends is judged elsewhere
    finally:
        # It did too much to be followed, or has put the onlooker out.
        if onlooker.was_put_out() or _get_profile() != onlooker.event:
            onlooker.notes.sights |= protocol.UNSEEN
        _set_profile(None)
        _look_on_in_threads(None)
    return answer, raised


def _is_at_work_elsewhere(namespace: dict[str, object]) -> bool:
    """Return whether code of the submission's waits in a thread that began before anybody looked on."""
    frames = _frames_of_threads()
    frames.pop(_own_thread(), None)
    for innermost in frames.values():
        frame: FrameType | None = innermost
        while frame is not None:
            if frame.f_globals is namespace or _was_made_of_text(frame.f_globals, frame.f_code):
                return True
            frame = frame.f_back
    return False


def _look_on_in_threads(event: Callable[[FrameType, str, object], None] | None) -> None:
    """Have the threads that begin from now on looked at as well."""
    with suppress(Exception):  # of whatever a submission has put there
        threading = sys.modules.get("threading")
        if threading is not None:
            threading.setprofile(event)


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
    ) -> None:
        self.notes, self.inputs, self.namespace, self.watched = notes, inputs, namespace, watched
        self.sums = notes.sums
        self.guard: Guard | None = None
        self.has_threads = False  # which begin by setting a profile function
        self.events = 0
        self.points: set[tuple[float, ...]] = set()
        self.operators: set[tuple[type, str]] = set()  # that were called; of a kind, by name
        self.numbers: set[tuple[type, str]] = set()  # that returned a number
        self.closed: set[tuple[type, str]] = set()  # that returned an object
        self.carried = False  # an input, by one of the objects that are calculated with
        self.precise: dict[int, set[str]] = {}
        self.imaginaries: set[complex] = set()
        self.fillings = self.pulls = 0
        # The function itself, asked for its value: how it adds that up is its own affair.
        self.asked: tuple[FrameType, tuple[list[float], list[float]]] | None = None
        self.calls: dict[CodeType, int] = {}
        self.sides: dict[tuple[CodeType, float, int], set[bool]] = {}
        self.seeded: set[float] = set()
        self.seeds: set[float] = set()
        self.slopes: dict[tuple[object, float], set[float]] = {}  # held beside an input, by objects of a kind
        self.aside: set[float] = set()  # inputs that come with a tiny number
        # Inputs that come with 1, by who was given them; and, where that is another argument, with 1 or 0.
        self.starts: dict[FrameType, tuple[set[float], frozenset[float]]] = {}
        self.carried_on: set[float] = set()  # those that came back as a step of f with its slope
        self.carried_apart: dict[float, set[float]] = {}  # the same where that was an argument of its own
        self.in_block = False  # whether one comes in a matrix that is a dual number
        self.combined = 0  # calls of what was combined of pairs of functions

    def seen(self) -> Seen:
        """Return what was seen."""
        sights = self.notes.sights
        if len(self.points) > len(self.inputs):
            sights |= protocol.ELSEWHERE
        if self.is_interpolated():
            sights |= protocol.AROUND
        operators = {name for _, name in self.operators - (self.numbers - self.closed)}
        if (len(operators) > 1 and self.carried) or self.is_differentiated() or self.pulls >= PULLS:
            sights |= protocol.OBJECTS
        if any(len(values) > 1 for values in self.precise.values()):
            sights |= protocol.PRECISE
        if self.are_sums_worked_out():
            sights |= protocol.SUMS
        step = self.notes.step
        evaluations = len(self.points) or min(len(self.sides), MAX_POINTS)
        return Seen(sights, step if 0.0 <= step <= MAX_STEP else 0.0, evaluations)

    def was_put_out(self) -> bool:
        """Return whether something else was to be told of what happened."""
        return self.guard is not None and self.guard.is_put_out() and not self.has_threads

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
        if frame.f_globals is not self.namespace and not self.is_own(frame.f_globals, frame.f_code):
            self.library(frame)
        elif event == "call":
            self.called(frame)
        else:
            self.left(frame, given_back)

    def is_own(self, variables: dict[str, Any], code: CodeType) -> bool:
        """Return whether code is the submission's."""
        return variables is self.namespace or _was_made_of_text(variables, code)

    def library(self, frame: FrameType) -> None:
        """Note a library that the student's own code calls, or that stands in its place."""
        caller = frame.f_back
        if caller is None or (
            caller.f_code is not _CALLER and not self.is_own(caller.f_globals, caller.f_code)
        ):
            return
        name = frame.f_globals.get("__name__")
        if name == "threading" and frame.f_code.co_name == "start":
            self.has_threads = True
            _look_on_in_threads(self.event)  # whoever has told it of another one, or of none
        written = frame.f_code.co_filename.startswith(_WRITTEN)
        names = frame.f_code.co_qualname.startswith(_NAMING)
        if written or (
            type(name) is str and (name.startswith(_LIBRARIES) or (name in _PARSERS and not names))
        ):
            self.notes.sights |= protocol.LIBRARY

    def called(self, frame: FrameType) -> None:
        """Note with what a function of the student's is called."""
        code = frame.f_code
        names, given = arguments_of(frame)
        if code in self.watched:
            self.evaluated(list(flat(given)))
            if self.asked is None and all(type(each) in SINGLE for each in given):
                self.asked = frame, self.sums.pause()
        if code.co_name in _ARITHMETIC and given and self.calculates(type(given[0])):
            self.operators.add((type(given[0]), code.co_name))
            self.carried = self.carried or any(map(self.carries, given))
        elif names[:1] != ("self",) and any(map(self.is_carrier, flat(given))):
            self.notes.sights |= protocol.OBJECTS  # a method alone tells nothing
        self.values(given)
        self.moved(given)
        self.paired(given, frame)
        self.beside_slope(given, frame)
        self.calls[code] = self.calls.get(code, 0) + 1
        if OFTEN < self.calls[code] <= VERY_OFTEN or any(
            type(each) not in SINGLE and is_array(each) for each in given
        ):
            self.surrounded(given, code)
        if (self.sums.values or self.sums.steps) and code not in self.watched:
            self.sums.passed(numbers_of(given), (code, "given"))
        if code.co_freevars:
            self.combined += _is_combined(frame)

    def left(self, frame: FrameType, given_back: object) -> None:
        """Note what a function of the student's leaves behind."""
        self.values(frame.f_locals.values())
        self.pulls += _is_number_with_function(given_back)
        self.began(frame, given_back)
        if self.asked is not None and frame is self.asked[0]:
            self.sums.values, self.sums.steps = self.asked[1]
            self.asked = None
        elif self.sums.values or self.sums.steps:
            self.returned(frame, given_back)
        if frame.f_code.co_name in _ARITHMETIC:
            self.operated(frame, given_back)

    def began(self, frame: FrameType, given_back: object) -> None:
        """Note the inputs that came back as a step of f from who was given them with a slope."""
        inputs, apart = self.starts.pop(frame, ((), ()))
        if inputs and self.handed_on(given_back):
            self.carried_on.update(() if apart else inputs)
            for each in inputs if apart else ():
                self.carried_apart.setdefault(each, set()).update(apart)

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
        if own is None or not self.is_own(frame.f_globals, frame.f_code):
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

    def operated(self, frame: FrameType, returned: object) -> None:
        """Note whether an operator returns an object or a number: who returns numbers carries nothing on."""
        _, given = arguments_of(frame)
        if given and self.calculates(type(given[0])):
            kept = self.numbers if type(returned) in SINGLE else self.closed
            kept.add((type(given[0]), frame.f_code.co_name))

    def paired(self, given: list[object], frame: FrameType) -> None:
        """Note an input that comes with its own slope, 1 or 0 and nothing else: a dual number in a pair.

        Also one with a tiny number, as a complex number in a pair has it.
        """
        for value in given:
            if type(value) in SINGLE:
                continue
            several = holds_several(value)
            numbers = list(map(number_of, flat(flat((value,))))) if several else [*numbers_held_by(value)]
            held = set(numbers)
            inputs = held & set(self.inputs)
            beside = held - inputs
            if len(inputs) != 1 or not beside:
                continue
            if not several:
                kind = value.__code__ if type(value) is FunctionType else type(value)
                self.slopes.setdefault((kind, *inputs), set()).update(beside)  # type: ignore[arg-type]
            elif beside <= _SLOPES:
                self.seeded |= inputs  # type: ignore[arg-type]
                self.seeds |= beside  # type: ignore[arg-type]
                self.in_block = self.in_block or _is_block(numbers)
                if 1.0 in beside:
                    self.starts.setdefault(frame, (set(), frozenset()))[0].update(inputs)  # type: ignore[arg-type]
            elif all(each is not None and 0.0 < abs(each) < _TINY for each in beside):
                self.aside |= inputs  # type: ignore[arg-type]

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

    def is_differentiated(self) -> bool:
        """Return whether several inputs are held beside slopes, of which some are 0; weights never are."""
        in_pairs = len(self.seeded) > 1 and 0.0 in self.seeds
        # A power is told by a pair as well, and some are 1: but what comes back is no pair with a step of f.
        by_one = len(self.carried_on) > 1 or len(self.aside) > 1 or self.combined >= _NESTED or self.in_block
        held = (*self.slopes.values(), *self.carried_apart.values())
        return in_pairs or by_one or sum(beside == _SLOPES for beside in held) > 1

    def calculates(self, kind: type) -> bool:
        """Return whether a type is a class of the student's that has operators of its own."""
        own = [vars(each) for each in mro_of(kind) if each not in _BUILT_IN]
        operators = [each[name] for each in own for name in _ARITHMETIC if name in each]
        if module_of(kind) == "__main__":
            return bool(operators)
        # A class can say that it is another module's; its functions cannot.
        return any(
            type(each) is FunctionType and self.is_own(each.__globals__, each.__code__) for each in operators
        )

    def is_carrier(self, value: object) -> bool:
        """Return whether an object with operators of its own may hold one input; a point holds several."""
        if not self.carries(value):
            return False
        held = held_by(value)  # nothing, while it is made
        return held is None or (bool(held) and len(numbers_held_by(value).intersection(self.inputs)) < 2)

    def carries(self, value: object) -> bool:
        """Return whether an object with operators of its own may hold an input; a list of terms does not."""
        if not self.calculates(type(value)):
            return False
        held = held_by(value)
        if held is None:
            return True
        if list(map(type, items_of(value))) in _ONE_NUMBER and self.keeps_nothing(type(value)):
            return False  # a number by another name
        numbers = [number_of(each) for each in held if type(each) not in WORDS]
        return not numbers or any(number is None or number in self.inputs for number in numbers)

    def keeps_nothing(self, kind: type) -> bool:
        """Return whether nothing that a class's functions reach can hold what was calculated before."""
        own = [
            value
            for base in mro_of(kind)
            if base not in _BUILT_IN
            for name, value in vars(base).items()
            if name != "__static_attributes__" or not are_names(value)
        ]
        functions = [each for each in own if type(each) is FunctionType]
        reached = [self.namespace.get(name) for each in functions for name in each.__code__.co_names]
        kept = [*reached, *own]
        return not any(
            each.__closure__ or each.__defaults__ or each.__kwdefaults__ for each in functions
        ) and all(type(each) in _PLAIN for each in kept)

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
            elif (module_of(kind), name_of(kind)) in _PRECISE:
                self.exact(value)

    def imaginary(self, value: complex) -> None:
        """Note an input with a small imaginary part, and a contour: both give exact derivatives."""
        small = 0.0 < abs(value.imag) <= _IMAGINARY * max(1.0, abs(value.real))
        if small and any(_near(value.real, each, _NEAR) for each in self.inputs):
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

    def exact(self, value: Any) -> None:
        """Keep how a number of many digits reads, if it is close to an input."""
        try:
            number, text = float(value), repr(value)
        except Exception:
            return
        for place, given in enumerate(self.inputs):
            if _near(number, given, _NEARER):
                self.precise.setdefault(place, set()).add(text[:400])


def _is_unit(value: complex) -> bool:
    """Return whether a number is the imaginary unit, or a small part of it: what an input is moved by."""
    size = abs(value.imag)
    return abs(value.real) <= _UNIT * size and (abs(size - 1.0) <= _UNIT or 0.0 < size <= _IMAGINARY)


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
    if type(value) in _PLAIN or type(value) is list:  # a list is one of terms
        return []
    held = [each for each in held_by(value) or () if type(each) is FunctionType]
    return [held] if len(held) > 1 else []


def _was_made_of_text(variables: dict[str, Any], code: CodeType) -> bool:
    """Return whether code stands in no file of a library: a submission made it, with variables of its own."""
    if code.co_filename.startswith(_FILES):  # nearly always
        return False
    name = variables.get("__name__")
    return type(name) is not str or not (name in _PARSERS or name.startswith((*_LIBRARIES, "namedtuple_")))


def _is_number_with_function(value: Any) -> bool:
    """Return whether a tuple, list or dict holds a computed number, and a function."""
    if type(value) in SINGLE or not holds_several(value) or is_array(value):
        return False
    held: list[Any] = (value if type(value) in (tuple, list) else items_of(value))[:MAX_ITEMS]
    if not any(type(each) is FunctionType for each in held):
        return False
    numbers = [number for number in map(number_of, held) if number is not None]
    return any(len(repr(number)) > _DIGITS for number in numbers)  # those of a formula's own are short


def _places_in(code: CodeType) -> int:
    """Return how many items code puts into a dictionary under keys that it spells, each by itself."""
    operations = code.co_code[::2]
    return sum(pair == (_LOAD_CONST, _STORE_ITEM) for pair in pairwise(operations))


def _near(number: float, given: float, share: float) -> bool:
    return abs(number - given) <= share * abs(given)
