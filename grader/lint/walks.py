"""The method ``backward`` in the ways in which people write it, right or in a wrong order."""

from __future__ import annotations

import textwrap

from grader.lint.operations import Plan

RECURSIVE, ITERATIVE, BY_NUMBER, COUNTED = "recursive", "iterative", "by number", "counted"

_RECURSIVE = """\
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for child in {children}:
                visit(child)
            order.append(node)

    visit(self)
    {seed}
    for node in reversed(order):
        {step}
"""
_ITERATIVE = """\
def backward(self):
    order, seen, todo = [], set(), [(self, False)]
    while todo:
        node, ready = todo.pop()
        if ready:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            todo.append((node, True))
            todo.extend((child, False) for child in {children})
    {seed}
    while order:
        node = order.pop()
        {step}
"""
# Children are older than what is made of them: all that is reachable, the youngest first.
_BY_NUMBER = """\
def backward(self):
    found, todo = {{}}, [self]
    while todo:
        node = todo.pop()
        if id(node) not in found:
            found[id(node)] = node
            todo.extend({children})
    {seed}
    for node in sorted(found.values(), key=lambda node: -node.number):
        {step}
"""
# Two passes: how often each node is used, then on with those whose uses have all been seen.
_COUNTED = """\
def backward(self):
    uses, seen, todo = {{}}, set(), [self]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for child in {children}:
            uses[id(child)] = uses.get(id(child), 0) + 1
            todo.append(child)
    {seed}
    todo = [self]
    while todo:
        node = todo.pop()
        {step}
        for child in {children}:
            uses[id(child)] -= 1
            if not uses[id(child)]:
                todo.append(child)
"""
_WALKS = {RECURSIVE: _RECURSIVE, ITERATIVE: _ITERATIVE, BY_NUMBER: _BY_NUMBER, COUNTED: _COUNTED}

_EVERY_PATH = """\
def backward(self):
    {seed}

    def go(node):
        {step}
        for child in {children}:
            go(child)

    go(self)
"""
_ONE_LEVEL = """\
def backward(self):
    {seed}
    node = self
    {step}
"""
_LEVELS = """\
def backward(self):
    {seed}
    order, seen = [self], {{self}}
    for node in order:
        for child in {children}:
            if child not in seen:
                seen.add(child)
                order.append(child)
    for node in order:
        {step}
"""
_LEAVES_FIRST = _RECURSIVE.replace("reversed(order)", "order")
_BEFORE_OPERANDS = """\
def backward(self):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for child in {children}:
                visit(child)

    visit(self)
    {seed}
    for node in order:
        {step}
"""
WRONG_ORDERS = {
    "every path": _EVERY_PATH,
    "one level": _ONE_LEVEL,
    "level by level": _LEVELS,
    "leaves first": _LEAVES_FIRST,
    "before its operands": _BEFORE_OPERANDS,
}


def walk(plan: Plan, style: str, children: str, step: str) -> str:
    """Return the method: ``children`` are those of ``node``, and ``step`` passes its gradient on."""
    template = WRONG_ORDERS.get(plan.order) or _WALKS[style]
    lines: list[str] = []
    for line in template.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        filled = line.strip().format(children=children, seed=plan.seed, step=step)
        lines += [indent + each for each in filled.splitlines() or [""]]
    return textwrap.indent("\n".join(lines), "    ") + "\n"
