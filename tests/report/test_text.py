from __future__ import annotations

import pytest

from grader.model import (
    CellOutcome,
    CellState,
    CurvePoint,
    Ended,
    EndReason,
    Evidence,
    Flag,
    Input,
    Mistake,
    Report,
    StudentError,
    Verdict,
)
from grader.report import text
from grader.report.escape import one_line
from tests.report.builder import COMPARISON, check, dim, held_out, published, raised, report


def lines(given: Report) -> list[str]:
    return text.render(given, color=False).splitlines()


def test_a_right_answer_reads_as_in_the_notebook() -> None:
    assert lines(report())[1:4] == [
        "OK for dim 0: expected -12.353553390593273, yours returns -12.353553390593273",
        "OK for dim 1: expected 10.25699027111255, yours returns 10.25699027111255",
        "OK for dim 2: expected 0.0625, yours returns 0.0625",
    ]


def test_a_wrong_answer_reads_as_in_the_notebook() -> None:
    given = report(check(published((-12.353553390593273, 1.5, float("nan")))))

    assert "WRONG! for dim 1: expected 10.25699027111255, yours returns 1.5" in lines(given)
    assert "WRONG! for dim 2: expected 0.0625, yours returns nan" in lines(given)


def test_what_is_no_number_is_said_in_words() -> None:
    given = report(check(published(dims=(dim(1, 10.25, None, found="the text 'ten'"),))))

    assert "WRONG! for dim 1: expected 10.25, yours returns the text 'ten'" in lines(given)


def test_a_case_of_which_nothing_is_said_has_no_heading() -> None:
    silent = published(dims=(), verdict=Verdict.MISSING)
    given = report(check(silent, silent._replace(id="operations"), verdict=Verdict.MISSING, message="none"))

    assert not {"published:", "operations:"} & set(lines(given))
    assert {"published:", "operations:"} < set(lines(given._replace(audience="instructor")))


def test_points_and_steps_of_a_report_that_are_none_are_left_out() -> None:
    dims = tuple(dim(0, 1.0, 2.0, point=point) for point in (-3, 0))
    curve = tuple(CurvePoint(h=h, one_sided=1.0, symmetric=1.0) for h in (0.0, -1.0))
    found = lines(report(check(published()._replace(dims=dims))._replace(curve=curve)))

    assert [line for line in found if line.startswith(("at ", "   h ="))] == ["at a = 2, b = 3, c = 4:"]


def test_a_dim_without_a_place_is_called_by_its_name() -> None:
    given = report(check(published(dims=(dim(None, 2.1755153626167147, 2.1755153626167147, name="loss"),))))

    assert "OK for loss: expected 2.1755153626167147, yours returns 2.1755153626167147" in lines(given)


def test_dims_that_share_a_place_are_called_by_their_names() -> None:
    shared = (dim(0, 1.0, 1.0, name="xs[0].grad"), dim(0, 2.0, 2.0, name="ys[0].grad"))

    assert "OK for ys[0].grad: expected 2.0, yours returns 2.0" in lines(
        report(check(published(dims=shared)))
    )


def test_torch_is_expected_where_the_file_gives_nothing() -> None:
    given = report(check(published(dims=(dim(0, 1.5, 1.5)._replace(expected=None, torch=1.25),))))

    assert "OK for dim 0: expected 1.25, yours returns 1.5" in lines(given)


def test_a_student_sees_verdict_and_count_of_a_hidden_case() -> None:
    shown = text.render(report(check(published(), held_out(4, 5))), color=False)

    assert "\nheld-out: wrong, 4 of 5 hidden inputs right\n" in shown
    for secret in ("77.125", "99.25", "-55.5"):
        assert secret not in shown


