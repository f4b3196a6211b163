"""The outside forms' own rules, for the tests of what writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).parent / "schemas"


def accepted(text: str, schema: str) -> dict[str, Any]:
    """Return the document in ``text`` if the outside schema accepts it."""
    document: dict[str, Any] = json.loads(text, parse_constant=lambda name: pytest_fail(name))
    jsonschema.Draft7Validator(json.loads((SCHEMAS / f"{schema}.json").read_bytes())).validate(document)
    return document


def pytest_fail(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")
