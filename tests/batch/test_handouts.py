"""What each student gets back has a name of its own and shows what students may see."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.batch.handouts import ENDINGS, handouts
from grader.batch.line import Line
from grader.cli.options import CLASS_FORMS
from tests.batch.lines import line


def names(*students: str) -> list[str]:
    found = (line(student, path=f"{number}/hw.py") for number, student in enumerate(students))
    return [each.name for each in handouts(found, "j.jsonl")]


def test_every_form_of_a_class_has_an_ending() -> None:
    assert tuple(ENDINGS) == CLASS_FORMS


def test_a_plain_id_is_the_name() -> None:
    assert names("ada", "b.c-d@e.org", "4711") == ["ada", "b.c-d@e.org", "4711"]


def test_a_device_of_windows_is_no_name_of_a_file() -> None:
    found = names("con", "NUL.x", "com1", "conrad")
    assert [each.partition("-")[0] for each in found] == ["con", "NUL_x", "com1", "conrad"]
    assert ["-" in each for each in found] == [True, True, True, False]


@given(st.lists(st.text(min_size=1), unique=True, max_size=6))
def test_no_two_students_share_a_file_and_none_leaves_the_folder(students: list[str]) -> None:
    found = names(*students)
    assert len({each.casefold() for each in found}) == len(students)
    for each in found:
        assert each
        assert not set(each) & set('/\\:*?"<>|\0\n')
        assert not each.startswith((".", "-"))
        assert len(each.encode()) < 250


def test_what_students_do_not_see_is_left_out_and_who_was_not_judged_has_no_report() -> None:
    judged, not_judged = line("ada"), Line(head=line("ben").head | {"overrides": []}, report=b"null")
    one, two = handouts([judged, not_judged], "j.jsonl")
    assert one.report is not None
    assert one.report.audience == "student"
    assert two.report is None
