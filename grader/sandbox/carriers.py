"""Objects of the student's own that calculate: operators of a class that hand an input on.

A number in a class is no sign: what operators return has to be objects again, and several operators have to
be called, with an input in one of the objects. A point or a list of terms calculates nothing.
"""

from __future__ import annotations

from types import FrameType, FunctionType

from grader.sandbox.contents import (
    HOLDS_NOTHING,
    SINGLE,
    WORDS,
    are_names,
    arguments_of,
    flat,
    held_by,
    items_of,
    module_of,
    mro_of,
    number_of,
    numbers_held_by,
)
from grader.sandbox.own_code import is_own
from grader.sandbox.tagged import Tagged

_BUILT_IN = frozenset((object, float, int, str, tuple, list, dict))  # whose operators are nobody's own
_ONE_NUMBER = ([float], [int], [Tagged])
_ARITHMETIC = frozenset(
    f"__{side}{name}__" for name in ("add", "sub", "mul", "truediv", "pow") for side in ("", "r")
) | {"__neg__"}


class Carriers:
    """What was seen of such objects while an answer was made."""

    def __init__(self, inputs: tuple[float, ...], namespace: dict[str, object]) -> None:
        self.inputs, self.namespace = inputs, namespace
        self.operators: set[tuple[type, str]] = set()  # that were called; of a kind, by name
        self.numbers: set[tuple[type, str]] = set()  # that returned a number
        self.closed: set[tuple[type, str]] = set()  # that returned an object
        self.carried = False  # an input, by one of the objects that are calculated with
        self.given = False  # one of them, to a function that is no method

    def are_used(self) -> bool:
        """Return whether an answer was made with such objects."""
        operators = {name for _, name in self.operators - (self.numbers - self.closed)}
        return self.given or (len(operators) > 1 and self.carried)

    def called(self, name: str, names: tuple[str, ...], given: list[object]) -> None:
        """Note with what a function of this name is called, the names of whose arguments are ``names``."""
        if name in _ARITHMETIC and given and self.calculates(type(given[0])):
            self.operators.add((type(given[0]), name))
            self.carried = self.carried or any(map(self.carries, given))
        elif names[:1] != ("self",) and any(map(self.is_carrier, flat(given))):
            self.given = True  # a method alone tells nothing

    def left(self, frame: FrameType, returned: object) -> None:
        """Note whether an operator returns an object or a number: who returns numbers carries nothing on."""
        if frame.f_code.co_name not in _ARITHMETIC:
            return
        _, given = arguments_of(frame)
        if given and self.calculates(type(given[0])):
            kept = self.numbers if type(returned) in SINGLE else self.closed
            kept.add((type(given[0]), frame.f_code.co_name))

    def calculates(self, kind: type) -> bool:
        """Return whether a type is a class of the student's that has operators of its own."""
        own = [vars(each) for each in mro_of(kind) if each not in _BUILT_IN]
        operators = [each[name] for each in own for name in _ARITHMETIC if name in each]
        if module_of(kind) == "__main__":
            return bool(operators)
        # A class can say that it is another module's; its functions cannot.
        return any(
            type(each) is FunctionType and is_own(each.__globals__, each.__code__, self.namespace)
            for each in operators
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
        ) and all(type(each) in HOLDS_NOTHING for each in kept)
