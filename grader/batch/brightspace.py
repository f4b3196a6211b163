"""Names of D2L Brightspace, folders or files: ``<user id>-<folder id> - <Name> - <Mar 3, 2026 1159 PM>``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from grader.batch.entries import Parts
from grader.batch.layouts import Claim, Claims

INDEX = "index.html"  # the list of all submissions

# A time in the site's language: a day and a month in either order, a year, and the hours without a colon.
_DAY = r"(?:(?P<month>[^\W\d]+)\.? (?P<day>\d{1,2})|(?P<first>\d{1,2})\.? (?P<second>[^\W\d]+)\.?),?"
_HOUR = r"(?P<hour>\d{1,2})[.:_]?(?P<minute>\d\d)(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
_TIME = rf"{_DAY} (?P<year>\d{{4}}),? {_HOUR}"
_HEAD = re.compile(rf"(?P<id>\d+)-\d+ ?- (?P<name>.+?) ?- {_TIME}(?: - (?P<file>.+))?", re.DOTALL)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = {name[:cut]: place for place, name in enumerate(_MONTHS, 1) for cut in (3, 4, None)}


def claims_of(paths: Iterable[Parts]) -> Claims:
    """Return the reader of these paths: a file in the folder of one submission, or under its name.

    Of months that are not all known nothing is said: one that is not would count as the earliest.
    """
    found = (_HEAD.fullmatch(parts[0]) for parts in paths if parts)
    told = all(_month(each) for each in found if each is not None)

    def claims(parts: Parts) -> tuple[Claim, ...]:
        found = _HEAD.fullmatch(parts[0])
        if found is None or (found["file"] is None) != (len(parts) > 1):
            return ()
        file = parts[-1] if len(parts) > 1 else found["file"]
        attempt = _moment(found) if told else ""
        return (Claim(student=found["id"], name=found["name"], file=file, attempt=attempt),)

    return claims


def beside(parts: Parts) -> str:
    """Tell the list that Brightspace puts beside the submissions."""
    return INDEX if parts == (INDEX,) else ""


def _month(found: re.Match[str]) -> int:
    """Return the number of the month, 0 where it is in a language that is not known."""
    return _NUMBERS.get((found["month"] or found["second"]).casefold(), 0)


def _moment(found: re.Match[str]) -> str:
    """Return the time as sortable text."""
    hour, day = int(found["hour"]), int(found["day"] or found["first"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"].casefold() == "p")
    return f"{found['year']}-{_month(found):02}-{day:02} {hour:02}:{found['minute']}"
