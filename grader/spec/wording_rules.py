"""What an exercise file may say of a code in its own words: a known code, and the fields that it has."""

from __future__ import annotations

from string import Formatter

from grader import wording
from grader.spec.draft import Draft, Path

WORDING: Path = ("wording",)


def check_wording(draft: Draft) -> None:
    """Report to ``draft`` codes that nobody says, and fields in braces that nobody fills in."""
    own = _own_mistakes(draft)
    for path in draft.children(WORDING):
        code = str(path[-1])
        try:
            said = wording.wording_of(code)
            fields = wording.fields_of(said.message) | wording.fields_of(said.hint)
        except KeyError:
            if code not in own:
                known = wording.close_codes(code, own)
                hint = f"; did you mean {known[0]!r}?" if known else "; `grade explain` lists all"
                draft.report(path, f"unknown code {code!r}{hint}", at_key=True)
                continue
            fields = frozenset()
        for key in ("message", "hint"):
            _check_fields(draft, (*path, key), fields)


def _own_mistakes(draft: Draft) -> frozenset[str]:
    ids = (
        draft.text((*mistake, "id"))
        for check in draft.children(("checks",))
        for mistake in draft.children((*check, "mistakes"))
    )
    return frozenset(each for each in ids if each is not None)


def _check_fields(draft: Draft, path: Path, fields: frozenset[str]) -> None:
    text = draft.text(path)
    if text is None:
        return
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        draft.report(path, f"{str(error).lower()}: write {{{{ for a brace that is no field")
        return
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        whole = wording.field_text(name, spec, conversion)
        if name not in fields and whole not in fields:
            there = ", ".join(f"{{{each}}}" for each in sorted(fields)) or "none"
            draft.report(path, f"unknown field {{{whole}}}; the fields of this text are: {there}")
        elif whole not in fields and whole != name:
            draft.report(path, f"found {{{whole}}}; write {{{name}}} as the grader's own text does")