def test_an_instructor_sees_inputs_and_answers_of_a_hidden_case() -> None:
    shown = lines(report(check(published(), held_out(1, 2)), audience="instructor"))

    assert "published:" in shown
    assert "held-out: wrong, 1 of 2 hidden inputs right" in shown
    assert "at a = 78.125:" in shown
    assert "WRONG! for dim 0: expected 100.25, yours returns -55.5" in shown


def test_vectors_of_inputs_are_written_as_lists() -> None:
    answers = ((Input(name="xs", value=(1.0, 2)),), (Input(name="xs", value=(3.0, 4)),))
    case = published(answers=answers, dims=(dim(0, 1.0, 1.0), dim(0, 1.0, 1.0, point=1)))

    assert "at xs = [3.0, 4]:" in lines(report(check(case)))


def test_only_wrong_intermediates_are_shown() -> None:
    watch = (dim(0, 1.0, 1.0, name="counts[0]"), dim(0, 1.0, 2.0, name="counts[0].grad"))
    shown = lines(report(check(published((0.0, 0.0, 0.0)), watch=watch)))

    assert "on the way there:" in shown
    assert "WRONG! for counts[0].grad: expected 1.0, yours returns 2.0" in shown
    assert not any("counts[0]:" in line for line in shown)


def test_the_comparison_is_the_notebooks() -> None:
    shown = lines(report(comparisons=(COMPARISON,)))
    start = shown.index("Comparison of the two approximations")

    assert shown[start + 1 : start + 5] == [
        "Dim 0",
        "One-sided approximation: 1.0342258605078314e-08",
        "Symmetric approximation: 9.916010057509084e-08",
        "Symmetric - one-sided:  8.881784197001252e-08",
    ]


def test_an_error_shows_the_students_own_place_and_line() -> None:
    error = StudentError(
        type="NameError",
        message="name 'cosh' is not defined",
        label="cell 4",
        line=3,
        text="  return cosh(b)",
    )
    shown = lines(report(check(published(dims=()), verdict=Verdict.ERROR, error=error)))

    assert shown[1:3] == [
        "error: NameError: name 'cosh' is not defined",
        "  at cell 4, line 3: return cosh(b)",
    ]


def test_an_error_that_the_message_says_is_not_said_twice() -> None:
    error = StudentError(type="NameError", message="no 'x'", label="cell 4", line=0, text="")
    given = check(published(dims=()), verdict=Verdict.ERROR, error=error, message="NameError: no 'x'")

    assert lines(report(given))[1:3] == ["error: NameError: no 'x'", "  at cell 4"]


def test_an_error_beside_another_reason_is_said_too() -> None:
    error = StudentError(type="AbsentModule", message="torch", label="cell 4", line=2, text="")
    given = check(published(dims=()), verdict=Verdict.FORBIDDEN, error=error, message="gradf uses torch")

    assert lines(report(given))[1:4] == [
        "forbidden: gradf uses torch",
        "AbsentModule: torch",
        "  at cell 4, line 2",
    ]


def test_what_a_case_and_its_check_both_say_is_said_once() -> None:
    case = published((0.0, 0.0, 0.0), message="expected 3 numbers")
    shown = lines(report(check(case, message="expected 3 numbers; found a list")))

    assert sum("expected 3 numbers" in line for line in shown) == 1


def test_an_error_without_a_place_is_one_line() -> None:
    error = StudentError(type="KeyboardInterrupt", message="", label="", line=0, text="")

    given = check(published(dims=()), verdict=Verdict.ERROR, error=error)

    assert lines(report(given))[1:3] == ["error: KeyboardInterrupt", ""]


@pytest.mark.parametrize(
    ("verdict", "message", "line"),
    [
        (Verdict.TIME_LIMIT, "stopped after 5.0 s of CPU", "time limit: stopped after 5.0 s of CPU"),
        (Verdict.NOT_ATTEMPTED, "", "not attempted"),
        (Verdict.NOT_JUDGED, "not judged: the sandbox broke", "not judged: the sandbox broke"),
        (Verdict.WRONG, "expected 3 numbers, found 2", "expected 3 numbers, found 2"),
    ],
)
def test_the_verdict_leads_the_message(verdict: Verdict, message: str, line: str) -> None:
    assert line in lines(report(check(published(dims=()), verdict=verdict, message=message)))


