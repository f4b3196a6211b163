"""A class as one page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from grader.batch import page
from grader.batch.line import Line
from grader.batch.roster import Student, parse_roster
from grader.model import Flag
from grader.report import document
from tests.batch.lines import CHECK, line
from tests.report import builder, hostile
from tests.report.html.pages import MISTAKE, NODES, labelled, parsed, said

WRONG = builder.check(builder.published((1.5, 10.25, 0.0625)), mistakes=(MISTAKE,))


def graded(student: str, *checks: object, audience: str = "instructor", **changes: object) -> Line:
    report = builder.report(*checks, audience=audience)  # type: ignore[arg-type]
    verdicts = [
        CHECK | {"id": check.id, "verdict": str(check.verdict), "points": check.points}
        for check in report.checks
    ]
    said = {"checks": verdicts, "points": report.points, "exit_code": 0 if report.points == 2 else 1}
    return line(student, document.Lines().render(report), **(said | changes))


def drawn(*lines: Line, missing: tuple[Student, ...] = ()) -> etree._Element:
    about = page.About("micrograd exercises", "class.zip", ("gradf",), len(lines), missing)
    return parsed(page.render(lines, about))


def part(tree: etree._Element, named: str) -> str:
    (found,) = tree.xpath(f"//section[@aria-labelledby='{named}']")
    return " ".join(found.text_content().split())


# --- what it says -----------------------------------------------------------------------------


def test_the_same_mistake_is_told_with_names() -> None:
    lines = [graded("bob", WRONG), graded("ada", WRONG), graded("cy", builder.check())]

    assert "a minus is lost lost-minus2ada; bob" in part(drawn(*lines), "mistakes")


def test_the_members_of_a_group_made_no_mistake_in_common_but_with_others() -> None:
    group = [graded(each, WRONG, path="team/hw.py") for each in ("bob", "ada")]

    assert not drawn(*group, graded("cy", builder.check())).xpath("//section[@aria-labelledby='mistakes']")
    assert "lost-minus3ada; bob; cy" in part(drawn(*group, graded("cy", WRONG)), "mistakes")


def test_a_long_name_of_a_check_breaks_behind_its_underscores() -> None:
    long = WRONG._replace(id="numerical_grad2")
    tree = drawn(graded("bob", long), graded("ada", long))
    (head,) = tree.xpath("//section[@aria-labelledby='mistakes']//tbody//th")
    others = tree.xpath("//section[@aria-labelledby='distribution' or @aria-labelledby='items']//tbody//th")
    named = [each for each in others if each.text.startswith("numerical")]

    assert len(named) > 2
    assert {(each.text, *(part.tag for part in each)) for each in (head, *named)} == {("numerical_", "wbr")}


def test_a_student_is_told_apart_from_the_others_in_the_table() -> None:
    tree = drawn(graded("ada", WRONG), graded("cy", builder.check()))
    rows = {
        row.xpath("string(th)"): [cell.text or "" for cell in row.xpath("td")] for row in tree.xpath(ROWS)
    }

    assert rows["ada"][:3] == ["0", "not ok", "✗ wrong"]
    assert rows["cy"][:3] == ["2", "ok", "✓ ok"]


ROWS = "//table[@id='class']/tbody/tr"


@pytest.mark.parametrize("late", [False, True])
def test_who_is_late_has_a_column_where_anybody_is(late: bool) -> None:
    heads = drawn(line("ada", late=late), line("bob")).xpath("//table[@id='class']/thead//th")

    assert [each.text_content() for each in heads][-1] == ("late" if late else "time")


def test_who_was_not_judged_is_named_with_the_reason_and_who_is_missing_too() -> None:
    (absent,) = parse_roster("student_id,name\neve,Eve E\n", file="r.csv").students
    unread = line("dan", "", exit_code=2, reason="dan: a link", points=None, checks=[])
    text = part(drawn(graded("ada", WRONG), unread, missing=(absent,)), "unjudged")

    assert "dan: a link" in text
    assert "dan: dan" not in text
    assert "No submission Eve E eve" in text.replace("submissionEve", "submission Eve")


def test_identical_submissions_are_named_apart_from_those_not_judged() -> None:
    same, other = "ab" * 32, "cd" * 32
    tree = drawn(
        graded("ada", WRONG, submission_sha256=same),
        graded("bob", WRONG, submission_sha256=same),
        graded("cy", builder.check(), submission_sha256=other),
        graded("dan", builder.check(), submission_sha256="ef" * 32, path="team/hw.py"),
        graded("eve", builder.check(), submission_sha256="ef" * 32, path="team/hw.py"),
    )

    assert part(tree, "identical") == "Identical submissionsada; bob"
    assert tree.xpath("//section[@aria-labelledby='unjudged']") == []


def test_names_are_folded_where_that_is_shorter() -> None:
    many = page.MOST_NAMES
    nine, ten = (
        part(drawn(*(graded(f"s{n}", WRONG) for n in range(many + more))), "mistakes") for more in (1, 2)
    )

    assert "more" not in nine
    assert "and 2 more" in ten


def test_a_name_without_end_is_cut() -> None:
    stray = line("", path="x" * 900 + ".py", exit_code=2, reason="a name", points=None, checks=[])

    assert f"{'x' * 50}…{'x' * 46}.py: a name" in part(drawn(stray), "unjudged")


def test_the_slowest_come_first() -> None:
    slow = builder.report(usage=builder.report().usage._replace(wall_s=7.5))
    lines = [graded("ada", builder.check()), line("bob", document.Lines().render(slow))]

    assert part(drawn(*lines), "slowest").index("bob") < part(drawn(*lines), "slowest").index("ada")


def test_what_a_person_has_to_look_at_is_listed_with_names() -> None:
    flagged = builder.check(flags=(Flag(code="method", message="asked for another one"),))

    assert "gradf: asked for another one: ada" in part(drawn(graded("ada", flagged)), "flags")


def test_what_the_instructor_decided_is_told() -> None:
    decided = [{"check": "gradf", "points": 3.0, "reason": "the sheet was wrong"}]

    told = said(drawn(graded("ada", WRONG, overrides=decided)))

    assert "gradf: 3 points by the instructor: the sheet was wrong" in told
    assert "3/2 by the instructor" in told


def test_a_class_of_nobody_is_a_page() -> None:
    assert "0 submissions" in said(drawn())


def test_a_report_that_cannot_be_read_costs_its_own_details_alone() -> None:
    tree = drawn(line("ada", '{"schema_version":9}'), graded("bob", WRONG))

    assert len(tree.xpath(ROWS)) == 2
    assert "a minus is lost" in said(tree)


def test_a_journal_for_students_shows_nothing_hidden() -> None:
    both = builder.check(builder.published((1.5, 1.5, 1.5)), builder.held_out(3, 5))
    shown, whole = (said(drawn(graded("ada", both, audience=each))) for each in ("student", "instructor"))

    assert "99.25" not in shown
    assert "3 of 5 hidden inputs right" in shown
    assert "-55.5" in whole


def test_every_picture_has_words() -> None:
    assert all(
        len(label) > 40 for label in labelled(drawn(graded("ada", WRONG), graded("cy", builder.check())))
    )


# --- what it keeps ----------------------------------------------------------------------------


@given(
    st.lists(st.tuples(hostile.TEXT, hostile.TEXT, hostile.reports(audience="instructor")), max_size=3),
)
@settings(max_examples=30)
def test_neither_names_nor_submissions_can_put_anything_into_the_page(
    class_: list[tuple[str, str, object]],
) -> None:
    lines = [
        line(name, document.Lines().render(report), reason=reason, path=reason)  # type: ignore[arg-type]
        for name, reason, report in class_
    ]
    drawn(*lines)


def test_the_page_is_the_same_in_whatever_order_submissions_were_done() -> None:
    lines = [graded("bob", WRONG), graded("ada", WRONG), graded("cy", builder.check())]
    about = page.About("t", "c", ("gradf",), len(lines))

    assert page.render(lines, about) == page.render(lines[::-1], about)


@pytest.mark.unmeasured
def test_a_class_of_500_who_all_fail_in_everything_is_below_3_mb() -> None:
    long = tuple(
        MISTAKE._replace(code=f"m{n}", message="wrong " * 100, evidence="x" * 300) for n in range(20)
    )
    failing = builder.check(
        builder.published((1.5, 1.5, 1.5)), mistakes=long, expression=NODES, message="z" * 900
    )
    lines = [graded(f"student{number:04}", *[failing] * 4) for number in range(500)]
    text = page.render(lines, page.About("t", "c", ("gradf",) * 4, len(lines)))

    assert len(text.encode()) < 3_000_000
    assert text.count("There is more in the report.") == 500


def test_names_with_marks_stand_beside_those_without() -> None:
    found = drawn(*(graded(who, builder.check()) for who in ("Åsa", "Bo", "Ada", "Zoë")))

    assert [row.xpath("string(th)") for row in found.xpath(ROWS)] == ["Ada", "Åsa", "Bo", "Zoë"]
