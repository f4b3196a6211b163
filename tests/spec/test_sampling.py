from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.model import Case, Input, Range, Sample, Tolerance
from grader.spec.sampling import points_of

RANGES = (Range(name="a", low=0.5, high=3.0), Range(name="xs", low=-3.0, high=3.0, size=4))
SAMPLED = Case(id="held-out", points=1, tolerance=Tolerance(atol=1e-9), sample=Sample(count=5, ranges=RANGES))


def points(
    case: Case = SAMPLED, *, digest: str = "d", check: str = "gradf", secret: bytes | None = None
) -> tuple[tuple[Input, ...], ...]:
    return points_of(case, exercise_digest=digest, check_id=check, secret=secret)


def test_given_inputs_are_one_point() -> None:
    at = (Input(name="a", value=2),)

    assert points(Case(id="published", points=1, tolerance=Tolerance(atol=1e-5), at=at)) == (at,)


def test_equal_seeds_give_equal_points() -> None:
    assert points() == points()


def test_the_points_of_a_seed_never_change() -> None:
    # Locked answers and published scores rest on these numbers.
    assert points()[0][0] == Input(name="a", value=0.5567900350658507)


def test_everything_in_the_seed_matters() -> None:
    draws = [
        points(),
        points(digest="e"),
        points(check="other"),
        points(SAMPLED._replace(id="other")),
        points(secret=b"s"),
        points(secret=b"t"),
    ]

    assert len(set(draws)) == len(draws)


def test_an_empty_secret_is_no_secret() -> None:
    assert points(secret=b"") == points(secret=None)


def test_sampled_inputs_have_the_shape_of_their_ranges() -> None:
    drawn = points()

    assert len(drawn) == 5
    for a, xs in drawn:
        assert (a.name, xs.name) == ("a", "xs")
        assert isinstance(a.value, float)
        assert isinstance(xs.value, tuple)
        assert len(set(xs.value)) == 4


def test_a_vector_of_one_stays_a_vector() -> None:
    sample = Sample(count=1, ranges=(Range(name="xs", low=0.0, high=1.0, size=1),))

    ((xs,),) = points(SAMPLED._replace(sample=sample))
    assert isinstance(xs.value, tuple)


@given(low=st.floats(-1e300, 1e300), width=st.floats(0, 1e300), secret=st.binary(max_size=8))
def test_points_lie_in_their_range(low: float, width: float, secret: bytes) -> None:
    each = Range(name="a", low=low, high=low + width, size=3)
    sample = Sample(count=2, ranges=(each,))

    for (drawn,) in points(SAMPLED._replace(sample=sample), secret=secret):
        assert isinstance(drawn.value, tuple)
        assert all(each.low <= number <= each.high for number in drawn.value)


def test_points_are_spread_over_the_range() -> None:
    sample = Sample(count=1000, ranges=(Range(name="a", low=0.0, high=1.0),))
    numbers = [point[0].value for point in points(SAMPLED._replace(sample=sample))]

    tenths = [
        sum(1 for each in numbers if isinstance(each, float) and int(each * 10) == tenth)
        for tenth in range(10)
    ]
    assert min(tenths) > 60
    assert max(tenths) < 140
