"""An exercise file's text → a plain document, or every problem in it at once.

Three steps fill one ``Draft``: the YAML is read into plain values with their places, the shipped
JSON Schema says which keys and types there are (``wording`` says it to people), and ``rules`` says
what they must mean together.

The text is read from the parser's events instead of from its node tree: the events come one by one,
so that nesting, aliases and tags are refused before anything is built (the tree of a file of
brackets would overflow the C stack). Numbers are YAML 1.2's: ``1e-6`` is a number, ``no`` is text.

The one door to PyYAML and jsonschema; both are imported late, for a student with a valid lock
waits for neither.
"""

from __future__ import annotations

import json
import os
import re
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn, cast

from grader.errors import Place, Problem, SpecError
from grader.spec.draft import LINE_END, PROBLEMS, Draft, Path, Plain, Spot, describe
from grader.spec.rules import check_rules
from grader.spec.scalars import resolve
from grader.spec.wording import Finding, report_structure

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from yaml import MarkedYAMLError
    from yaml.events import CollectionStartEvent, Event, ScalarEvent

FILE_BYTES = 256 * 1024
NESTING = 50
_TELLING = {"program": "autodiff", "method": "numerical_gradient", "of": "gradient"}  # keys of a check
_TOO_DEEP = f"nested more than {NESTING} levels deep"
_ADVICE = {  # by what the parser says
    "mapping values are not allowed in this context": (
        "; a text that holds ': ' stands in quotes, and a key is indented as those beside it"
    ),
    "could not find expected ':'": "; behind a key stand a colon and a space",
}
_BINARY = "found a null byte: expected text in UTF-8, not a binary file"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def decode(raw: bytes, *, file: str) -> str:
    """Return the text of an exercise file's bytes; SpecError if they are no UTF-8."""
    if len(raw) > FILE_BYTES:
        raise _error(file, (0, 0), _too_large(len(raw)))
    if b"\0" in raw:
        before = raw[: raw.index(b"\0")].decode("utf-8", "replace")
        raise _error(file, _spot_after(before), _BINARY)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        spot = _spot_after(raw[: error.start].decode("utf-8", "replace"))
        message = f"found the byte 0x{raw[error.start]:02x}: expected text in UTF-8, save the file as that"
        raise _error(file, spot, message) from error


def parse(text: str, *, file: str) -> dict[str, Any]:
    """Return the plain document of an exercise file; SpecError with all of its problems."""
    _check_characters(text.removeprefix("\ufeff"), file)
    draft = _read(text, file)
    _check_structure(draft)
    check_rules(draft)
    draft.raise_problems()
    assert isinstance(draft.document, dict)  # the schema has said so
    return draft.document


def place_of(text: str, *, file: str, check_id: str, case_id: str = "") -> Place:
    """Return where a check of an exercise file, or a case of it, stands; its beginning if it has none."""
    draft = _read(text, file)
    checks = [each for each in draft.children(("checks",)) if draft.value_of((*each, "id")) == check_id]
    cases = [
        case
        for check in checks
        for case in draft.children((*check, "cases"))
        if draft.value_of((*case, "id")) == case_id
    ]
    spots = (draft.values[each] for each in (cases if case_id else checks))
    line, column = next(spots, (0, 0))
    return Place(file=file, line=line + 1, column=column + 1)


def place_of_module(text: str, *, file: str, number: int) -> Place:
    """Return where one of the ``modules`` of an exercise file stands."""
    line, column = _read(text, file).values[("modules", number)]
    return Place(file=file, line=line + 1, column=column + 1)


def _read(text: str, file: str) -> Draft:
    draft = Draft(text.removeprefix("\ufeff"), file=file)
    _Reader(draft).read(text.removeprefix("\ufeff"))
    return draft


