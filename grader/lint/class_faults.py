"""Single mistakes in a class that differentiates, each as a change of its plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from grader.lint.architectures import Architecture
from grader.lint.operations import Operation, Plan, method_of
from grader.spec.language import SYMBOLS


class Needs(NamedTuple):
    """What a check needs of a class: operations, and those of them that meet a plain number on the right.

    ``reflected`` are those that are needed for a plain number on the left alone.
    """

    operations: tuple[str, ...]
    with_numbers: frozenset[str] = frozenset()
    reflected: frozenset[str] = frozenset()

    def operands(self, name: str) -> tuple[int, ...]:
        """Return which operands of an operation of two can be nodes; a sum's number is its second one."""
        if name not in self.reflected:
            return (0, 1)
        return (0,) if name in ("add", "mul") else (1,)


class ClassFault(NamedTuple):
    """A mistake in words, the class with it, and by which codes the grader may name it."""

    words: str
    plan: Plan
    operation: str = ""  # the one that is wrong; empty for what concerns every node
    names: tuple[str, ...] = ()


def faults(plan: Plan, needs: Needs, way: Architecture) -> Iterator[ClassFault]:
    """Yield every single mistake that can be made in the operations needed, or in the class as a whole."""
    for name in needs.operations:
        operation = plan.operation(name)
        if operation is not None:
            own = _of_operation(plan, operation, way)
            sides = _of_operands(plan, operation, way, needs.operands(name)) if operation.is_binary else ()
            for fault in (*own, *sides):
                yield fault._replace(operation=name, words=f"{name}: {fault.words}")
            if operation.is_binary and name in needs.with_numbers:
                unwrapped = plan.having(operation._replace(wraps=False))
                words = f"{name}: numbers not wrapped"
                yield ClassFault(words, unwrapped, operation=name, names=("number-not-wrapped",))
    yield from _reflected(plan, needs.operations)
    yield from _whole(plan)
    if way.walks:
        yield from _order(plan)


# --- one operation ------------------------------------------------------------------------------


def _of_operation(plan: Plan, right: Operation, way: Architecture) -> Iterator[ClassFault]:
    def fault(words: str, changed: Operation, *names: str) -> ClassFault:
        return ClassFault(words, plan.having(changed), names=names)

    shares = right.shares
    if way.separate:
        overwritten = right._replace(adds=("=",) * len(shares))
        yield fault("gradient overwritten", overwritten, "gradient-overwritten")
    without = tuple(share.replace("{g}", "1.0") for share in shares)
    yield fault("chain factor missing", right._replace(shares=without), "chain-factor-missing")
    value = tuple(share.replace("{g}", "{o}") for share in shares)
    yield fault("the result's number for its gradient", right._replace(shares=value), "chain-factor-is-value")
    twice = tuple(f"2 * ({share})" for share in shares)
    yield fault("gradient doubled", right._replace(shares=twice), "gradient-doubled")
    turned = tuple(f"-({share})" for share in shares)
    yield fault("opposite sign", right._replace(shares=turned), "opposite-sign")
    yield fault("no way back", right._replace(way_back=""), "gradient-stops", "operands-not-remembered")
    if way.forgets:
        none = right._replace(kept=(False,) * len(shares))
        yield fault("operands not remembered", none, "operands-not-remembered", "gradient-stops")
    if way.name.startswith("closures"):
        called = right._replace(way_back="_backward()")
        yield fault("called, not stored", called, "called-not-stored")
    for words, wrong, *names in _WRONG_SHARES.get(right.name, ()):
        yield fault(words, right._replace(shares=wrong), *names)
    for words, forward, *names in _WRONG_NUMBERS.get(right.name, ()):
        yield fault(words, right._replace(forward=forward), *names)


def _of_operands(
    plan: Plan, right: Operation, way: Architecture, places: tuple[int, ...]
) -> Iterator[ClassFault]:
    """Yield what goes wrong with one of two operands, at the ``places`` where it shows."""
    for place in places:
        side = ("first", "second")[place]

        def changed(share: str, place: int = place) -> Plan:
            shares = tuple(share if each == place else right.shares[each] for each in range(2))
            return plan.having(right._replace(shares=shares))

        name = "operand-without-gradient"
        own = right.shares[place]
        yield ClassFault(f"the {side} operand gets no gradient", changed("0.0"), names=(name,))
        if right.name != "sub" or place == 0:
            turned = ("operand-opposite-sign", "quotient-sign", "difference-sign")
            yield ClassFault(f"opposite sign for the {side} operand", changed(f"-({own})"), names=turned)
        lost = ("operand-chain-factor-missing",)
        words = f"chain factor missing for the {side} operand"
        yield ClassFault(words, changed(own.replace("{g}", "1.0")), names=lost)
        if way.separate:
            adds = tuple("=" if each == place else "+=" for each in range(2))
            plan_with = plan.having(right._replace(adds=adds))
            over = ("operand-overwritten", "gradient-overwritten")
            yield ClassFault(f"the {side} operand overwritten", plan_with, names=over)