def test_the_starters_answer_is_not_called_wrong() -> None:
    case = published((0.0, 0.0, 0.0), verdict=Verdict.NOT_ATTEMPTED)
    shown = lines(
        report(check(case, verdict=Verdict.NOT_ATTEMPTED, message="the starter's answer is unchanged"))
    )

    assert shown[1] == "not attempted: the starter's answer is unchanged"
    assert not any("WRONG!" in line for line in shown)


def test_where_a_wrong_answer_was_taken_is_said() -> None:
    shown = lines(report(check(published((0.0, 0.0, 0.0), origin="cell 4", message="three numbers"))))

    assert "answer taken from cell 4" in shown
    assert "three numbers" in shown


def test_flags_are_shown_for_a_person_to_read() -> None:
    given = report(check(flags=(Flag(code="complex_step", message="f was called with complex numbers"),)))

    assert "flag complex_step: f was called with complex numbers" in lines(given)


def test_a_recognised_mistake_is_told_with_its_evidence_and_one_hint() -> None:
    mistake = Mistake(
        code="half", message="divided by h, not by 2h", evidence="got 2.0, expected 1.0", hint="count"
    )
    shown = lines(report(check(mistakes=(mistake,))))
    start = shown.index("mistake half: divided by h, not by 2h")

    assert shown[start + 1 : start + 3] == ["  got 2.0, expected 1.0", "  count"]


def test_evidence_explains_what_is_wrong_and_points_are_for_the_instructor() -> None:
    evidence = (
        Evidence(name="method", value="one_sided"),
        Evidence(name="step", value=1e-8),
        Evidence(name="points", value=((2.0, 3.0), (2.5, 3.0))),
    )
    wrong = check(published((0.0, 0.0, 0.0)), evidence=evidence)

    assert lines(report(check(evidence=evidence)))[4] == ""
    assert {"method: one_sided", "step: 1e-08"} <= set(lines(report(wrong)))
    assert "points" not in text.render(report(wrong), color=False)
    assert "points: (2.0, 3.0); (2.5, 3.0)" in lines(report(wrong, audience="instructor"))


def test_cells_that_failed_at_no_cost_are_one_line() -> None:
    ended = Ended(reason=EndReason.TIME_LIMIT, figure="5 s", label="cell 9")
    cells = (
        raised("cell 7"),
        CellOutcome(label="cell 8", state=CellState.OK),
        CellOutcome(label="cell 9", state=CellState.ENDED, error=ended),
        CellOutcome(label="cell 10", state=CellState.RAISED),
    )

    assert "failed, at no cost: cell 7 (NameError), cell 9 (time limit), cell 10 (raised)" in lines(
        report(cells=cells)
    )


def test_of_very_many_failed_cells_some_are_named() -> None:
    shown = lines(report(cells=tuple(raised(f"cell {n}") for n in range(1, 31))))

    line = next(line for line in shown if "at no cost" in line)
    assert line.endswith("cell 20 (NameError), and 10 more")


def test_a_cell_that_may_have_held_what_is_missing_is_not_called_harmless() -> None:
    given = report(check(verdict=Verdict.MISSING), cells=(raised("", "SyntaxError"),))

    assert "failed: line 1 (SyntaxError)" in lines(given)


@pytest.mark.parametrize(
    "message",
    [
        "NameError: name 'h' is not defined; cell 1 was to define it, and failed: ValueError",
        "stopped after 6.0 s in cell 1: gradf was to be defined there",
    ],
)
def test_a_cell_that_was_to_define_what_is_lacking_is_not_called_harmless(message: str) -> None:
    given = report(check(verdict=Verdict.ERROR, message=message), cells=(raised("cell 1", "ValueError"),))

    assert "failed: cell 1 (ValueError)" in lines(given)


