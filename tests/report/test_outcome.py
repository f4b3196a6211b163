from __future__ import annotations

import pytest

from grader.model import StudentError, Tally, Verdict
from grader.report.outcome import exit_code, for_audience, tally_of
from tests.report.builder import check, dim, held_out, published, report


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((Verdict.OK, Verdict.OK), 0),
        ((Verdict.OK, Verdict.WRONG), 1),
        ((Verdict.NOT_ATTEMPTED,), 1),
        ((Verdict.ERROR,), 1),
        ((Verdict.WRONG, Verdict.NOT_JUDGED, Verdict.OK), 3),
    ],
)
def test_the_exit_code_is_the_worst_of_all_checks(verdicts: tuple[Verdict, ...], code: int) -> None:
    assert exit_code(report(*(check(verdict=verdict) for verdict in verdicts))) == code


def test_a_student_gets_verdict_and_count_of_a_hidden_case_and_nothing_else() -> None:
    (seen,) = for_audience(report(check(held_out(4, 5)))).checks[0].cases

    assert seen == held_out(4, 5, answers=(), dims=(), message="", origin="", tally=Tally(right=4, total=5))


def test_a_check_does_not_quote_what_was_answered_at_hidden_inputs() -> None:
    told = "expected 3 numbers, found one number (77.125)"
    hidden = check(published(), held_out(0, 5, message=told), message=told)
    shown = check(published((1.0, 2.0, 3.0), message=told), held_out(0, 5, message=told), message=told)

    assert for_audience(report(hidden)).checks[0].message == ""
    assert for_audience(report(shown)).checks[0].message == told
    assert for_audience(report(hidden, audience="instructor")).checks[0].message == told


def test_a_visible_case_is_shown_as_it_is() -> None:
    given = report(check(published()))

    assert for_audience(given) == given


def test_an_instructor_sees_everything() -> None:
    given = report(check(published(), held_out()), audience="instructor")

    assert for_audience(given) == given


def test_withholding_twice_is_withholding_once() -> None:
    once = for_audience(report(check(held_out(2, 3))))

    assert for_audience(once) == once


def test_an_input_is_right_only_if_all_of_its_dims_are() -> None:
    dims = (dim(0, 1.0, 1.0), dim(1, 1.0, 2.0), dim(0, 1.0, 1.0, point=1), dim(1, 1.0, 1.0, point=1))

    assert tally_of(held_out(total=2, dims=dims)) == Tally(right=1, total=2)


def test_an_input_without_an_answer_is_not_right() -> None:
    assert tally_of(held_out(total=5, dims=())) == Tally(right=0, total=5)


def test_answers_that_are_refused_for_their_form_are_not_right() -> None:
    assert tally_of(held_out(5, 5, verdict=Verdict.WRONG)) == Tally(right=0, total=5)


def test_what_a_submission_prints_or_raises_cannot_carry_secret_inputs_to_a_student() -> None:
    error = StudentError(type="ValueError", message="called with 1.2345", label="", line=3, text="raise")
    leaking = check(held_out(0, 1))._replace(error=error, message="ValueError: called with 1.2345")
    given = report(leaking)._replace(hidden_inputs="secret", output="printed 1.2345")

    assert "1.2345" not in repr(for_audience(given))
    assert for_audience(given).checks[0].message == "ValueError"
    assert for_audience(given._replace(audience="instructor")).output == "printed 1.2345"
    assert for_audience(given._replace(hidden_inputs="public")).output == "printed 1.2345"
