"""Styles of right gradients: whatever the style, the numbers are those of the formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from grader.lint.gradient_styles import STYLES, write


@pytest.mark.parametrize("style", STYLES)
def test_a_style_gives_the_numbers_of_its_formulas(style: str) -> None:
    namespace: dict[str, Any] = {}
    exec(write(style, "gradf", ("x", "y"), ("y * cos(x)", "sin(x)")), namespace)

    found = namespace["gradf"](0.5, 3.0)
    numbers = list(found.values()) if isinstance(found, Mapping) else list(found)
    assert numbers == pytest.approx([2.6327476856711183, 0.479425538604203])
