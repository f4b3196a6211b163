from __future__ import annotations

import pytest

from grader.model import Answer, Case, Element, History, Input, Moment, Numbers, Tolerance
from grader.scoring import own_run

CASE = Case(id="published", points=2, tolerance=Tolerance())
ANSWER = Answer(
    inputs=(Input("logits", (0.0, 3.0)),),
    dims=("loss", "logits[0].grad", "logits[1].grad"),
    expected=(None, None, None),
    torch=(0.5, 0.25, -0.25),
)


def numbers(*values: float) -> Numbers:
    """Return numbers as a worker reads them."""
    return Numbers("list", (len(values),), tuple(Element(value, "float") for value in values))


def behind(*roots: Numbers) -> tuple[float | None, ...]:
    """Return what is judged where ``roots`` were the values of the loss's name, one cell after the other."""
    leaves = Moment(9, 9, "cell 9", numbers(0.0, 3.0), numbers(0.25, -0.25))
    moments = tuple(Moment(tick, tick, f"cell {tick}", data) for tick, data in enumerate(roots))
    (found,) = own_run.left_behind(CASE, 0, ANSWER, History("logits", (leaves,)), History("loss", moments))
    assert isinstance(found.outcome, Numbers)
    return tuple(element.value for element in found.outcome.elements)


def test_the_loss_and_the_gradients_are_what_the_own_cell_left() -> None:
    assert behind(Numbers("float", (), (Element(0.5, "float"),))) == (0.5, 0.25, -0.25)


@pytest.mark.parametrize("form", ["the result of the absent module torch", "dict"])
def test_where_no_number_stood_under_the_name_of_the_loss_the_gradients_alone_are_judged(form: str) -> None:
    assert behind(Numbers(form, (), ())) == (0.25, -0.25)
