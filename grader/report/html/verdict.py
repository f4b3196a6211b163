"""Verdicts and points as they stand on a page: a sign and a word, the colour only adds to them."""

from __future__ import annotations

from grader.model import CheckResult, DimVerdict, Verdict
from grader.report.html.element import Markup, tag
from grader.report.outcome import standing
from grader.report.text import GREEN, RED, Style, tone_of, verdict_words, words

_PLAIN = Style()


def badge(verdict: Verdict, word: str = "") -> Markup:
    """Return a verdict as a badge, under its own word or another one."""
    said = f"{_PLAIN.mark(verdict)} {word or words(verdict)}"
    return tag("span", said, class_=f"badge {tone(verdict)}")


def check_badge(check: CheckResult) -> Markup:
    """Return a check's verdict as it counts, ``decided`` where the instructor judged it."""
    return badge(standing(check), verdict_words(check))


def tone(verdict: Verdict) -> str:
    """Return the class of a verdict's colour."""
    return {GREEN: "ok", RED: "wrong"}.get(tone_of(verdict), "open")


def dim_badge(verdict: DimVerdict) -> Markup:
    """Return the verdict of one dim."""
    ok = verdict is DimVerdict.OK
    return tag("span", f"{'✓' if ok else '✗'} {verdict}", class_="ok" if ok else "wrong")