_WRONG_SHARES: dict[str, tuple[tuple[str, tuple[str, ...], *tuple[str, ...]], ...]] = {
    "sub": (("the sign of what is subtracted", ("{g}", "{g}"), "difference-sign", "operand-opposite-sign"),),
    "mul": (
        (
            "own number, not the other one's",
            ("{x} * {g}", "{y} * {g}"),
            "product-own-factor",
            "operands-exchanged",
        ),
        ("the sum of the numbers", ("({x} + {y}) * {g}",) * 2, "operand-gets-both", "derivative-wrong"),
    ),
    "truediv": (
        ("square missing", ("{g} / {y}", "-{x} * {g} / {y}"), "quotient-square-missing"),
        ("numerator missing", ("{g} / {y}", "-{g} / {y}**2"), "quotient-numerator-missing"),
    ),
    "pow": (
        ("exponent not decreased", ("{k} * {x}**{k} * {g}",), "power-not-decreased"),
        ("factor missing", ("{x}**({k} - 1) * {g}",), "power-factor-missing"),
        ("brackets", ("{k} * ({x}**{k} - 1) * {g}",), "power-brackets"),
        ("as an exponential", ("{x}**{k} * log(abs({x})) * {g}",), "power-as-exponential"),
    ),
    "exp": (
        ("the input for its exponential", ("{x} * {g}",), "exp-uses-input"),
        ("as a power", ("{x} * exp({x} - 1) * {g}",), "derivative-wrong"),
    ),
    "log": (
        ("not the reciprocal", ("{x} * {g}",), "log-not-reciprocal"),
        ("the output for the input", ("{g} / ({o} or 1.0)",), "log-uses-output"),
        ("its own number", ("{o} * {g}",), "derivative-wrong"),
    ),
    "tanh": (
        ("square missing", ("(1 - {o}) * {g}",), "tanh-square-missing"),
        ("the input for the output", ("(1 - {x}**2) * {g}",), "tanh-uses-input"),
        ("as the sigmoid", ("{o} * (1 - {o}) * {g}",), "tanh-as-sigmoid"),
    ),
    "relu": (
        ("no gate", ("{g}",), "relu-without-gate"),
        ("gate on the gradient", ("({g} > 0) * {g}",), "relu-gate-on-gradient"),
    ),
    "sigmoid": (
        ("as tanh", ("(1 - {o}**2) * {g}",), "sigmoid-as-tanh"),
        ("the input for the output", ("{x} * (1 - {x}) * {g}",), "sigmoid-uses-input"),
    ),
    "sin": (("its own number", ("{o} * {g}",), "derivative-wrong"),),
    "cos": (("its own number", ("{o} * {g}",), "derivative-wrong"),),
    "sqrt": (("one half missing", ("{g} / {o}",), "gradient-doubled", "derivative-wrong"),),
}
_WRONG_NUMBERS: dict[str, tuple[tuple[str, str, *tuple[str, ...]], ...]] = {
    "exp": (("a rounded e", "2.718**{x}", "function-wrong"),),
    "log": (
        ("base 10", "log({x}) / log(10)", "function-wrong"),
        ("base 2", "log({x}) / log(2)", "function-wrong"),
        ("an epsilon added", "log({x} + 1e-5)", "log-shifted"),
    ),
    "truediv": (("integer division", "{x} // {y}", "function-wrong"),),
    "tanh": (("of half the number", "(exp({x}) - 1) / (exp({x}) + 1)", "function-wrong"),),
}

# --- the class as a whole -------------------------------------------------------------------------


def _reflected(plan: Plan, operations: tuple[str, ...]) -> Iterator[ClassFault]:
    """Yield reflected operators that are missing or swapped, and derived ones that are wrong."""
    for name in operations:
        base = name.removeprefix("r")
        method = f"__r{method_of(base).strip('_')}__"
        if name == base or method not in dict(plan.written):
            continue
        yield ClassFault(f"{method} missing", plan.writing(method, None), operation=name)
        cut = ("gradient-stops", "operands-not-remembered")
        sign = SYMBOLS[base]
        yield ClassFault(
            f"{method} cuts the graph",
            plan.writing(method, f"Value(getattr(other, 'data', other) {sign} self.data)"),
            operation=name,
            names=cut,
        )
        if base in ("sub", "truediv"):
            swapped = plan.writing(method, f"self {sign} other")
            yield ClassFault(f"{method} swapped", swapped, operation=name, names=("function-wrong",))


def _whole(plan: Plan) -> Iterator[ClassFault]:
    zero_seed = plan._replace(seed="pass")
    yield ClassFault("no seed", zero_seed, names=("seed-missing", "walk-does-nothing"))
    yield ClassFault(
        "seed is the number", plan._replace(seed="self.grad = self.data"), names=("seed-is-value",)
    )
    yield ClassFault("seed is 2", plan._replace(seed="self.grad = 2.0"), names=("seed-other-number",))
    born = plan._replace(birth="1.0")
    yield ClassFault("gradients start from 1", born, names=("gradient-starts-from-one",))
    rounded = plan._replace(number="round(data, 4)")
    yield ClassFault("rounded to 4 decimals", rounded, names=("numbers-rounded",))
    yield ClassFault("cut to integers", plan._replace(number="int(data)"), names=("numbers-cut-to-integers",))
    yield ClassFault("no sign", plan._replace(number="abs(data)"), names=("numbers-made-positive",))


_ORDER_NAMES = {
    "every path": ("nodes-visited-again",),
    "one level": ("one-level-deep",),
    "level by level": ("order-level-by-level",),
    "leaves first": ("one-level-deep", "walk-does-nothing"),
    "before its operands": ("order-before-operands",),
}


def _order(plan: Plan) -> Iterator[ClassFault]:
    for order, names in _ORDER_NAMES.items():
        yield ClassFault(f"order: {order}", plan._replace(order=order), names=names)
