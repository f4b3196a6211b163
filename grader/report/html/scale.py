"""Logarithmic axes in per cent of a plot's width or height, so that a plot fits every window."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

MOST_TICKS = 6


class LogScale(NamedTuple):
    """An axis from ``10**low`` to ``10**high``."""

    low: int
    high: int

    def place(self, value: float) -> float:
        """Return where a value stands, in per cent; zero at the beginning, what is no number at the end."""
        if value == 0:
            return 0.0
        if not math.isfinite(value):
            return 100.0
        share = (math.log10(abs(value)) - self.low) / (self.high - self.low)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def ticks(self) -> tuple[float, ...]:
        """Return some powers of ten on the axis, evenly apart."""
        step = -(-(self.high - self.low) // (MOST_TICKS - 1))
        return tuple(float(f"1e{decade}") for decade in range(self.low, self.high + 1, step))


def log_scale(values: Iterable[float]) -> LogScale:
    """Return the axis that holds all of ``values``, two decades or more."""
    decades = [math.log10(abs(value)) for value in values if value and math.isfinite(value)] or [0.0]
    # What lies below has not all its digits, and no power of ten to be a tick.
    low, high = max(math.floor(min(decades)), -307), max(min(math.ceil(max(decades)), 308), -305)
    return LogScale(low if high - low > 1 else high - 2, high)


def power(value: float) -> str:
    """Return a tick as programs write it: ``1e-5``."""
    return f"1e{round(math.log10(value))}"


def short(value: float | None) -> str:
    """Return a number in three digits, for a label; the table beside it has them all."""
    return "none" if value is None else f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e+")


def percent(value: float) -> str:
    """Return a length as SVG takes it."""
    return f"{value:g}%"
