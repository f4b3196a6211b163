"""The inputs of a case: given by the file, or drawn so that the same seed gives the same points."""

from __future__ import annotations

from collections.abc import Iterator

from grader.digest import sha256_hex
from grader.model import Case, Input, Range, Rule, Sample

_MANTISSA = 2.0**-53  # a double in [0, 1) has 53 bits


def points_of(
    case: Case, *, exercise_digest: str, check_id: str, secret: bytes | None
) -> tuple[tuple[Input, ...], ...]:
    """Return the points of a case, each with its inputs in the file's order.

    Given inputs are one point. Sampled ones are uniform in their ranges and depend on the secret,
    the exercise, the check and the case alone; without a secret they are public, for whoever has
    the exercise file can draw them too. A case of operations has a seed to draw graphs by.
    """
    uniform = _uniform(secret or b"", f"{exercise_digest}/{check_id}/{case.id}")
    if case.rule is Rule.OPERATIONS:
        return ((Input(name="seed", value=int(next(uniform) / _MANTISSA)),),)
    if case.sample is None:
        return (case.at,)
    return tuple(_point(case.sample, uniform) for _ in range(case.sample.count))


def points_beside(ranges: tuple[Range, ...], *, label: str) -> Iterator[tuple[Input, ...]]:
    """Yield points without end, drawn from ``ranges`` by ``label`` alone: for inputs that earn nothing.

    Where a range does not touch 0 the sizes are spread evenly: as many below 1 as above, in [0.01, 100].
    """
    uniform = uniform_of(label)
    while True:
        yield tuple(Input(name=each.name, value=_spread(each, next(uniform))) for each in ranges)


def _spread(given: Range, share: float) -> float:
    low, high = given.low, given.high
    if low <= 0 <= high:
        return _between(low, high, share)
    return float(low * (high / low) ** share)


def uniform_of(label: str) -> Iterator[float]:
    """Yield doubles in [0, 1) from SHA256 over a counter, which loads no library."""
    counter = 0
    while True:
        yield (int(sha256_hex(f"{label}/{counter}".encode())[:16], 16) >> 11) * _MANTISSA
        counter += 1


def _point(sample: Sample, uniform: Iterator[float]) -> tuple[Input, ...]:
    inputs = []
    for each in sample.ranges:
        numbers = [_between(each.low, each.high, next(uniform)) for _ in range(each.size or 1)]
        inputs.append(Input(name=each.name, value=numbers[0] if each.size is None else tuple(numbers)))
    return tuple(inputs)


def _between(low: float, high: float, share: float) -> float:
    # Rounding may carry the sum past the upper bound by one digit.
    return min(low + (high - low) * share, high)


def _uniform(secret: bytes, label: str) -> Iterator[float]:
    """Yield doubles in [0, 1) from HMAC-SHA256 over a counter."""
    from hmac import digest  # loads OpenSSL, which no exercise without sampled cases needs

    counter = 0
    while True:
        block = digest(secret, f"{label}/{counter}".encode(), "sha256")
        yield (int.from_bytes(block[:8], "big") >> 11) * _MANTISSA
        counter += 1
