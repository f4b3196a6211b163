"""An answer beside the right one, number by number, and in words where it has another form.

A dim is OK only if it agrees with every answer that there is: the exercise file's and torch's.

An answer of the wrong form (too few or too many numbers, nested, no numbers at all, other keys)
is wrong as a whole: the message begins with "expected", and says what was found. Where the form
still tells which number is meant, the dims are compared one by one all the same: with too few
numbers the first ones count and each missing one is WRONG, and of too many the rest has no dim.
"""

from __future__ import annotations

from math import inf, isfinite
from struct import pack

from grader.model import Answer, DimResult, DimVerdict, Element, Kink, Numbers, Tolerance

SEED_BOUND = 1e-5  # the exercise's own notebook asks for less than this, absolutely
STRICT = Tolerance(rtol=1e-9, atol=1e-12)  # no right formula or graph in doubles is further away
_SIGN = 1 << 63
_SHOWN = 8  # names that a message lists before it cuts them short
_READ_ONCE = ("generator", "map", "zip", "filter")
_WHY_COMPLEX = "; in Python a negative number to a power that is not whole is complex"
_ABSENT = Element(value=None, found="nothing")


def judge_dims(
    numbers: Numbers,
    answer: Answer,
    *,
    tolerance: Tolerance,
    point: int,
    kinks: tuple[Kink | None, ...] = (),
) -> tuple[tuple[DimResult, ...], str]:
    """Return one result per dim, and what is to be said of the answer as a whole ("" if nothing).

    The message begins with "expected" if and only if the answer has the wrong form. ``kinks`` holds one
    for each dim that has several one-sided derivatives.
    """
    elements, message = arranged(numbers, answer.dims)
    indices = _indices(answer.dims)
    found = [
        _judge_dim(element, answer, place, tolerance)._replace(index=indices[place], point=point)
        for place, element in enumerate(elements)
    ]
    for place, kink in enumerate(kinks):
        if kink is not None:
            found[place] = at_kink(found[place], kink, tolerance)
    results = tuple(found)
    return results, message or _remark(results, tolerance)


def at_kink(result: DimResult, kink: Kink, tolerance: Tolerance) -> DimResult:
    """Return the result of a dim with two one-sided derivatives: any number between them is right."""
    actual = result.actual
    between = actual is not None and (
        kink.least <= actual <= kink.greatest
        or agree(actual, kink.least, tolerance)
        or agree(actual, kink.greatest, tolerance)
    )
    word = _word(between or (actual is not None and not kink.judged))
    return result._replace(verdict=word, seed=word, strict=word, kink=kink)


def agree(actual: float, expected: float, tolerance: Tolerance) -> bool:
    """Return whether both are finite and ``abs(actual - expected) <= atol + rtol*abs(expected)``."""
    if not (isfinite(actual) and isfinite(expected)):
        return False
    # The difference of two finite numbers can be infinite, and then no finite bound covers it.
    error, bound = abs(actual - expected), tolerance.atol + tolerance.rtol * abs(expected)
    return error <= bound and error != inf


def absolute_error(actual: float, expected: float) -> float:
    """Return the distance; NaN if one of the two is."""
    return abs(actual - expected)


def relative_error(actual: float, expected: float) -> float | None:
    """Return the distance in units of ``expected``; None if that is 0."""
    return None if expected == 0 else abs(actual - expected) / abs(expected)


def ulps_between(actual: float, expected: float) -> int | None:
    """Return how many doubles lie between two, counting one end; None if one is not finite."""
    if not (isfinite(actual) and isfinite(expected)):
        return None
    return abs(_place(actual) - _place(expected))


def _place(number: float) -> int:
    """Return the place of a double among all doubles in their order; both zeros have place 0."""
    bits = int.from_bytes(pack(">d", number), "big")
    return bits if bits < _SIGN else _SIGN - bits


def _judge_dim(element: Element, answer: Answer, place: int, tolerance: Tolerance) -> DimResult:
    """Return the result of one dim; its place and its point are filled in by the caller."""
    expected, torch, actual = answer.expected[place], answer.torch[place], element.value
    right = [torch] if expected is None else [expected, torch]
    fits = actual is not None and all(agree(actual, each, tolerance) for each in right)
    return DimResult(
        name=answer.dims[place],
        index=None,
        point=0,
        verdict=_word(fits),
        expected=expected,
        torch=torch,
        actual=actual,
        found=element.found,
        absolute_error=None if actual is None else absolute_error(actual, right[0]),
        relative_error=None if actual is None else relative_error(actual, right[0]),
        seed=_word(actual is not None and abs(actual - right[0]) < SEED_BOUND),
        strict=_word(actual is not None and agree(actual, torch, STRICT)),
        ulps=None if actual is None else ulps_between(actual, torch),
    )


def _word(fits: bool) -> DimVerdict:
    return DimVerdict.OK if fits else DimVerdict.WRONG


