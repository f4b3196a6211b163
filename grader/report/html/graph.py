"""The smallest failing expression as a graph: leaves above, the first wrong node marked."""

from __future__ import annotations

import re
from typing import NamedTuple

from grader.model import NodeResult
from grader.report import expression
from grader.report.html.element import EMPTY, Markup, folded, scrolling, table, tag

LETTER, LINE, PAD, GAP = 6.8, 17, 10, 46  # pixels; GAP lies between two rows of boxes
MARGIN = 26  # for arrows that pass by a box
MOST_LETTERS = 44
_NAME = re.compile(r"[A-Za-z_]\w*(?:\[\d+\])*")


class Box(NamedTuple):
    """A node on the drawing, its corner at (x, y)."""

    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


def figure(nodes: tuple[NodeResult, ...], *, called: str) -> Markup:
    """Return the drawing with its numbers as a table, nothing where no expression was found."""
    if not nodes:
        return EMPTY
    boxes = arranged(nodes)
    width = max(box.x + box.width for box in boxes.values()) + MARGIN
    height = max(box.y + box.height for box in boxes.values()) + 1
    edges = [
        edge(boxes[operand], boxes[node.name], tuple(boxes.values()))
        for node in nodes
        for operand in operands(node, nodes)
    ]
    svg = tag(
        "svg",
        *edges,
        *(drawn(box) for box in boxes.values()),
        class_="graph",
        width=width,
        height=height,
        role="img",
        aria_label=in_words(nodes),
    )
    rows = [
        (
            tag("code", f"{node.name} = {node.text}"),
            expression.beside("value", node.value, node.value_expected),
            expression.beside("gradient", node.grad, node.grad_expected),
            "✗ first wrong" if node.wrong else "",
        )
        for node in nodes
    ]
    columns = ("node", "value", "gradient", "mark")
    return tag(
        "figure",
        tag("figcaption", title(nodes)),
        scrolling(f"{called}: drawing of the expression", svg),
        folded("The expression as a table", table(columns, rows, label=f"{called}: nodes of the expression")),
    )


def title(nodes: tuple[NodeResult, ...]) -> str:
    """Return what the drawing shows."""
    if expression.is_unanswered(nodes):
        return "The smallest expression that fails, with the right numbers"
    return "The smallest expression that goes wrong: values flow down, gradients flow up"


def operands(node: NodeResult, nodes: tuple[NodeResult, ...]) -> tuple[str, ...]:
    """Return the names of the nodes that ``node`` is made of, those before it alone."""
    before = set()
    for each in nodes:
        if each is node:
            break
        before.add(each.name)
    return tuple(dict.fromkeys(name for name in _NAME.findall(node.text) if name in before))


def rows_of(nodes: tuple[NodeResult, ...]) -> dict[str, int]:
    """Return the row of every node: below all that it is made of, a leaf just above its first use."""
    depth: dict[str, int] = {}
    made = {node.name: operands(node, nodes) for node in nodes}
    for name, parts in made.items():
        depth[name] = 1 + max((depth[part] for part in parts), default=-1)
    for name, parts in made.items():
        users = [depth[user] for user, used in made.items() if name in used]
        if not parts and users:
            depth[name] = min(users) - 1
    return depth


def arranged(nodes: tuple[NodeResult, ...]) -> dict[str, Box]:
    """Return a box for every node, row by row, the rows centred."""
    raised = expression.is_unanswered(nodes)
    lines = {node.name: said(node, raised=raised) for node in nodes}
    width = 2 * PAD + LETTER * max(len(line) for each in lines.values() for line in each)
    depth = rows_of(nodes)
    rows: dict[int, list[NodeResult]] = {}
    for node in nodes:
        rows.setdefault(depth[node.name], []).append(node)
    widest, y, boxes = max(map(len, rows.values())), 1.0, {}
    for level in sorted(rows):
        row = rows[level]
        left = MARGIN + (widest - len(row)) * (width + PAD) / 2
        height = 2 * PAD + LINE * max(len(lines[node.name]) for node in row) - 4
        for place, node in enumerate(row):
            x = round(left + place * (width + PAD), 1)
            boxes[node.name] = Box(lines[node.name], x, y, round(width, 1), height)
        y += height + GAP
    return boxes


def said(node: NodeResult, *, raised: bool) -> tuple[str, ...]:
    """Return the lines inside a node's box."""
    value = node.value_expected if raised else node.value
    grad = node.grad_expected if raised else node.grad
    lines = [
        f"{node.name} = {node.text}",
        expression.beside("value", value, node.value_expected),
        expression.beside("gradient", grad, node.grad_expected),
    ]
    if node.wrong and not raised:
        lines.append("✗ first wrong")
    return tuple(line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…" for line in lines)


def drawn(box: Box) -> Markup:
    """Return a node: its frame and its lines."""
    wrong = len(box.lines) > 3
    frame = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=6)
    lines = [
        tag("text", line, x=box.x + PAD, y=box.y + PAD + 9 + LINE * place)
        for place, line in enumerate(box.lines)
    ]
    return tag("g", frame, *lines, class_="node wrong" if wrong else "node")


def edge(above: Box, below: Box, boxes: tuple[Box, ...]) -> Markup:
    """Return the arrow from an operand to what is made of it, around the boxes in between."""
    x1, y1 = above.x + above.width / 2, above.y + above.height
    x2, y2 = below.x + below.width / 2, below.y
    between = [box for box in boxes if above.y < box.y < below.y]
    if not between:
        bend = (y2 - y1) / 2
        path = f"M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
        return arrow(path)
    sides = min(box.x for box in between) - MARGIN / 2, max(box.x + box.width for box in between) + MARGIN / 2
    side = min(sides, key=lambda x: abs(x - x1) + abs(x - x2))
    x2 += 24 if side > x2 else -24
    half = GAP / 2
    top, bottom = min(box.y for box in between), max(box.y + box.height for box in between)
    down = f"M{x1:g} {y1:g}C{x1:g} {y1 + half:g} {side:g} {top - half:g} {side:g} {top:g}V{bottom:g}"
    return arrow(f"{down}C{side:g} {bottom + half:g} {x2:g} {y2 - half:g} {x2:g} {y2:g}")


def arrow(path: str) -> Markup:
    """Return a line that ends downwards, with its head."""
    return tag("path", d=f"{path}m-4 -7l4 7l4 -7", class_="edge")


def in_words(nodes: tuple[NodeResult, ...]) -> str:
    """Return the drawing as a sentence."""
    parts = [
        f"{node.name} = {node.text}{', the first that is wrong' if node.wrong else ''}" for node in nodes
    ]
    return f"{title(nodes)}: {'; '.join(parts)}"
