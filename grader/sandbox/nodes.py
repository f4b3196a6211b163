"""Objects of a student's class as plain numbers: which attribute holds the number, which the gradient.

The exercise's own names come first, then those that people give them. A gradient may be a method or
itself a node, where the class means it so. Runs in the worker, on hostile objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import FunctionType, GetSetDescriptorType, MethodType
from typing import Any, NamedTuple

from grader.sandbox import plain, standin

DATA = ("data", "v", "value", "val", "x", "_data", "_value", "_v", "num", "number", "item")
GRAD = ("grad", "gradient", "derivative", "d", "_grad", "g", "deriv", "dv", "dx", "der", "adjoint")
_MADE_BY_CODE = 1 << 9  # of a class: a statement made it, it is no part of the interpreter
_flags_of = type.__dict__["__flags__"].__get__
variables_of = type.__dict__["__dict__"].__get__  # a metaclass may have others


class NodeNames(NamedTuple):
    """How an object of the student's class is read, and which operations the class is to have."""

    class_name: str
    data: str
    grad: str
    operations: tuple[str, ...] = ()


def static(made: type, name: str) -> object:
    """Return what a class or its bases define as ``name``, without running any code; None if nothing.

    What a class has of ``object``, or of ``float`` where it is one, is none of its own.
    """
    for base in type.mro(made):
        variables = variables_of(base)
        if _flags_of(base) & _MADE_BY_CODE and name in variables:
            return variables[name]
    return None


def callable_by_type(value: object) -> bool:
    """Return whether ``value`` can be called, decided by its type alone."""
    return any("__call__" in variables_of(base) for base in type.mro(type(value)))


def has_arithmetic(made: type) -> bool:
    """Return whether the submission defines a sum or a product for the objects of a class."""
    kinds = map(variables_of, type.mro(made))
    own = [each for each in kinds if each.get("__module__") == "__main__"]
    return any(name in each for each in own for name in ("__add__", "__mul__"))


def attribute(node: object, name: str) -> Any:
    """Return an attribute, None if there is none or it cannot be read."""
    try:
        return getattr(node, name, None)
    except standin.StandInUsedError:
        raise
    except Exception:
        return None


def present(node: object, names: Iterable[str]) -> str:
    """Return the first of ``names`` that a node has as an attribute, "" if it has none."""
    return next((name for name in names if _has(node, name)), "")


def _has(node: object, name: str) -> bool:
    try:
        # What a module that is not there might define says nothing of the class.
        return standin.stand_in_of(getattr(node, name)) is None
    except AttributeError:
        return False
    except Exception:
        return True  # a property that fails is there


def number_of(node: object, name: str) -> tuple[float | None, str]:
    """Return one attribute of a node as a double, or in words why it is none."""
    try:
        value = getattr(node, name)
        if type(value) is MethodType or (type(value) is FunctionType and not value.__code__.co_argcount):
            value = value()
    except AttributeError:
        return None, f"no attribute {name}"
    except standin.StandInUsedError:
        raise
    except Exception as error:
        return None, f"{plain.type_name(error)} on reading {name}"
    if type(value) is float:  # nearly always
        return value, "float"
    answer = plain.plain(value)
    if len(answer.elements) == 1 and not answer.problem:
        number, found, _ = answer.elements[0]
        return number, found
    return None, answer.problem or answer.form


def gradient_of(node: object, data: str, grad: str) -> tuple[float | None, str]:
    """Return the gradient of a node whose class keeps gradients as nodes, or numbers."""
    gradient = attribute(node, grad)
    if type(gradient) is type(node):
        number, found = number_of(gradient, data)
        return number, found if number is None else plain.type_name(node)
    return number_of(node, grad)


def held(value: object, node_names: Sequence[NodeNames]) -> tuple[type, bool, list[float]] | None:
    """Return the floats in a list, or those of a node, or of several, under the exercise's own names.

    Most values are such, and most cells leave them as they were, which these show for less than the value
    taken apart would. None of any other value, also where code of the class has a say in its attributes.
    """
    several = type(value) is list or type(value) is tuple  # a metaclass may say that it is equal to them
    items: Sequence[object] = value if several else (value,)  # type: ignore[assignment]
    if not 0 < len(items) <= plain.MAX_ELEMENTS or any(type(item) is not type(items[0]) for item in items):
        return None
    kind = type(items[0])
    if kind is float:
        return (kind, several, list(items)) if type(value) is list else None  # type: ignore[arg-type]
    name = plain.type_name(items[0])
    own = next((names for names in node_names if names.class_name == name), None)
    if own is None or any(
        static(kind, each) is not None for each in (own.data, own.grad, "__getattribute__")
    ):
        return None
    if type(static(kind, "__dict__")) is not GetSetDescriptorType:  # there is none, or another one
        return None
    try:
        kept = [object.__getattribute__(item, "__dict__") for item in items]
    except TypeError:  # it is that of another class
        return None
    found = [dict.get(each, key) for each in kept for key in (own.data, own.grad)]
    floats = [each for each in found if type(each) is float]
    return (kind, several, floats) if len(floats) == len(found) else None


def nodes_of(value: object, node_names: Sequence[NodeNames]) -> tuple[plain.Plain, plain.Plain] | None:
    """Return (data, gradients) of one object of a student's class or a list of them, else None."""
    items = list(value) if type(value) in (list, tuple) else [value]  # type: ignore[call-overload]
    if not items or len(items) > plain.MAX_ELEMENTS:
        return None
    kind = type(items[0])
    names = names_for(kind, items[0], node_names)
    if names is None or any(type(item) is not kind for item in items):
        return None
    shape = (len(items),) if type(value) in (list, tuple) else ()
    data = [(*number_of(item, names.data), "") for item in items]
    grad = [(*number_of(item, names.grad), "") for item in items]
    return plain.Plain("list", shape, data), plain.Plain("list", shape, grad)


def names_for(kind: type, node: object, node_names: Sequence[NodeNames]) -> NodeNames | None:
    """Return how objects of a class are read, None unless it is one of nodes."""
    own = next((names for names in node_names if plain.type_name(node) == names.class_name), None)
    if own is None and (not node_names or not has_arithmetic(kind)):
        return None
    wanted = own or node_names[0]
    return NodeNames(
        class_name=wanted.class_name,
        data=present(node, (wanted.data, *DATA)) or wanted.data,
        grad=present(node, (wanted.grad, *GRAD)) or wanted.grad,
    )