def _indices(dims: tuple[str, ...]) -> tuple[int | None, ...]:
    """Return the place of each dim: values such as loss have none and are not counted."""
    if not any(dim.endswith(".grad") for dim in dims):
        return tuple(range(len(dims)))
    gradients = [dim for dim in dims if dim.endswith(".grad")]
    return tuple(gradients.index(dim) if dim.endswith(".grad") else None for dim in dims)


# --- the form of an answer ------------------------------------------------------------------


def arranged(numbers: Numbers, dims: tuple[str, ...]) -> tuple[tuple[Element, ...], str]:
    """Return one element per dim, and what is wrong with the form ("" if nothing).

    A column is as good as a row: the notebook's own check takes it.
    """
    if numbers.problem:
        return _nothing(dims), f"expected {_wanted(dims)}, found {numbers.problem}"
    if numbers.form == "dict":
        return _by_key(numbers, dims)
    if _is_one(numbers) and len(dims) == 1:
        return numbers.elements, ""
    if numbers.shape == () and numbers.elements:
        return _nothing(dims), f"expected {_wanted(dims)}, found {_single(numbers)}"
    if len(numbers.shape) > 1 and (numbers.shape != (len(dims), 1) or len(dims) == 1):
        nesting = " by ".join(str(length) for length in numbers.shape)
        return _nothing(dims), f"expected {_wanted(dims)} in one row, found {nesting} numbers, nested"
    return _in_order(numbers, dims)


def _is_one(numbers: Numbers) -> bool:
    return len(numbers.elements) == 1 and numbers.shape in ((), (1,))


def _in_order(numbers: Numbers, dims: tuple[str, ...]) -> tuple[tuple[Element, ...], str]:
    found = len(numbers.elements)
    padded = numbers.elements[: len(dims)] + (_ABSENT,) * (len(dims) - found)
    return padded, "" if found == len(dims) else f"expected {_wanted(dims)}, found {found}"


def _by_key(numbers: Numbers, dims: tuple[str, ...]) -> tuple[tuple[Element, ...], str]:
    """Return a dict's elements in the order of the dims; its keys are dims, arguments' names or places.

    ``df_da`` and ``dfda`` are as good as ``df/da``, and so is ``da``.
    """
    found = {_alphanumeric(element.key): element for element in numbers.elements}
    if len(found) != len(numbers.elements):
        found = {}  # keys that are no text can read alike
    arguments = [_argument(dim) for dim in dims]
    places = map(str, range(len(dims)))
    for names in (dims, [f"d{each}" for each in arguments], arguments, places):
        named = [_alphanumeric(name) for name in names]
        if len(set(named)) == len(dims) and found.keys() == set(named):
            return tuple(found[name] for name in named), ""
    keys = _listed([element.key for element in numbers.elements]) or "(none)"
    return _nothing(dims), f"expected {_wanted(dims)}, found a dict with the keys {keys}"


def _alphanumeric(name: str) -> str:
    """Return the letters and digits of a name."""
    return "".join(filter(str.isalnum, name))


def _argument(dim: str) -> str:
    """Return the name of the variable: ``a`` of ``df/da``, ``logits[0]`` of ``logits[0].grad``."""
    denominator = dim.rpartition("/")[2]
    if denominator != dim:
        return denominator.removeprefix("d").removeprefix("∂")
    return dim.removesuffix(".grad")


def _nothing(dims: tuple[str, ...]) -> tuple[Element, ...]:
    return (_ABSENT,) * len(dims)


def _wanted(dims: tuple[str, ...]) -> str:
    noun = "number" if len(dims) == 1 else "numbers"
    return f"{len(dims)} {noun} ({_listed(list(dims))})"


def _single(numbers: Numbers) -> str:
    """Return in words what stands where several numbers should."""
    element = numbers.elements[0]
    if element.found in ("None", "NoneType"):
        return "None: a function that returns nothing answers that"
    if element.found in _READ_ONCE:
        return f"{element.found}, which can be read once: list() makes a list of it"
    return element.found or numbers.form if element.value is None else f"one number ({element.value!r})"


def _listed(names: list[str]) -> str:
    more = [f"… {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return ", ".join(names[:_SHOWN] + more)


# --- remarks --------------------------------------------------------------------------------


def _remark(results: tuple[DimResult, ...], tolerance: Tolerance) -> str:
    """Return what stands in place of numbers, else that an exact zero passed for a tiny truth."""
    refused = [result for result in results if result.actual is None]
    if refused:
        words = [f"{result.name}: found {result.found}" for result in refused]
        why = _WHY_COMPLEX if any(map(_is_complex, refused)) else ""
        return f"not a real number: {_listed(words)}{why}"
    zeros = [result.name for result in results if _is_zero_for_tiny(result)]
    if zeros:
        return f"0 is within the tolerance (atol {tolerance.atol:g}) of the tiny {_listed(zeros)}"
    return ""


def _is_complex(result: DimResult) -> bool:
    found = result.found or ""
    return found.startswith("complex (") and not found.endswith(("+0j)", "-0j)"))


def _is_zero_for_tiny(result: DimResult) -> bool:
    truth = result.torch if result.expected is None else result.expected
    return result.verdict is DimVerdict.OK and result.actual == 0 and truth != 0 and result.kink is None