def test_a_cell_that_cost_a_check_is_not_called_harmless() -> None:
    error = StudentError(type="NameError", message="", label="cell 7", line=1, text="x")
    given = report(check(verdict=Verdict.ERROR, error=error), cells=(raised("cell 7"),))

    assert not any("at no cost" in line for line in lines(given))


def test_a_cell_that_failed_where_a_check_did_is_not_called_harmless() -> None:
    error = StudentError(type="NameError", message="", label="cell 2", line=1, text="x")
    given = report(
        check(verdict=Verdict.ERROR, error=error), cells=(raised("cell 2")._replace(label="cell 4"),)
    )

    shown = lines(given)

    assert not any("at no cost" in line for line in shown)


def test_the_table_sums_the_points() -> None:
    shown = lines(report(check(), check(published((0.0, 0.0, 0.0)), id="other", points=0.5)))

    assert shown[-6:-2] == ["", "✓ gradf  ok     2/2", "✗ other  wrong  0.5/2", "  total         2.5/4"]


def test_the_last_line_says_what_stood_around_the_run() -> None:
    assert lines(report())[-1] == (
        "student.py · sandbox level process · reference lock, torch 2.13.0+cpu · hidden inputs public"
    )


def test_a_stream_without_utf8_gets_ascii() -> None:
    given = report(check(), check(verdict=Verdict.WRONG), check(verdict=Verdict.NOT_JUDGED))
    shown = text.render(given, color=False, ascii_only=True)

    assert shown.isascii()
    assert "+ gradf" in shown
    assert "x gradf" in shown
    assert "? gradf" in shown


def test_colour_is_on_the_words_alone() -> None:
    shown = text.render(report(), color=True)

    assert "\x1b[32mOK\x1b[0m for dim 0: expected" in shown
    assert "\x1b" not in text.render(report(), color=False)


def test_no_text_of_a_submission_can_reach_the_terminal_raw() -> None:
    evil = "\x1b[2J\nOK for dim 0: expected 1, yours returns 1\u202e"
    error = StudentError(type=evil, message=evil, label=evil, line=1, text=evil)
    given = report(
        check(
            published(dims=(dim(None, 1.0, None, name=evil, found=evil),), message=evil, origin=evil),
            message=evil,
            error=error,
            verdict=Verdict.ERROR,
            evidence=(Evidence(name=evil, value=evil),),
            flags=(Flag(code=evil, message=evil),),
            mistakes=(Mistake(code=evil, message=evil, evidence=evil, hint=evil),),
            watch=(dim(0, 1.0, 2.0, name=evil),),
            id=evil,
            title=evil,
        ),
        submission_name=evil,
        level=evil,
        torch_version=evil,
        cells=(raised(evil, evil), raised(evil + "2", evil)),
    )
    shown = text.render(given, color=False)

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert not any(line.startswith("OK") for line in shown.splitlines())


@pytest.mark.parametrize(
    "order", ["::error::10 of 10", "  ##vso[task.complete]", "##[error]wrong", "section_end:1:x"]
)
def test_no_line_is_an_order_to_continuous_integration(order: str) -> None:
    error = StudentError(type=order, message=order, label=order, line=1, text=order)
    given = report(
        check(
            published(dims=(), message=order),
            held_out(message=order + "2"),
            message="forbidden",
            error=error,
            verdict=Verdict.FORBIDDEN,
        ),
        audience="instructor",
        submission_name=order,
    )
    shown = text.render(given, color=False).splitlines()

    assert f"| {one_line(order)}: {one_line(order)}" in shown
    assert not any("##[" in line or "##vso[" in line for line in shown)
    assert [line for line in shown if line.lstrip().startswith((":", "#"))] == []
