from __future__ import annotations

import pytest

from grader.spec.language import ProgramError, check_leaf


@pytest.mark.parametrize("leaf", ["Value(x)", "Value(data=x)", "Value(x=x)"])
def test_a_leaf_is_a_call_on_x(leaf: str) -> None:
    check_leaf(leaf, "Value")


@pytest.mark.parametrize(
    "leaf",
    ["", "x", "Value", "Value()", "Value(y)", "Value(xx)", "Valu(x)", "Value(x) ", "Value(=x)", "Value(1a=x)",
     "Value(x, label='a')", "Value(x)x)", "Value(*x)", "Value(os.system('ls')=x)"],
)  # fmt: skip
def test_any_other_leaf_is_refused(leaf: str) -> None:
    with pytest.raises(ProgramError, match=r"expected Value\(x\) or Value\(data=x\), where x is the number"):
        check_leaf(leaf, "Value")
