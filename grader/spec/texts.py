"""A YAML file as nested lists and mappings of texts: for files that are no exercise.

No scalar is given a type, so that ``no``, ``0123`` and ``1e-6`` stay what was written. Tags are
ignored and aliases refused; the events come one by one, so that nothing is built before it is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from grader.errors import Place, Problem, SpecError

Texts: TypeAlias = "str | list[Texts] | dict[str, Texts]"

if TYPE_CHECKING:

    class Mark(Protocol):
        """A place in a text, counted from 0."""

        line: int
        column: int


NESTING = 50


def read_texts(text: str, *, file: str) -> Texts:
    """Return the document in ``text``, "" if it is empty; SpecError with the place if it is no YAML."""
    import yaml
    from yaml import events

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    open_nodes: list[_Node] = [_Node()]
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, events.AliasEvent):
                raise _error(file, event.start_mark, "found an alias; write the value out")
            if isinstance(event, events.ScalarEvent):
                open_nodes[-1].put(event.value)
            elif isinstance(event, events.CollectionStartEvent):
                if len(open_nodes) > NESTING:
                    raise _error(file, event.start_mark, f"nested more than {NESTING} deep")
                open_nodes.append(_Node([] if isinstance(event, events.SequenceStartEvent) else {}))
            elif isinstance(event, events.CollectionEndEvent):
                done = open_nodes.pop()
                open_nodes[-1].put(done.container)
    except yaml.YAMLError as error:
        found_wrong = getattr(error, "problem", None) or error
        raise _error(file, getattr(error, "problem_mark", None), f"not YAML: {found_wrong}") from error
    found = open_nodes[0].container
    return found[0] if isinstance(found, list) and found else ""


class _Node:
    """A list or mapping that is being read; ``key`` is the key whose value comes next."""

    def __init__(self, container: list[Texts] | dict[str, Texts] | None = None) -> None:
        self.container: list[Texts] | dict[str, Texts] = [] if container is None else container
        self.key: str | None = None

    def put(self, value: Texts) -> None:
        """Take in the next value; what is no text cannot be a key and reads as its own form."""
        if isinstance(self.container, list):
            self.container.append(value)
        elif self.key is None:
            self.key = value if isinstance(value, str) else repr(value)
        else:
            self.container[self.key] = value
            self.key = None


def _error(file: str, mark: Mark | None, message: str) -> SpecError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return SpecError((Problem(place=Place(file=file, line=line, column=column), message=message),))
