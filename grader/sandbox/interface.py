"""How a student's class is used: what makes a leaf, where its numbers stand, what runs the backward pass.

The exercise's own names come first. Where the class does not have them, its definition is looked at,
and one leaf of 3.0 is made to see which attribute is 3.0. People write ``Scalar`` for ``Value``,
``v.derivative`` for ``v.grad``, ``exp(v)`` for ``v.exp()``. Runs in the worker, on hostile objects:
what it finds are names to be tried, and nothing rests on their being right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import MappingProxyType
from typing import Any, NamedTuple

from grader.sandbox import order, standin
from grader.sandbox.construction import constructors, required
from grader.sandbox.contents import module_of
from grader.sandbox.nodes import (
    DATA,
    GRAD,
    attribute,
    callable_by_type,
    has_arithmetic,
    number_of,
    present,
    static,
)
from grader.sandbox.protocol import FUNCTIONS, OPERATIONS

Construct = Callable[[int | float], Any]
Unary = Callable[[Any], Any]

TRIAL = 3.0
_CLASSES = ("Scalar", "GradVal", "Var", "Variable", "Node", "Tensor")
_BACKWARD = ("backward", "backprop", "backpropagate", "backpropagation", "back_propagation", "backwards")
_GROWING = ("builtins", "collections", "array", "weakref")  # modules that have such as dict, deque and array
_ALIASES = {"log": ("ln",), "relu": ("ReLU", "Relu"), "sigmoid": ("sigm", "logistic"), "abs": ("__abs__",)}


class Wanted(NamedTuple):
    """How the exercise names things; ``leaf`` is a form such as ``Value(x)``."""

    class_name: str
    leaf: str
    data: str
    grad: str


class Shared(NamedTuple):
    """What all nodes of a class can have in common, as it was when the class was found."""

    lists: Sequence[list[Any]]  # what can hold every node or step that was made
    beside: Sequence[tuple[Mapping[str, Any], str, object]]  # where what else can count them stands

    def is_as_before(self) -> bool:
        """Return whether nothing but the lists has changed: what counts their items has not."""
        return all(_extent(holder.get(name)) == extent for holder, name, extent in self.beside)


class Interface(NamedTuple):
    """How a class is used, as found."""

    name: str
    made: type
    construct: Construct
    data: str
    grad: str
    backward: str  # "" if the class has nothing that looks like it
    run_backward: Unary
    functions: Mapping[str, Unary]  # such as exp, where the nodes have no method of that name
    gradients_are_nodes: bool  # a new leaf has a node for a gradient
    shared: Shared  # by all nodes


def find(wanted: Wanted, found: object, namespace: Mapping[str, object]) -> Interface | None:
    """Return how the class is used; ``found`` stands under its name. None if there is no such class."""
    named = _class_of(wanted, found, namespace)
    if named is None:
        return None
    name, made = named
    shared = _shared(namespace, made)
    construct, node = _trial(wanted, made)
    backward, run_backward = _backward_of(made, namespace)
    grad = present(node, (wanted.grad, *GRAD))
    if not grad and node is not None:  # some classes set it in the backward pass alone
        _attempt(run_backward, node)
        grad = present(node, GRAD)
    if node is not None and not (grad and backward):
        ways = {backward: run_backward} if backward else _unnamed_ways(made)
        backward, run_backward, grad = _by_trial(construct, ways) or (backward, run_backward, grad)
    return Interface(
        name=name,
        made=made,
        construct=construct,
        data=_data_name(node, wanted.data),
        grad=grad or wanted.grad,
        backward=backward,
        run_backward=run_backward,
        functions=_functions_of(made, node, namespace),
        gradients_are_nodes=is_node(attribute(node, grad), made),
        shared=shared,
    )


def _shared(namespace: Mapping[str, object], made: type) -> Shared:
    """Return what has a name, and what classes and objects with a name have."""
    named = (*namespace.values(), made)
    own = [one for one in named if module_of(one if isinstance(one, type) else type(one)) == "__main__"]
    attributes = [attribute(one, "__dict__") for one in own]
    held = [namespace, *(each for each in attributes if type(each) in (dict, MappingProxyType))]
    lists = [value for each in held for value in each.values() if type(value) is list]
    extents = ((each, name, _extent(value)) for each in held if lists for name, value in each.items())
    return Shared(lists, [each for each in extents if each[2] is not None])


def _extent(value: object) -> object:
    """Return a whole number, or how much something holds that is no list; None for what holds nothing."""
    kind = type(value)
    if kind is int:
        return value
    if kind is count:
        return repr(value)
    holds = kind is not list and module_of(kind) in _GROWING and hasattr(kind, "__len__")
    return len(value) if holds else None  # type: ignore[arg-type]


def operations_of(interface: Interface) -> list[str]:
    """Return the names of the operations that the class defines: such as ``radd`` and ``exp``."""
    made = interface.made
    return [
        op
        for op in OPERATIONS
        if (op in interface.functions or static(made, op if op in FUNCTIONS else f"__{op}__") is not None)
    ]


def is_node(value: object, made: type) -> bool:
    """Return whether ``value`` is an object of the student's class."""
    return made in type.mro(type(value))


def _class_of(wanted: Wanted, found: object, namespace: Mapping[str, object]) -> tuple[str, type] | None:
    """Return the class under the exercise's name, else one of the submission's that has arithmetic."""
    if isinstance(found, type):
        is_named = namespace.get(wanted.class_name) is found
        return wanted.class_name if is_named else type.__dict__["__name__"].__get__(found)[:80], found
    classes = {
        name: value
        for name, value in namespace.items()
        if type(name) is str and isinstance(value, type) and has_arithmetic(value)
    }
    trainable = [name for name, made in classes.items() if _backward_name(made)]
    known = [name for name in _CLASSES if name in classes]
    name = next(iter([*known, *trainable[::-1], *reversed(classes)]), "")
    return (name[:80], classes[name]) if name else None


