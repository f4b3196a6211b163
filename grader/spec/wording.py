"""What the JSON Schema finds wrong, said at its place and in words that say what to write.

The words for what is expected are the ``description`` of the part of the schema that was not met.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, NamedTuple

from grader.spec.draft import Draft, Path, Plain, describe, suggestion

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")
UNKNOWN_KEYS = 100  # of one mapping that are reported
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
    "minItems": "with at least",
    "minProperties": "with at least",
    "maxItems": "with at most",
    "maxProperties": "with at most",
    "maxLength": "with at most",
}


class Finding(NamedTuple):
    """An error of the JSON Schema: ``keyword`` of ``part`` of the schema is not met at ``path``."""

    path: Path
    keyword: str
    limit: Any  # the keyword's value in the schema
    found: Plain
    part: dict[str, Any]
    about_key: bool  # ``found`` is a key of the mapping at ``path``
    meanings: dict[str, str]  # what belongs behind the keys that are required here


def report_structure(draft: Draft, findings: list[Finding]) -> None:
    """Report each finding to ``draft``; a mistyped key once, and not as a missing one as well."""
    for finding in sorted(findings, key=lambda each: each.keyword == "required"):
        if draft.is_broken(finding.path):
            continue
        if finding.keyword == "additionalProperties":
            _report_unknown_keys(draft, finding)
        elif finding.keyword == "required":
            _report_missing_keys(draft, finding)
        elif finding.about_key:
            _report_key(draft, finding)
        else:
            draft.report(finding.path, _message(finding))


def _report_unknown_keys(draft: Draft, finding: Finding) -> None:
    known = list(finding.part["properties"])
    unknown = [place for place in draft.children(finding.path) if place[-1] not in known]
    for place in unknown[:UNKNOWN_KEYS]:
        if not draft.is_broken(place):
            key = str(place[-1])
            draft.report(place, f"unknown key {key!r}{suggestion(key, known)}", at_key=True)


def _report_missing_keys(draft: Draft, finding: Finding) -> None:
    places = draft.children(finding.path)
    misspelt = [str(place[-1]) for place in places if draft.is_broken(place)][:UNKNOWN_KEYS]
    for key in finding.limit:
        place = (*finding.path, key)
        if not draft.has(place) and not get_close_matches(key, misspelt, n=1):
            meaning = finding.meanings.get(key, "")
            hint = f": write {meaning}" if meaning else ""
            draft.report_missing(place, f"missing key {key!r}{hint}")


def _report_key(draft: Draft, finding: Finding) -> None:
    key = str(finding.found)
    place = (*finding.path, key)
    if draft.is_broken(place):
        return
    if finding.keyword == "enum":
        draft.report(place, f"unknown key {key!r}{suggestion(key, finding.limit)}", at_key=True)
    else:
        space = "; behind the colon stands a space" if ":" in key else ""
        draft.report(
            place, f"expected {finding.part['description']} as key, found {key!r}{space}", at_key=True
        )


def _message(finding: Finding) -> str:
    found, expected = describe(finding.found), str(finding.part.get("description", "another value"))
    if finding.keyword == "enum":
        names = ", ".join(finding.limit)
        close = get_close_matches(str(finding.found), finding.limit, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        return f"expected {expected}, one of {names}, found {found}{hint}"
    bound = _BOUNDS.get(finding.keyword)
    if bound is None:
        return f"expected {expected}, found {found}{_number_in(finding)}"
    if finding.keyword == "maxLength":
        found = f"{len(str(finding.found))} characters"
    return f"expected {expected}, {bound} {finding.limit}, found {found}"


def _number_in(finding: Finding) -> str:
    """Return what to do where a number is expected and stands in a text."""
    if finding.limit != "number" or not isinstance(finding.found, str):
        return ""
    if _COMMA.fullmatch(finding.found):
        return "; decimals have a point, no comma"
    return "; write it without quotes" if _NUMBER.fullmatch(finding.found) else ""
