"""One way in which a class can be wrong: a change of the right one, and the cause that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from grader.scoring.value_class import ValueClass
from grader.scoring.value_rules import ON_THE_RIGHT, Rule

Change = Callable[[ValueClass], ValueClass]


class Fault(NamedTuple):
    """One way to make a mistake. ``rank`` says in which order changes are made: replacing ones first."""

    code: str
    operation: str  # "mul", EVERY, or "" for the class as a whole
    change: Change
    detail: tuple[tuple[str, str], ...] = ()  # fields of the wording
    rank: int = 1
    touches: frozenset[str] = frozenset()  # operations that change; empty for all
    special: int = 1  # 2: said of this operation alone; 0: a formula without a name; -1: of an unusual walk


class Cause(NamedTuple):
    """What faults have in common that are the same mistake."""

    code: str
    operation: str


def cause_of(fault: Fault) -> Cause:
    """Return the cause that a fault belongs to."""
    return Cause(fault.code, fault.operation)


def changed(operations: Iterable[str], change: Callable[[Rule], Rule]) -> Change:
    """Return the change of the rules of ``operations``."""
    names = tuple(operations)

    def apply(value_class: ValueClass) -> ValueClass:
        rules = dict(value_class.rules)
        rules.update((name, change(rules[name])) for name in names)
        return value_class._replace(rules=rules)

    return apply


def rule_fault(
    code: str,
    operation: str,
    change: Callable[[Rule], Rule],
    detail: Mapping[str, str] | None = None,
) -> Fault:
    """Return the fault that changes the rule of one operation; for plain numbers on the right that alone."""
    apply, runs = changed((operation,), change), frozenset((ON_THE_RIGHT.get(operation, operation),))
    return Fault(
        code=code,
        operation=operation,
        change=apart(apply, runs) if operation in ON_THE_RIGHT else apply,
        detail=tuple((detail or {}).items()),
        touches=runs,
    )


def apart(change: Change, operations: frozenset[str]) -> Change:
    """Return the change of a class that has rules of their own for plain numbers on the right."""

    def apply(value_class: ValueClass) -> ValueClass:
        given = change(value_class)
        return given._replace(apart=given.apart | operations)

    return apply
