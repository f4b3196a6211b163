"""How hard each part is, and how well it tells the strong from the weak."""

from __future__ import annotations

import pytest

from grader.batch.items import Item, analyse
from grader.batch.line import Head
from tests.batch.lines import head


def said(name: str, verdict: str, points: float, *wrong: str) -> Head:
    return {
        "id": name,
        "verdict": verdict,
        "points": points,
        "points_possible": 3.0,
        "wrong_dims": list(wrong),
    }


def heads(*classes: tuple[Head, ...]) -> list[Head]:
    return [head(checks=list(checks)) for checks in classes]


def test_a_check_counts_all_who_were_judged_and_a_dim_those_who_answered() -> None:
    found = analyse(
        heads(
            (said("gradf", "ok", 3),),
            (said("gradf", "wrong", 0, "df/da"),),
            (said("gradf", "error", 0),),
            (said("gradf", "not_judged", 0),),
            (),
        )
    )

    assert found == [Item("gradf", "", 2, 3, None), Item("gradf", "df/da", 1, 2, None)]


def test_a_part_that_the_strong_get_right_discriminates() -> None:
    strong, weak = (
        (said("a", "ok", 3), said("b", "ok", 3)),
        (said("a", "wrong", 0, "x"), said("b", "wrong", 0)),
    )
    found = {
        (item.check, item.dim): item.discrimination for item in analyse(heads(strong, strong, weak, weak))
    }

    assert found == {("a", ""): pytest.approx(1), ("a", "x"): pytest.approx(1), ("b", ""): pytest.approx(1)}


def test_a_part_that_the_weak_get_right_is_below_zero() -> None:
    strong, weak = (
        (said("a", "wrong", 0, "x"), said("b", "ok", 3)),
        (said("a", "ok", 3), said("b", "wrong", 0)),
    )
    found = analyse(heads(strong, strong, weak))

    assert found[0].discrimination == pytest.approx(-1)


@pytest.mark.parametrize("second", [("ok", 3.0), ("wrong", 0.0)])
def test_where_all_are_alike_nothing_is_told(second: tuple[str, float]) -> None:
    same = [(said("a", "ok", 3), said("b", *second))] * 5

    assert [item.discrimination for item in analyse(heads(*same))] == [None, None]


def test_two_students_tell_nothing() -> None:
    strong, weak = (said("a", "ok", 3), said("b", "ok", 3)), (said("a", "wrong", 0), said("b", "wrong", 0))

    assert {item.discrimination for item in analyse(heads(strong, weak))} == {None}
