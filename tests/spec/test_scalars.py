# ruff: noqa: E501  a row of a table is a line
from __future__ import annotations

import pytest

from grader.spec.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-6", 1e-6), ("1.0e-6", 1e-6), ("-.5", -0.5), ("5.", 5.0), ("1E3", 1000.0), ("0.1", 0.1),
        ("010", 10), ("-3", -3), ("+3", 3), ("0o10", 8), ("0xff", 255), ("9223372036854775807", 2**63 - 1),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("1:30", "1:30"), ("1_000", "1_000"), ("2026-01-01", "2026-01-01"),
        ("1e", "1e"), ("-", "-"), (".", "."), ("e5", "e5"), ("tRue", "tRue"), ("0b1", "0b1"), ("1/2", "1/2"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    found, problem = resolve(text)

    assert (found, type(found)) == (value, type(value))
    assert problem == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (".nan", "found .nan: expected a finite number"),
        ("-.inf", "found -.inf: expected a finite number"),
        ("1e999", "1e999 is too large for a double"),
        ("9223372036854775808", "does not fit into 64 bits; write a float such as 1e30"),
        ("9" * 10_000, "does not fit into 64 bits"),
    ],
)
def test_numbers_that_no_double_or_integer_holds_are_refused(text: str, problem: str) -> None:
    assert problem in resolve(text)[1]
