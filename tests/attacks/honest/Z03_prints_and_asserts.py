# Z03: prints, asserts, type hints, a main guard and logging
# expect: gradf=ok
# points: 3
from __future__ import annotations

import logging
import math
import typing

logging.basicConfig(level=logging.DEBUG)


def gradf(a: float, b: float, c: float) -> typing.List[float]:
    """Return the gradient."""
    logging.info("called with %s", (a, b, c))
    out = [-3 * math.pow(a, 2) - 1 / (2 * math.sqrt(a)), 3 * math.cos(3 * b) + 5 / 2 * math.pow(b, 3 / 2), math.pow(c, -2)]
    assert len(out) == 3
    print(out)
    return out


if __name__ == "__main__":
    print(gradf(2, 3, 4))
    assert abs(gradf(2, 3, 4)[2] - 0.0625) < 1e-12
