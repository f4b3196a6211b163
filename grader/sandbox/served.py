"""What stands in for the student's functions during a probe, and the channel that it asks over."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from types import FunctionType
from typing import Any

from grader.sandbox import plain, protocol, standin

_read, _write, _exit = os.read, os.write, os._exit
_FUNCTION_NAMES = frozenset(("f", "func", "fn", "fun", "function", "g"))
_STEP_NAMES = frozenset(("h", "dh", "eps", "epsilon", "delta", "dx", "step", "step_size"))
_VARARGS = 4  # inspect.CO_VARARGS, whose module is slow to import
_STEP = 1e-6  # the commonest among published solutions
_SAME = 1e-9  # between two spellings of one function


class Channel:
    """The worker's end of the conversation: whole frames, blocking, and the bell beside it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.bell = descriptor, descriptor + 1
        self.reader = protocol.FrameReader(protocol.MAX_TO_WORKER)
        self.held = b""
        self.unheard_bytes = self.unheard_frames = 0

    def hold(self, tag: int, payload: bytes) -> None:
        """Keep a frame until the next one is written."""
        self.held += protocol.frame(tag, payload)

    def write(self, tag: int, payload: bytes = b"") -> None:
        """Write one frame that the host need not wake up for."""
        data = memoryview(self.held + protocol.frame(tag, payload))
        self.held = b""
        while data:
            piece = data[: protocol.UNHEARD_BYTES]
            self.unheard_bytes += len(piece)
            self.unheard_frames += 1
            if self.unheard_bytes > protocol.UNHEARD_BYTES or self.unheard_frames > protocol.UNHEARD_FRAMES:
                self.ring()
            data = data[_write(self.descriptor, piece) :]

    def ring(self) -> None:
        """Wake the host up."""
        self.unheard_bytes = self.unheard_frames = 0
        _write(self.bell, b"!")

    def send(self, tag: int, payload: bytes = b"") -> None:
        """Write one frame that the host waits for."""
        self.write(tag, payload)
        self.ring()

    def has_more(self) -> bool:
        """Return whether the host has asked for more already."""
        return self.reader.left() > 0

    def receive(self) -> tuple[int, bytes]:
        """Return the next frame; end the process when the host has closed the channel."""
        while True:
            frame = self.reader.next()
            if frame is not None:
                return frame
            data = _read(self.descriptor, 65536)
            if not data:
                _exit(0)
            self.reader.feed(data)


