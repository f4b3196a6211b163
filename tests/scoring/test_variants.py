"""The ways in which a class may make its operations."""

from __future__ import annotations

import random

from grader.scoring.probes import probes
from grader.scoring.value_class import Failing, ValueClass, numbers
from grader.scoring.value_rules import BINARY, RULES, Rule
from grader.scoring.variants import on_numbers, variants


def test_what_takes_a_plain_number_on_its_right_is_what_is_seen_to_in_a_simulation() -> None:
    met: set[str] = set()

    def watched(op: str, rule: Rule) -> Rule:
        def forward(x: float, y: float) -> float:
            met.add(op)
            return rule.forward(x, y)

        return rule._replace(forward=forward)

    rules = {**RULES, **{f"{op}c": watched(op, RULES[f"{op}c"]) for op in BINARY}}
    value_class = ValueClass(rules, apart=frozenset(BINARY))
    drawn, told = random.Random(5), set()
    for probe in probes():
        ways = variants(probe.graph, frozenset(BINARY)) + variants(probe.graph, frozenset(("neg", "pow")))
        for trees in drawn.sample(ways, min(len(ways), 6)):
            met.clear()
            try:
                numbers(probe.graph, probe.reads, value_class, trees=trees)
            except Failing:
                continue  # what comes after has not run
            assert on_numbers(probe.graph, trees).intersection(BINARY) == met, (probe.text, trees)
            told |= met
    assert told == set(BINARY)
