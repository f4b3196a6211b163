"""Right differences are found at any step, in any function's values, and nothing else is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Method
from grader.scoring import stencil
from grader.scoring.stencil import Stencil, Term

BASE = (2.0, 3.0, 4.0)
STEPS = st.floats(1e-12, 0.1)


def around(h: float) -> tuple[stencil.Point, ...]:
    shifted = (stencil.moved(BASE, dim, step) for dim in range(3) for step in (h, -h))
    return (BASE, *shifted)


def test_drawn_values_are_the_same_for_one_seed_and_away_from_zero() -> None:
    points = around(1e-3)

    values = stencil.drawn(points, "seed")

    assert values == stencil.drawn(points, "seed")
    assert values != stencil.drawn(points, "other")
    assert all(0.5 <= abs(value) <= 1.5 for value in values.values())
    assert len(set(values.values())) == len(points)


@given(STEPS, st.integers(0, 2), st.text(max_size=5))
def test_a_difference_as_it_is_written_is_found_whatever_its_step(h: float, dim: int, seed: str) -> None:
    values = stencil.drawn(around(h), seed)
    high, low = values[stencil.moved(BASE, dim, h)], values[stencil.moved(BASE, dim, -h)]
    written = {Method.ONE_SIDED: (high - values[BASE]) / h, Method.SYMMETRIC: (high - low) / (2 * h)}

    for method, answer in written.items():
        found = stencil.differences(around(h), BASE, dim, method)
        assert any(stencil.made_by(each, ((values, answer),), BASE[dim]) for each in found)


@given(STEPS, st.sampled_from([-1.0, 0.5, 2.0, 1.1]))
def test_a_multiple_of_a_difference_is_none(h: float, factor: float) -> None:
    values = stencil.drawn(around(h), "x")
    answer = factor * (values[stencil.moved(BASE, 0, h)] - values[stencil.moved(BASE, 0, -h)]) / (2 * h)

    for method in Method:
        found = stencil.differences(around(h), BASE, 0, method)
        assert not any(stencil.made_by(each, ((values, answer),), 2.0) for each in found)


@pytest.mark.parametrize("h", [1e-12, 3e-13, 1e-13, 5e-14])
@pytest.mark.parametrize("dim", [0, 1, 2])
def test_a_tiny_step_to_both_sides_is_even_although_both_points_are_rounded(h: float, dim: int) -> None:
    assert len(list(stencil.differences(around(h), BASE, dim, Method.SYMMETRIC))) == 1


def test_points_that_move_another_variable_make_no_difference() -> None:
    points = (BASE, (2.1, 3.1, 4.0), (2.0, 3.1, 4.0))

    assert not list(stencil.differences(points, BASE, 0, Method.ONE_SIDED))


def test_a_step_that_was_undone_may_leave_ulps() -> None:
    home = (2.0, 3.0 + 0.01 - 0.02 + 0.01, 4.0)
    points = (home, (2.01, home[1], 4.0))

    assert home != BASE
    assert len(list(stencil.differences(points, BASE, 0, Method.ONE_SIDED))) == 1


@pytest.mark.parametrize(
    ("weights", "moments"),
    [((5.0, -5.0), (0.0, 1.0)), ((10.0, -10.0), (0.0, 2.0)), ((5.0, 5.0), (10.0, 0.0))],
    ids=["symmetric", "twice", "added"],
)
def test_moments_tell_what_was_done_with_two_values(
    weights: tuple[float, float], moments: tuple[float, float]
) -> None:
    points = (stencil.moved(BASE, 0, 0.1), stencil.moved(BASE, 0, -0.1))
    terms = tuple(Term(point, weight) for point, weight in zip(points, weights, strict=True))

    assert stencil.moments(Stencil(terms), 2.0, 0) == pytest.approx(moments)


@pytest.mark.parametrize("method", Method)
def test_of_thousands_of_points_beside_one_another_some_differences_are_looked_at(method: Method) -> None:
    points = tuple(stencil.moved(BASE, 0, place * 1e-15) for place in range(-2000, 2000))

    found = list(stencil.differences(points, BASE, 0, method))

    assert len(found) == stencil.MOST