class Served:
    """A function whose values come from the host; what is no number or array goes to the student's own.

    ``answers`` is the channel to the host, or all values that it told beforehand. ``likely`` are values that
    it told so that it need not be asked, each with its place; ``evaluated`` are the places that were used.
    """

    def __init__(
        self,
        name: str,
        args: tuple[str, ...],
        own: object,
        answers: Channel | Mapping[object, float],
        likely: Mapping[object, tuple[int, float]],
    ) -> None:
        self.name, self.args, self.own, self.answers, self.likely = name, args, own, answers, likely
        self.places, self.defaults = _arguments(own, args)
        self.evaluated: dict[int, None] = {}
        self.__name__, self.__wrapped__ = name, own

    def __getattr__(self, name: str) -> object:
        """Return what the student's own function has: ``f.calls``, ``f.__code__``."""
        return getattr(self.__dict__.get("own"), name)

    def __call__(self, *args: object, **keywords: object) -> object:
        """Ask the host for plain numbers, the student's own function for anything else."""
        values = self.in_order(args, keywords)
        numbers = [_plain_number(value) for value in values]
        if len(values) == len(self.args) and None not in numbers:
            return self.value_at(numbers)
        points = plain.spread(values) if len(values) == len(self.args) else None
        if points is not None:
            return plain.gathered([self(*point) for point in points[1]], points[0])
        if self.own is None:
            raise TypeError(f"{self.name}() needs {len(self.args)} numbers")
        made = self.own(*args, **keywords)  # type: ignore[operator]
        return self.rest(values, made) if type(made) is FunctionType else made

    def rest(self, given: Sequence[object], made: FunctionType) -> Callable[..., object]:
        """Return what takes the other arguments, where they are given one after the other: ``f(a)(b)``."""

        def take(*args: object) -> object:
            values = [*given, *args]
            numbers = [_plain_number(value) for value in values]
            if len(values) == len(self.args) and None not in numbers:
                return self.value_at(numbers)
            after = made(*args)
            return self.rest(values, after) if type(after) is FunctionType else after

        return take

    def in_order(self, args: tuple[object, ...], keywords: Mapping[str, object]) -> list[object]:
        """Return the values of the arguments in their order; as many as were given."""
        if len(args) == len(self.args) and not keywords:  # nearly always
            return list(args)
        if len(args) == 1 < len(self.args) and not keywords:
            args = self.coordinates(args[0])
        placed = {self.places[name]: value for name, value in keywords.items() if name in self.places}
        placed = {**self.defaults, **dict(enumerate(args)), **placed}
        return [placed[at] for at in sorted(placed)]

    def coordinates(self, given: object) -> tuple[object, ...]:
        """Return a point's coordinates, or those of several points of an array; ``given`` if it is neither.

        Where the points are columns, the student's own function takes the first one as a column.
        """
        rows: Any = given
        row = plain.plain(given)
        named = {key or place: number for place, (number, _, key) in enumerate(row.elements)}
        if row.shape == (len(self.args),) and None not in named.values():
            if set(self.args) == named.keys():
                return tuple(named[name] for name in self.args)
            if not any(key for *_, key in row.elements):
                return tuple(rows)
        if not plain.is_table(given):
            return (given,)
        try:
            self.own(rows[:, :1])  # type: ignore[operator]
        except Exception:
            rows = rows.T
        return tuple(rows) if len(rows) == len(self.args) else (given,)

    def value_at(self, numbers: list[int | float | None]) -> float:
        """Return the value at a point, which was told, or that the host is asked for."""
        if not isinstance(self.answers, Channel):
            return self.known(self.answers, numbers)
        told = self.likely.get(tuple(numbers))
        if told is None:
            return self.asked(self.answers, numbers)
        self.evaluated[told[0]] = None
        return told[1]

    def known(self, values: Mapping[object, float], numbers: list[int | float | None]) -> float:
        """Return the value that was told for a point."""
        value = values.get(tuple(numbers))
        if value is None:
            raise ValueError(f"{self.name} was evaluated elsewhere before")
        return value

    def asked(self, channel: Channel, numbers: list[int | float | None]) -> float:
        """Return what the host answers."""
        packer = protocol.Packer().text(self.name).u32(len(numbers))
        for number in numbers:
            packer.number(number)  # type: ignore[arg-type]
        channel.send(protocol.EVALUATE, packer.bytes())
        tag, payload = channel.receive()
        if tag != protocol.VALUE:
            _exit(3)
        problem, value = protocol.heard(payload)
        if problem:
            raise ValueError(problem)
        return value  # type: ignore[no-any-return]


class Counted:
    """A function of the student's own whose calls are counted, and whose numbers may be falsified."""

    def __init__(self, name: str, own: object, *, poison: float) -> None:
        self.own, self.poison, self.calls = own, poison, 0
        self.__name__ = name

    def __call__(self, *args: object, **keywords: object) -> object:
        """Count the call and return the student's own result, with its numbers falsified."""
        self.calls += 1
        result = self.own(*args, **keywords)  # type: ignore[operator]
        if not self.poison:
            return result
        answer = plain.plain(plain.gone_through(result))
        numbers = [None if number is None else number + self.poison for number, _, _ in answer.elements]
        return numbers if answer.shape else numbers[0]


def has_values(function: object, values: Mapping[Any, tuple[int, float]]) -> bool:
    """Return whether this is a function that has the first of some values: those around one point."""
    arity = function.__code__.co_argcount if type(function) is FunctionType else 0
    dims = len(next(iter(values)))
    if arity not in (1, dims):
        return False
    for args, (_, value) in islice(values.items(), 2 * dims + 1):
        try:
            found, _ = plain.element(function(*args) if arity == dims else function(list(args)))  # type: ignore[operator]
        except BaseException:
            return False
        if found is None or not abs(found - value) <= _SAME * max(1.0, abs(value)):
            return False
    return True


