"""The kinds of check, each one module with the same two functions. A new kind is one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from grader.model import CheckResult
from grader.scoring import autodiff, gradient, numerical_gradient
from grader.scoring.asking import Asked, Asking, Gathered


class Kind(NamedTuple):
    """How a kind of check asks and judges."""

    ask: Callable[[Asked], Asking]
    judge: Callable[[Asked, Gathered], CheckResult]


KINDS = {
    "gradient": Kind(gradient.ask, gradient.judge),
    "numerical_gradient": Kind(numerical_gradient.ask, numerical_gradient.judge),
    "autodiff": Kind(autodiff.ask, autodiff.judge),
}
