from __future__ import annotations

import pytest

from grader.sandbox import allowed


def test_only_modules_that_are_named_and_installed_are_preloaded() -> None:
    pytest.importorskip("numpy")

    assert [name for name, _ in allowed.preloads(("numpy", "no_such"), ["import numpy, no_such"])] == [
        "numpy"
    ]
    assert [name for name, _ in allowed.preloads(("numpy",), ["%pylab inline"])] == ["numpy"]
    assert allowed.preloads(("numpy",), ["import math"]) == ()
