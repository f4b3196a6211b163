"""Verdicts and points as they stand on a page: a sign and a word, the colour only adds to them."""

from __future__ import annotations

from grader.model import DimVerdict, Verdict
from grader.report.html.element import Markup, tag
from grader.report.text import GREEN, RED, Style, tone_of, words

_PLAIN = Style(color=False, ascii_only=False, instructor=True)


def badge(verdict: Verdict) -> Markup:
    """Return a verdict as a badge."""
    return tag("span", f"{_PLAIN.mark(verdict)} {words(verdict)}", class_=f"badge {tone(verdict)}")


def tone(verdict: Verdict) -> str:
    """Return the class of a verdict's colour."""
    return {GREEN: "ok", RED: "wrong"}.get(tone_of(verdict), "open")


def dim_badge(verdict: DimVerdict) -> Markup:
    """Return the verdict of one dim."""
    ok = verdict is DimVerdict.OK
    return tag("span", f"{'✓' if ok else '✗'} {verdict}", class_="ok" if ok else "wrong")