def called(function: object, args: tuple[float, ...], replaced: Mapping[str, object]) -> object:
    """Return what a function answers at a point, with what it asks for beside the point."""
    given = _fitted(function, list(args), replaced)
    named = _fitted_by_name(function, replaced)
    return plain.gone_through(function(*given, **named))  # type: ignore[operator]


def _fitted(function: object, args: list[object], replaced: Mapping[str, object]) -> list[object]:
    """Return ``args`` with what else a difference function asks for: the function itself, and a step.

    People write ``numerical_grad(a, b, c)`` but also ``numerical_grad(f, a, b, c, h)``, ``numerical_grad(x)``
    or ``numerical_grad(f, x, h=1e-5)`` for a point in one list, and ``numerical_grad()`` or
    ``numerical_grad(h)`` where the point stands in the function. Only required parameters are filled in, and
    only where all of ``args`` find their place.
    """
    if type(function) is not FunctionType:
        return args
    code, takes_rest = function.__code__, bool(function.__code__.co_flags & _VARARGS)
    every = code.co_varnames[: code.co_argcount]
    names = every[: len(every) - len(function.__defaults__ or ())]
    served = next(iter(replaced.values()), None)
    own = served.args if isinstance(served, Served) else ()
    functions, steps, points = _meant(names, {*replaced, *_FUNCTION_NAMES}, own)
    takes_all = len(every) >= len(args) or takes_rest
    if len(names) <= len(args) and takes_all and (functions | steps).isdisjoint(every[: len(args)]):
        return args
    if len(points) < len(args) and not takes_rest:
        args = [list(args)] if points else []
    waiting, fitting = list(args), []
    for name in names:
        if name in functions:
            fitting.append(replaced.get(name, served))
        elif name in steps:
            fitting.append(_STEP)
        elif waiting:
            fitting.append(waiting.pop(0))
    rest = waiting if takes_rest else []
    return [*fitting, *rest] if len(waiting) == len(rest) and len(fitting) == len(names) else args


def _fitted_by_name(function: object, replaced: Mapping[str, object]) -> dict[str, object]:
    """Return what a difference function asks for by keyword alone: itself, or a step."""
    if type(function) is not FunctionType:
        return {}
    code, served = function.__code__, next(iter(replaced.values()), None)
    names = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
    functions = {*replaced, *_FUNCTION_NAMES}
    return {
        name: replaced.get(name, served) if name in functions else _STEP
        for name in names
        if name not in (function.__kwdefaults__ or {})
    }


def _meant(
    names: tuple[str, ...], functions: set[str], own: tuple[str, ...]
) -> tuple[set[str], set[str], list[str]]:
    """Return which parameters are functions, which are steps, and which take the point.

    Those of f itself are none of the first two. Where there is one too many for the point, or two in the
    place of a list, one of them is a function or a step by a name of its own.
    """
    functions, steps = functions.difference(own), set(_STEP_NAMES.difference(own))
    points = [name for name in names if name not in functions | steps]
    are_two = len(points) == 2
    if own and (len(points) == len(own) + 1 or (are_two and len(own) != len(points))):
        first, *others = points
        if first not in own and (are_two or tuple(others) == own or first.startswith("f")):
            functions.add(points.pop(0))
        else:
            steps.add(points.pop())
    return functions, steps, points


def _arguments(own: object, args: tuple[str, ...]) -> tuple[dict[str, int], dict[int, object]]:
    """Return the places of the arguments, by the student's own names too, and the student's own defaults."""
    places = {name: at for at, name in enumerate(args)}
    if type(own) is not FunctionType or own.__code__.co_argcount != len(args):
        return places, {}
    defaults = own.__defaults__ or ()
    places.update({name: at for at, name in enumerate(own.__code__.co_varnames[: len(args)])})
    return places, dict(enumerate(defaults, len(args) - len(defaults)))


def _plain_number(value: object) -> int | float | None:
    """Return ``value`` if it is a real number by its exact type, else None."""
    if type(value) is int or type(value) is float:
        return value
    if isinstance(value, getattr(sys.modules.get("fractions"), "Fraction", ())):
        return float(value)  # type: ignore[arg-type]  # told by its type
    number, found = (None, "") if standin.stand_in_of(value) else plain.element(value)
    return number if found else None
