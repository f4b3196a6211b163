"""A YAML file as nested lists and mappings of texts: for files that are no exercise.

No scalar is given a type, so that ``no``, ``0123`` and ``1e-6`` stay what was written. Tags are
ignored; the events come one by one, so that nothing is built before it is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from grader.errors import Place, Problem, SpecError

Texts: TypeAlias = "str | list[Texts] | dict[str, Texts]"

if TYPE_CHECKING:
    from collections.abc import Callable

    class Mark(Protocol):
        """A place in a text, counted from 0."""

        line: int
        column: int

    # What an alias stands for, of all values that have a name so far; ValueError says why for nothing.
    Resolve: TypeAlias = Callable[[str, dict[str, Texts]], Texts]


NESTING = 50


def read_texts(text: str, *, file: str) -> Texts:
    """Return the document in ``text``, "" if it is empty; SpecError with the place if it is no YAML.

    A person wrote it: an alias is refused.
    """
    return _read(text, file, _refused)


def spots_of(text: str) -> list[dict[str, tuple[int, int]]]:
    """Return for each entry of a list where its values stand, and under "" where it begins, from 0.

    The text is one that ``read_texts`` has read: it does not nest deeply.
    """
    import yaml

    root = next(yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    found = []
    for entry in root.value:
        pairs = entry.value if isinstance(entry, yaml.MappingNode) else []
        spots = {str(key.value): value.start_mark for key, value in pairs} | {"": entry.start_mark}
        found.append({key: (mark.line, mark.column) for key, mark in spots.items()})
    return found


def read_dump(text: str, *, file: str) -> Texts:
    """Return the document that a program dumped; an alias is the very value that it names.

    Who walks through all of it may meet a value more often than there are characters in the text.
    """
    return _read(text, file, _named)


def _refused(_name: str, _anchors: dict[str, Texts]) -> Texts:
    raise ValueError("found an alias; write the value out")


def _named(name: str, anchors: dict[str, Texts]) -> Texts:
    if name not in anchors:
        raise ValueError(f"found the alias of a value that is not complete before it: {name[:80]}")
    return anchors[name]


def _read(text: str, file: str, resolve: Resolve) -> Texts:
    import yaml
    from yaml import events

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    open_nodes: list[_Node] = [_Node()]
    anchors: dict[str, Texts] = {}
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, events.AliasEvent):
                open_nodes[-1].put(
                    _alias(event.anchor or "", anchors, resolve, _place(file, event.start_mark))
                )
            elif isinstance(event, events.ScalarEvent):
                open_nodes[-1].put(event.value)
                anchors[event.anchor or ""] = event.value
            elif isinstance(event, events.CollectionStartEvent):
                if len(open_nodes) > NESTING:
                    raise _error(file, event.start_mark, f"nested more than {NESTING} deep")
                container: list[Texts] | dict[str, Texts] = (
                    [] if isinstance(event, events.SequenceStartEvent) else {}
                )
                open_nodes.append(_Node(container, event.anchor or ""))
            elif isinstance(event, events.CollectionEndEvent):
                done = open_nodes.pop()
                open_nodes[-1].put(done.container)
                anchors[done.anchor] = done.container
    except yaml.YAMLError as error:
        found_wrong = getattr(error, "problem", None) or error
        raise _error(file, getattr(error, "problem_mark", None), f"not YAML: {found_wrong}") from error
    found = open_nodes[0].container
    return found[0] if isinstance(found, list) and found else ""


class _Node:
    """A list or mapping that is being read; ``key`` is the key whose value comes next."""

    def __init__(self, container: list[Texts] | dict[str, Texts] | None = None, anchor: str = "") -> None:
        self.container: list[Texts] | dict[str, Texts] = [] if container is None else container
        self.anchor = anchor
        self.key: str | None = None

    def put(self, value: Texts) -> None:
        """Take in the next value; what is no text cannot be a key, and stands for its kind alone."""
        if isinstance(self.container, list):
            self.container.append(value)
        elif self.key is None:
            self.key = value if isinstance(value, str) else f"({type(value).__name__})"
        else:
            self.container[self.key] = value
            self.key = None


def _alias(name: str, anchors: dict[str, Texts], resolve: Resolve, place: Place) -> Texts:
    try:
        return resolve(name, anchors)
    except ValueError as error:
        raise SpecError((Problem(place=place, message=str(error)),)) from error


def _error(file: str, mark: Mark | None, message: str) -> SpecError:
    return SpecError((Problem(place=_place(file, mark), message=message),))


def _place(file: str, mark: Mark | None) -> Place:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Place(file=file, line=line, column=column)
