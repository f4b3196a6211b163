"""Who made the same mistake."""

from __future__ import annotations

import pytest

from grader.batch.clusters import Cluster, Sign, group, signs_of
from grader.model import Mistake, StudentError, Verdict
from tests.report.builder import check, held_out, published, report

MISTAKE = Mistake(code="lost-minus", message="a minus is lost", evidence="you return 1.5", hint="")
ERROR = StudentError(type="NameError", message="name 'q' is not defined", label="cell 2", line=3, text="q")


def test_a_known_mistake_is_the_same_whatever_numbers_show_it() -> None:
    one = check(published((1.5, 1.5, 1.5)), mistakes=(MISTAKE,))
    other = check(published((2.5, 2.5, 2.5)), mistakes=(MISTAKE._replace(evidence="you return 2.5"),))

    assert (
        signs_of(report(one)) == signs_of(report(other)) == (Sign("gradf", "lost-minus", "a minus is lost"),)
    )


def test_an_exception_is_the_same_on_whatever_line_it_was_raised() -> None:
    one, other = (
        check(verdict=Verdict.ERROR, error=ERROR._replace(line=line), message="it raised") for line in (3, 30)
    )

    assert signs_of(report(one)) == signs_of(report(other))
    assert signs_of(report(one))[0].said == "NameError: name 'q' is not defined"


def test_wrong_numbers_are_the_same_but_for_rounding() -> None:
    one, other, third = (check(published((value, 10.25, 0.0625))) for value in (1.5, 1.5 + 1e-9, 1.6))

    assert signs_of(report(one)) == signs_of(report(other)) != signs_of(report(third))
    assert signs_of(report(one))[0].said == "the same wrong numbers: d0 is 1.5, d1 is 10.25"


def test_where_no_number_stands_none_is_called_wrong() -> None:
    case = published((None, None, 0.0625))
    dims = tuple(dim._replace(found="") if dim.actual is None else dim for dim in case.dims)

    assert signs_of(report(check(case._replace(dims=dims))))[0].said == "no number for d0, d1"


def test_what_stands_in_place_of_numbers_is_called_no_number() -> None:
    case = published((None, None, 0.0625))
    dims = tuple(dim._replace(found="a text") if dim.actual is None else dim for dim in case.dims)

    said = "the same in place of numbers: d0 is a text, d1 is a text"
    assert signs_of(report(check(case._replace(dims=dims))))[0].said == said


def test_numbers_that_are_withheld_make_no_sign_of_their_own() -> None:
    withheld = held_out(3, 5)._replace(dims=())

    assert signs_of(report(check(published(), withheld))) == (Sign("gradf", "wrong", "wrong"),)


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.NOT_ATTEMPTED, Verdict.NOT_JUDGED])
def test_who_made_no_mistake_has_no_sign(verdict: Verdict) -> None:
    assert signs_of(report(check(verdict=verdict))) == ()


def test_clusters_are_of_two_or_more_the_largest_first() -> None:
    a, b, c = (Sign("gradf", "wrong", name) for name in "abc")

    assert group([(1, a), (2, b), (3, b), (4, c), (5, c), (6, c)]) == [
        Cluster(c, (4, 5, 6)),
        Cluster(b, (2, 3)),
    ]
