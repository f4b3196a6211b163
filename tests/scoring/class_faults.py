"""Mistakes in the text of a class, each with the mistake that is to be named."""

from __future__ import annotations

from tests.scoring.classes import RULES

Exchange = tuple[str, str, str]
Expected = tuple[str, str]  # code, and what the message begins with


def _every(old: str, new: str, code: str, *operations: str) -> list[tuple[str, str, tuple[Exchange, ...]]]:
    """Return the same exchange in several operations, each by itself."""
    found = []
    for op in operations:
        lines = tuple((op, line, line.replace(old, new)) for line in RULES[op][1:] if old in line)
        assert lines, op
        found.append((code, op, lines))
    return found


_ALL = tuple(RULES)
# Lines that stay as they are: what has them is meant.
_CLOSED = ("frame", "out._backward = _backward  # exp", "out._backward = _backward  # exp")
_SEEN = ("frame", "if node not in seen", "if node not in seen")
_NO_ADD = tuple(op for op in RULES if op != "add")

FAULTS: list[tuple[str, str, tuple[Exchange, ...]]] = [
    *_every("+=", "=", "gradient-overwritten", *_ALL),
    *_every(" * {g}", "", "chain-factor-missing", *(op for op in _NO_ADD if op != "sub")),
    *_every("+=", "-=", "opposite-sign", *_NO_ADD),
    *_every("{g}", "{o}", "chain-factor-is-value", "mul", "exp", "log", "tanh"),
    *_every("+=", "+= 2 *", "gradient-doubled", "exp", "mul", "log"),
    ("operand-overwritten", "mul", (("mul", "{y} += {a} * {g}", "{y} = {a} * {g}"),)),
    ("operand-overwritten", "truediv", (("truediv", "{x} += 1 / {b} * {g}", "{x} = 1 / {b} * {g}"),)),
    ("operand-without-gradient", "mul", (("mul", "{y} += {a} * {g}", "pass"),)),
    ("operand-without-gradient", "add", (("add", "{y} += {g}", "pass"),)),
    ("operand-without-gradient", "truediv", (("truediv", "{y} += -{a} / {b}**2 * {g}", "pass"),)),
    ("operand-chain-factor-missing", "mul", (("mul", "{x} += {b} * {g}", "{x} += {b}"),)),
    ("operand-chain-factor-is-own", "mul", (("mul", "{x} += {b} * {g}", "{x} += {b} * {x}"),)),
    ("operand-to-result", "mul", (("mul", "{y} += {a} * {g}", "{g} += {a} * {g}"),)),
    ("operand-gets-both", "mul", (("mul", "{y} += {a} * {g}", "{x} += {a} * {g}"),)),
    (
        "product-own-factor",
        "mul",
        (("mul", "{x} += {b} * {g}", "{x} += {a} * {g}"), ("mul", "{y} += {a} * {g}", "{y} += {b} * {g}")),
    ),
    (
        "derivative-wrong",
        "mul",
        (
            ("mul", "{x} += {b} * {g}", "{x} += ({a} + {b}) * {g}"),
            ("mul", "{y} += {a} * {g}", "{y} += ({a} + {b}) * {g}"),
        ),
    ),
    ("difference-sign", "sub", (("sub", "{y} += -{g}", "{y} += {g}"),)),
    ("quotient-sign", "truediv", (("truediv", "{y} += -{a} / {b}**2 * {g}", "{y} += {a} / {b}**2 * {g}"),)),
    (
        "quotient-square-missing",
        "truediv",
        (("truediv", "{y} += -{a} / {b}**2 * {g}", "{y} += -{a} / {b} * {g}"),),
    ),
    (
        "quotient-numerator-missing",
        "truediv",
        (("truediv", "{y} += -{a} / {b}**2 * {g}", "{y} += -1 / {b}**2 * {g}"),),
    ),
    ("derivative-wrong", "pow", (("pow", RULES["pow"][1], "{x} += {b} * abs({a}) ** ({b} - 1) * {g}"),)),
    ("exp-uses-input", "exp", (("exp", "{x} += {o} * {g}", "{x} += {a} * {g}"),)),
    ("derivative-wrong", "exp", (("exp", "{x} += {o} * {g}", "{x} += {a} * math.exp({a} - 1) * {g}"),)),
    ("log-uses-output", "log", (("log", "{x} += 1 / {a} * {g}", "{x} += 1 / {o} * {g}"),)),
    ("log-not-reciprocal", "log", (("log", "{x} += 1 / {a} * {g}", "{x} += {a} * {g}"),)),
    ("derivative-wrong", "log", (("log", "{x} += 1 / {a} * {g}", "{x} += {o} * {g}"),)),
    ("function-wrong", "log", (("log", "math.log({a})", "math.log10({a})"),)),
    ("log-shifted", "log", (("log", "math.log({a})", "math.log({a} + 1e-5)"),)),
    ("tanh-square-missing", "tanh", (("tanh", "{x} += (1 - {o} ** 2) * {g}", "{x} += (1 - {o}) * {g}"),)),
    ("tanh-uses-input", "tanh", (("tanh", "{x} += (1 - {o} ** 2) * {g}", "{x} += (1 - {a} ** 2) * {g}"),)),
    ("tanh-as-sigmoid", "tanh", (("tanh", "{x} += (1 - {o} ** 2) * {g}", "{x} += {o} * (1 - {o}) * {g}"),)),
    ("relu-without-gate", "relu", (("relu", "{x} += ({o} > 0) * {g}", "{x} += {g}"),)),
    ("relu-gate-on-gradient", "relu", (("relu", "{x} += ({o} > 0) * {g}", "{x} += ({g} > 0) * {g}"),)),
    ("derivative-wrong", "relu", (("relu", "{x} += ({o} > 0) * {g}", "{x} += {o} * {g}"),)),
    ("sigmoid-uses-input", "sigmoid", (("sigmoid", RULES["sigmoid"][1], "{x} += {a} * (1 - {a}) * {g}"),)),
    ("sigmoid-as-tanh", "sigmoid", (("sigmoid", RULES["sigmoid"][1], "{x} += (1 - {o} ** 2) * {g}"),)),
    ("power-not-decreased", "pow", (("pow", RULES["pow"][1], "{x} += {b} * {a} ** {b} * {g}"),)),
    ("power-factor-missing", "pow", (("pow", RULES["pow"][1], "{x} += {a} ** ({b} - 1) * {g}"),)),
    ("power-brackets", "pow", (("pow", RULES["pow"][1], "{x} += {b} * ({a} ** {b} - 1) * {g}"),)),
    ("derivative-wrong", "pow", (("pow", RULES["pow"][1], "{x} += ({b} - 1) * {a} ** {b} * {g}"),)),
    (
        "changes-operand",
        "neg",
        (
            (
                "frame",
                "        out = Value(-self.data, (self,), 'neg')\n",
                "        self.data = -self.data\n        return self\n        out = self\n",
            ),
        ),
    ),
    *(
        ("gradient-stops", op, (("frame", f"        out._backward = _backward  # {op}\n", ""),))
        for op in ("add", "sub", "mul", "exp", "log", "truediv")
    ),
    *(
        (
            "called-not-stored",
            op,
            (("frame", f"_backward = _backward  # {op}", f"_backward = _backward()  # {op}"),),
        )
        for op in ("mul", "exp", "log")
    ),
    *(
        (
            "stored-on-operand",
            op,
            (("frame", f"out._backward = _backward  # {op}", f"self._backward = _backward  # {op}"),),
        )
        for op in ("exp", "mul", "log", "truediv", "add", "neg")
    ),
    ("operands-not-remembered", "exp", (_CLOSED, ("frame", "(self,), 'exp')", "(), 'exp')"))),
    ("operand-not-remembered", "mul", (_CLOSED, ("frame", "(self, other), 'mul')", "(self,), 'mul')"))),
    ("function-wrong", "rsub", (("frame", "return Value(other) - self", "return self - other"),)),
    ("function-wrong", "rtruediv", (("frame", "return Value(other) / self", "return self / other"),)),
    ("seed-missing", "", (("frame", "        self.grad = 1.0\n", ""),)),
    ("seed-is-value", "", (("frame", "        self.grad = 1.0\n", "        self.grad = self.data\n"),)),
    ("one-level-deep", "", (("frame", "in reversed(order)", "in order"),)),
    ("one-level-deep", "", (("frame", "for node in reversed(order):\n            node", "self"),)),
    ("nodes-visited-again", "", (("frame", "if node not in seen", "if True"),)),
    (
        "order-before-operands",
        "",
        (
            (
                "frame",
                "                seen.add(node)\n",
                "                seen.add(node); order.append(node)\n",
            ),
            (
                "frame",
                "                    visit(child)\n                order.append(node)\n",
                "                    visit(child)\n",
            ),
            ("frame", "in reversed(order)", "in order"),
        ),
    ),
    (
        "equal-nodes-merged",
        "",
        (
            _SEEN,
            (
                "frame",
                "    def __repr__",
                "    def __eq__(self, other):\n        return self.data == other.data\n\n"
                "    def __hash__(self):\n        return hash(self.data)\n\n    def __repr__",
            ),
        ),
    ),
    ("numbers-rounded", "", (("frame", "self.data = data", "self.data = round(data, 4)"),)),
    ("numbers-cut-to-integers", "", (("frame", "self.data = data", "self.data = int(data)"),)),
    ("gradient-starts-from-one", "", (("frame", "self.grad = 0.0", "self.grad = 1.0"),)),
]