# --- leaves -----------------------------------------------------------------------------------


def _trial(wanted: Wanted, made: type) -> tuple[Construct, object]:
    """Return what makes a leaf whose number is 3.0, and that leaf; else the first that makes any."""
    forms = constructors(made, wanted.leaf)
    works: list[tuple[Construct, object]] = []
    for construct in forms:
        node = _attempt(construct, TRIAL)
        if node is None:
            continue
        works.append((construct, node))
        if number_of(node, _data_name(node, wanted.data))[0] == TRIAL:
            return works[-1]
    return works[0] if works else (forms[0], None)


def _attempt(function: Unary, argument: object) -> Any:
    """Return what a function of the student's makes of ``argument``, None if it fails."""
    try:
        return function(argument)
    except Exception:
        return None


def _data_name(node: object, wanted: str) -> str:
    """Return the exercise's name for the number of a leaf if the leaf has it, else where its 3.0 stands."""
    if present(node, (wanted,)):
        return wanted
    names = [name for name in DATA if present(node, (name,))] + _own_names(node)
    return next((name for name in names if number_of(node, name)[0] == TRIAL), wanted)


# --- the backward pass ------------------------------------------------------------------------


def _backward_of(made: type, namespace: Mapping[str, object]) -> tuple[str, Unary]:
    """Return the name of what runs the backward pass, and how it is run from a node."""
    name = _backward_name(made)
    if name:
        # Some ask for the gradient to start from: backward(self, gradient).
        seeds = (1.0,) if required(static(made, name)) == 2 else ()
        return name, lambda node: getattr(node, name)(*seeds)
    for name in _BACKWARD:
        function = namespace.get(name)
        if required(function) == 1:
            return name, function  # type: ignore[return-value]
    return "", lambda node: node.backward()


def _unnamed_ways(made: type) -> dict[str, Unary]:
    """Return the methods of other names that take nothing, none of them an operation."""
    others = {*OPERATIONS, *(name for names in _ALIASES.values() for name in names)}
    own = {name: each for base in type.mro(made)[-2::-1] for name, each in vars(base).items()}
    names = [name for name, each in own.items() if type(name) is str and required(each) == 1]
    return {name: _method(name) for name in names if not name.startswith("__") and name not in others}


def _by_trial(construct: Construct, ways: Mapping[str, Unary]) -> tuple[str, Unary, str] | None:
    """Return what passes gradients back and where they are kept, by any name: of a + b that of a is 1.

    Where that is nowhere so, it is what changes a number of the leaf.
    """
    changed: list[tuple[bool, tuple[str, Unary, str]]] = []
    for name, run in ways.items():
        leaf = _attempt(construct, TRIAL)
        result = _attempt(attribute(leaf, "__add__"), _attempt(construct, TRIAL))
        before = _numbers(leaf)
        _attempt(run, result)
        after = _numbers(leaf).items()
        changed += [
            (number != 1.0, (name, run, each)) for each, number in after if number != before.get(each)
        ]
    return min(changed, key=lambda each: each[0], default=(False, None))[1]


def _numbers(node: object) -> dict[str, float | None]:
    """Return the numbers that a node keeps, by the names of its attributes."""
    return {name: number_of(node, name)[0] for name in _own_names(node)}


def _own_names(node: object) -> list[str]:
    """Return the names of a node's attributes, in the order in which they were set."""
    own = [name for name in getattr(node, "__dict__", {}) if type(name) is str and name != order.KEY]
    slots: Any = static(type(node), "__slots__")
    return own + [name for name in slots if type(name) is str] if type(slots) in (tuple, list) else own


def _backward_name(made: type) -> str:
    """Return the method that runs the backward pass, by a known name or one that begins alike."""
    if static(made, "__getattr__") not in (None, standin.ANSWERS_FOR_BASE):
        return "backward"
    own = [vars(base) for base in type.mro(made) if base is not object]
    alike = [name for each in own for name in each if type(name) is str and name.startswith("back")]
    methods = (name for name in (*_BACKWARD, *alike) if callable_by_type(static(made, name)))
    return next(methods, "")


# --- functions --------------------------------------------------------------------------------


def _functions_of(made: type, node: object, namespace: Mapping[str, object]) -> dict[str, Unary]:
    """Return how the functions are called that are no methods of the exercise's name."""
    found: dict[str, Unary] = {}
    for op in FUNCTIONS:
        method = static(made, op)
        if isinstance(method, staticmethod):
            found[op] = method.__func__
        elif method is None and node is not None and not present(node, (op,)):
            function = _function_of(op, made, node, namespace)
            if function is not None:
                found[op] = function
    return found


def _function_of(op: str, made: type, node: object, namespace: Mapping[str, object]) -> Unary | None:
    """Return a method of another name, or a function of the submission that takes nodes to nodes."""
    for name in _ALIASES.get(op, ()):
        if callable_by_type(static(made, name)):
            return _method(name)
    for name in (op, *_ALIASES.get(op, ())):
        function = namespace.get(name)
        # People have an exp of plain numbers as well: only a trial tells.
        if required(function) == 1 and is_node(_attempt(function, node), made):  # type: ignore[arg-type]
            return function  # type: ignore[return-value]
    return None


def _method(name: str) -> Unary:
    return lambda node: getattr(node, name)()