def _check_characters(text: str, file: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > FILE_BYTES:
        raise _error(file, (0, 0), _too_large(size))
    found = _UNPRINTABLE.search(text)
    if found is not None:
        message = f"found the character U+{ord(found.group()):04X}, which no YAML file may have; remove it"
        raise _error(file, _spot_after(text[: found.start()]), message)


def _too_large(size: int) -> str:
    return f"the file has {size} bytes; an exercise has at most {FILE_BYTES}"


def _spot_after(text: str) -> Spot:
    lines = LINE_END.split(text)
    return len(lines) - 1, len(lines[-1])


def _error(file: str, spot: Spot, message: str) -> SpecError:
    place = Place(file=file, line=spot[0] + 1, column=spot[1] + 1)
    return SpecError((Problem(place=place, message=message),))


# --- YAML to plain values ---------------------------------------------------------------------


class _Frame:
    """A list or mapping that is being read; ``key`` is the key whose value comes next."""

    def __init__(self, path: Path, container: list[Plain] | dict[str, Plain]) -> None:
        self.path = path
        self.container = container
        self.key: str | None = None

    def awaits_key(self) -> bool:
        """Return whether the next event is a key."""
        return isinstance(self.container, dict) and self.key is None

    def put(self, value: Plain) -> Path:
        """Store the next value; return its path. The value of a repeated key is dropped."""
        if isinstance(self.container, list):
            self.container.append(value)
            return (*self.path, len(self.container) - 1)
        key, self.key = self.key or "", None
        if key in self.container:
            return (*self.path, key, -1)
        self.container[key] = value
        return (*self.path, key)


class _UnreadableError(Exception):
    """What follows cannot be understood any more; its problem was reported."""


class _Reader:
    """Fills a draft from the events of the YAML parser."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._frames: list[_Frame] = []
        self._documents = 0

    def read(self, text: str) -> None:
        """Read the text; SpecError if it cannot be read to its end."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times faster
        try:
            for event in yaml.parse(text, Loader=loader):
                self._take(event)
        except _UnreadableError:
            self._draft.raise_problems()
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
            self._draft.raise_problems()
        if self._documents == 0:
            self._draft.report_at((0, 0), "the file is empty: expected a mapping that begins with schema: 1")
            self._draft.raise_problems()

    def _report_syntax(self, error: MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        begin = error.context_mark
        context = f" ({error.context}, which begins in line {begin.line + 1})" if begin else ""
        before = "".join(self._draft.lines[line : line + 1])[: column + 1]
        tabs = "; indent with spaces instead of tabs" if "\t" in before else ""
        advice = _ADVICE.get(error.problem or "", tabs)
        message = f"not YAML: {error.problem or 'cannot be read'}{context}{advice}"
        if "nesting depth" in (error.problem or ""):  # newer parsers have a limit of their own
            message = _TOO_DEEP
        self._draft.report_at((line, column), message)

    def _take(self, event: Event) -> None:
        from yaml import events

        mark = event.start_mark
        spot = (mark.line, mark.column) if mark else (0, 0)
        match event:
            case events.ScalarEvent():
                self._refuse_properties(event, spot)
                self._take_scalar(event, spot)
            case events.MappingStartEvent():
                self._refuse_properties(event, spot)
                self._open({}, spot)
            case events.SequenceStartEvent():
                self._refuse_properties(event, spot)
                self._open([], spot)
            case events.CollectionEndEvent():
                self._frames.pop()
            case events.AliasEvent():
                self._stop(spot, f"found the alias *{event.anchor}: write the value out, no aliases here")
            case events.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._stop(spot, "found a second document: remove the ---, an exercise file has one")
            case _:  # the begin and end of the stream, the end of a document
                pass

    def _refuse_properties(self, event: ScalarEvent | CollectionStartEvent, spot: Spot) -> None:
        if event.anchor is not None:
            self._draft.report_at(spot, f"found the anchor &{event.anchor}: remove it, no aliases here")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._draft.report_at(spot, f"found the tag {tag!r}: remove it, no tags here")

    def _take_scalar(self, event: ScalarEvent, spot: Spot) -> None:
        plain = bool(event.implicit[0])
        value, problem = resolve(event.value) if plain else (event.value, "")
        if self._frames and self._frames[-1].awaits_key():
            self._take_key(self._frames[-1], value, event.value, spot)
            return
        path = self._put(value, spot)
        self._draft.styles[path] = "" if plain else event.style or ""
        if problem:
            self._draft.report(path, problem)

    def _take_key(self, frame: _Frame, value: Plain, text: str, spot: Spot) -> None:
        path = (*frame.path, text)
        first = self._draft.keys.setdefault(path, spot)
        if not isinstance(value, str):
            comma = "; decimals have a point, no comma" if type(value) in (int, float) else ""
            message = f"found {describe(value)} as key: keys are text, write a name{comma}"
            self._draft.report(path, message, at_key=True)
        elif first != spot:
            message = f"repeated key {text!r}: it stands in line {first[0] + 1} already, remove one of them"
            self._draft.report_at(spot, message)
        frame.key = text

    def _open(self, container: list[Plain] | dict[str, Plain], spot: Spot) -> None:
        if self._frames and self._frames[-1].awaits_key():
            found = describe(container)
            self._stop(spot, f"found {found} as key: keys are text; text with braces stands in quotes")
        if len(self._frames) == NESTING:
            self._stop(spot, _TOO_DEEP)
        path = self._put(container, spot)
        self._frames.append(_Frame(path, container))

    def _put(self, value: Plain, spot: Spot) -> Path:
        if self._frames:
            path = self._frames[-1].put(value)
        else:
            self._draft.document, path = value, ()
        self._draft.values[path] = spot
        return path

    def _stop(self, spot: Spot, message: str) -> NoReturn:
        self._draft.report_at(spot, message)
        raise _UnreadableError


# --- the shipped schema -----------------------------------------------------------------------


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema of exercise files, draft 7."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "exercise.schema.json")
    with open(path, encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    return schema


def _check_structure(draft: Draft) -> None:
    from jsonschema import Draft7Validator

    schema = load_schema()

    def report() -> None:
        errors = Draft7Validator(schema).iter_errors(draft.document)
        report_structure(draft, [_finding(error, schema) for error in islice(errors, PROBLEMS)])

    report()
    if _suppose_kinds(draft, schema["definitions"]["check"]["properties"]["kind"]["enum"]):
        report()


def _suppose_kinds(draft: Draft, kinds: list[str]) -> bool:
    """Let each check without a sound kind be of the one that it seems to be; tell whether there is any.

    That its kind is wrong was reported: what else is wrong with it would wait for the next time.
    """
    supposed = False
    for path in draft.children(("checks",)):
        check = draft.value_of(path)
        if isinstance(check, dict) and check.get("kind") not in kinds:
            close = get_close_matches(str(check.get("kind")), kinds, n=1)
            kind = next(iter((*close, *(kind for key, kind in _TELLING.items() if key in check))), None)
            supposed = supposed or kind is not None
            check["kind"] = kind
    return supposed


def _finding(error: ValidationError, schema: dict[str, Any]) -> Finding:
    part = cast("dict[str, Any]", error.schema)
    required = cast("list[str]", error.validator_value) if error.validator == "required" else []
    return Finding(
        path=tuple(error.absolute_path),
        keyword=str(error.validator),
        limit=error.validator_value,
        found=cast(Plain, error.instance),
        part=part,
        about_key="propertyNames" in error.absolute_schema_path,
        meanings={key: _meaning(part["properties"].get(key, {}), schema) for key in required},
    )


def _meaning(part: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return the description of a part of the schema, maybe one of the definitions, and its choices."""
    reference = part.get("$ref", "").removeprefix("#/definitions/")
    described = schema["definitions"][reference] if reference else part
    words = str(part.get("description") or described.get("description", ""))
    return f"{words}, one of {', '.join(described['enum'])}" if "enum" in described else words
