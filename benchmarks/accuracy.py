"""What is accepted, refused and named: generated submissions, beside the rule of the seed's own notebook.

Right answers in many styles, wrong ones with one mistake each and answers made in a way that was not asked
for run through the same pipeline as a student's. What came out replaces the tables of docs/accuracy.md.

    python benchmarks/accuracy.py [--check]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from grader import answers
from grader.lint import difference_styles, gradient_styles, gradients, numerical_gradients
from grader.lint.architectures import ARCHITECTURES
from grader.lint.candidate import Candidate, Kind
from grader.lint.classes import MIXTURES, mistakes, needs_of, source
from grader.lint.linting import right_ones
from grader.lint.operations import plan
from grader.lint.trial import Trial, around, attempt
from grader.lint.twin import twin_of
from grader.model import (
    AnswerKey,
    Check,
    DimVerdict,
    Exercise,
    NumericalGradientTask,
    ReferenceSource,
    Verdict,
)
from grader.sandbox.runner import Sandbox
from grader.scoring.key import compute_key
from grader.spec import catalog, schema

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "exercises" / "micrograd" / "exercise.yaml"
PAGE = ROOT / "docs" / "accuracy.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"

STEPS = ("1e-2", "1e-4", "1e-6", "1e-8", "1e-10", "2**-13")


class Formula(NamedTuple):
    """A function, a point, where hidden points lie, and its gradient in several spellings."""

    formula: str
    at: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    gradients: tuple[tuple[str, ...], ...]


FORMULAS = (
    Formula(
        "-(a**3) + sin(3*b) - 1.0/c + b**2.5 - a**0.5",
        {"a": 2, "b": 3, "c": 4},
        {"a": (0.5, 300), "b": (0.5, 4), "c": (0.5, 5)},
        (
            ("-3*a**2 - 1/(2*a**0.5)", "3*cos(3*b) + 2.5*b**1.5", "1/c**2"),
            ("-(3*a*a + 0.5*a**-0.5)", "2.5*b*sqrt(b) + cos(b*3)*3", "c**-2"),
            ("-3*pow(a, 2) - 0.5/sqrt(a)", "5/2*b**(3/2) + 3*cos(3*b)", "1/(c*c)"),
        ),
    ),
    Formula(
        "x**3 * sin(2*y)",
        {"x": 2, "y": 0.4},
        {"x": (0.5, 90), "y": (0.1, 1.2)},
        (
            ("3*x**2*sin(2*y)", "2*x**3*cos(2*y)"),
            ("6*x*x*sin(y)*cos(y)", "x**3*2*cos(2*y)"),
        ),
    ),
    Formula(
        "exp(-x*y) + log(x)",
        {"x": 1.5, "y": 0.5},
        {"x": (0.2, 40), "y": (0.1, 2)},
        (
            ("-y*exp(-x*y) + 1/x", "-x*exp(-x*y)"),
            ("1/x - y/exp(x*y)", "-x/exp(x*y)"),
        ),
    ),
    Formula(
        "(x**2 + 1) / (y - 3)",
        {"x": 2, "y": 5},
        {"x": (0.5, 200), "y": (4, 9)},
        (
            ("2*x/(y - 3)", "-(x**2 + 1)/(y - 3)**2"),
            ("2*x*(y - 3)**-1", "-(x*x + 1)*(y - 3)**-2"),
        ),
    ),
    Formula(
        "tanh(w*x + b)",
        {"w": 0.7, "x": 0.9, "b": -0.3},
        {"w": (-1.5, 1.5), "x": (-1.5, 1.5), "b": (-1, 1)},
        (
            ("x*(1 - tanh(w*x + b)**2)", "w*(1 - tanh(w*x + b)**2)", "1 - tanh(w*x + b)**2"),
            ("x/cosh(w*x + b)**2", "w/cosh(w*x + b)**2", "1/cosh(w*x + b)**2"),
        ),
    ),
    Formula(
        "sqrt(x**2 + y**2)",
        {"x": 3, "y": 4},
        {"x": (0.5, 50), "y": (0.5, 50)},
        (
            ("x/sqrt(x**2 + y**2)", "y/sqrt(x**2 + y**2)"),
            ("x*(x*x + y*y)**-0.5", "y*(x*x + y*y)**-0.5"),
        ),
    ),
    Formula(
        "x*y*z + x/z",
        {"x": 2, "y": -3, "z": 1.5},
        {"x": (0.5, 60), "y": (-4, 4), "z": (0.5, 5)},
        (
            ("y*z + 1/z", "x*z", "x*y - x/z**2"),
            ("z*y + z**-1", "z*x", "x*(y - 1/(z*z))"),
        ),
    ),
    Formula(
        "cos(x)**2 * exp(y)",
        {"x": 0.6, "y": 0.8},
        {"x": (-2, 2), "y": (-1, 3)},
        (
            ("-2*cos(x)*sin(x)*exp(y)", "cos(x)**2*exp(y)"),
            ("-sin(2*x)*exp(y)", "exp(y)*cos(x)*cos(x)"),
        ),
    ),
)


def exercise_of(one: Formula) -> tuple[Exercise, AnswerKey]:
    """Return an exercise with all three kinds of gradients of a formula."""
    args = ", ".join(one.at)
    at = ", ".join(f"{name}: {value}" for name, value in one.at.items())
    dims = ", ".join(f"df/d{name}" for name in one.at)
    sample = ", ".join(f"{name}: [{low}, {high}]" for name, (low, high) in one.ranges.items())
    checks = [
        f"  - {{id: gradf, kind: gradient, title: t, entry_point: gradf, of: f, dims: [{dims}],\n"
        f"     template: {{answer: [{', '.join('0' for _ in one.at)}]}},\n"
        f"     forbid: {{uses: [torch, jax, sympy, autograd]}}, cases: [\n"
        f"      {{id: published, points: 2, at: {{{at}}}, tolerance: {{atol: 1e-5}}}},\n"
        f"      {{id: held-out, points: 1, hidden: true, sample: {{count: 5, {sample}}},\n"
        f"       tolerance: {{rtol: 1e-12, atol: 1e-12}}}}]}}"
    ]
    for name, method in (("one", "one_sided"), ("two", "symmetric")):
        checks.append(
            f"  - {{id: {name}, kind: numerical_gradient, title: t, entry_point: {name}, of: f,\n"
            f"     dims: [{dims}],\n"
            f"     at: {{{at}}}, method: {method}, forbid: {{calls: [gradf]}}, cases: [\n"
            f"      {{id: published, points: 2, rule: formula, tolerance: {{atol: 1e-5}}}}]}}"
        )
    head = f'functions:\n  f: {{args: [{args}], formula: "{one.formula}"}}\n'
    head = f"schema: 1\nid: measured\ntitle: t\nmodules: [numpy]\n{head}"
    return built(f"{head}checks:\n" + "\n".join(checks) + "\n")


def built(text: str) -> tuple[Exercise, AnswerKey]:
    """Return an exercise and its answers."""
    exercise = catalog.build_exercise(schema.parse(text, file="accuracy"), digest="0" * 64)
    return exercise, compute_key(exercise, source=ReferenceSource.TAPE)


# --- what is tried -----------------------------------------------------------------------------


class Row(NamedTuple):
    """One trial, and the codes by which its mistake may be named; empty where any name will do."""

    kind: str
    trial: Trial
    names: tuple[str, ...] = ()


def gradient_rows(run: Sandbox) -> Iterator[Row]:
    """Yield analytical gradients: every style of every spelling; every rule broken; cheats."""
    for one in FORMULAS:
        exercise, key = exercise_of(one)
        check = exercise.checks[0]
        asked = around(exercise, check)
        tried = [
            Candidate(
                f"{one.formula}: {style}, spelling {place + 1}",
                Kind.RIGHT,
                gradient_styles.write(style, "gradf", tuple(one.at), spelling),
            )
            for place, spelling in enumerate(one.gradients)
            for style in gradient_styles.STYLES
        ]
        tried += gradients.candidates(exercise, check)
        trials = [attempt(asked, key, each, run=run.run) for each in tried]
        right = right_ones(trials, twin_of(exercise, check, key), run=run.run)
        yield from (Row("analytical gradient", trial) for trial in trials if trial not in right)


def difference_rows(run: Sandbox) -> Iterator[Row]:
    """Yield numerical gradients: formulas x styles x steps, right and wrong, and cheats."""
    for one in (FORMULAS[0], FORMULAS[6]):
        exercise, key = exercise_of(one)
        for check in exercise.checks[1:]:
            assert isinstance(check.task, NumericalGradientTask)
            asked, point = around(exercise, check), tuple(one.at.values())
            kind = "one-sided difference" if check.id == "one" else "symmetric difference"
            for each, names in differences(exercise, check, point):
                yield Row(kind, attempt(asked, key, each, run=run.run), names)


def differences(
    exercise: Exercise, check: Check, point: tuple[float, ...]
) -> Iterator[tuple[Candidate, tuple[str, ...]]]:
    """Yield every formula in every style at every step, then the cheats."""
    assert isinstance(check.task, NumericalGradientTask)
    method = check.task.method
    forms = [(Kind.RIGHT, formula, formula, ()) for formula in numerical_gradients.ALSO_RIGHT[method]]
    forms += [
        (Kind.MISTAKE, form.code, form.formula, form.names) for form in numerical_gradients.WRONG[method]
    ]
    for kind, code, formula, names in forms:
        for style, way in difference_styles.STYLES.items():
            for h in STEPS:
                words = f"{method} {code}, {style}, h = {h}"
                yield Candidate(words, kind, way(exercise, check, point, (formula, h))), names
    for each in numerical_gradients.candidates(exercise, check, point):
        if each.kind is Kind.CHEAT:
            yield each, ()


PROGRAM = """\
schema: 1
id: measured
title: t
checks:
  - id: value
    kind: autodiff
    title: t
    entry_point: Value
    leaf: Value(x)
    program: |
{program}
    backward: loss
    cases:
      - {{id: published, points: 2, leaves: {{a: 1.7, b: 0.8}}, tolerance: {{atol: 1e-5}}}}
      - id: held-out
        points: 1
        hidden: true
        sample: {{count: 2, a: [1.3, 2.2], b: [0.6, 1.1]}}
        tolerance: {{rtol: 1e-9, atol: 1e-12}}
"""


def program() -> str:
    """Return a program that uses every operation, twice on nodes that nothing else uses."""
    lines = ["t = a + b", "v = a * b", "zero = t * v - 3.2", "terms = 0.01*t**3 + 0.02*v**-1.5 + 0.03*t**2.0"]
    number = 0

    def add(text: str) -> None:
        nonlocal number
        number += 1
        lines.append(f"terms = terms + {0.1 + 0.07 * number:.2f} * ({text})")

    for name in ("exp", "log", "tanh", "relu", "sigmoid", "sin", "cos", "sqrt"):
        lines.append(f"n = zero + {0.01 * number:.2f}")
        add(f"n.{name}() + n.{name}() * n.{name}()")
    lines.append("n = zero + 0.3")
    add("-n - (-n) * (-n)")
    lines.append("n = zero + 0.4")
    add("n**1.5 + n**-2")
    add("(-t).relu() + (-t).tanh()")
    for sign in "+-*/":
        lines += [f"n = zero + {0.01 * number:.2f}", f"m = zero + {1.3 + 0.01 * number:.2f}"]
        for text in (f"n {sign} m", f"m {sign} n", f"t {sign} t", f"t {sign} 2.5", f"2.5 {sign} v"):
            add(text)
    lines.append("loss = terms * terms * 0.01")
    return "\n".join(f"      {line}" for line in lines)


def class_rows(run: Sandbox) -> Iterator[Row]:
    """Yield classes for the seed's own program and for one that uses every operation."""
    yield from _classes(run, "class, the seed's softmax", answers.load(str(BUNDLED)), every=1)
    yield from _classes(run, "class, every operation", built(PROGRAM.format(program=program())), every=4)


def _classes(run: Sandbox, kind: str, loaded: tuple[Exercise, AnswerKey], *, every: int) -> Iterator[Row]:
    """Yield every architecture with every mixture of operations, and every ``every``-th mistake in them."""
    exercise, key = loaded
    check = exercise.checks[-1]
    asked = around(exercise, check)
    for way in ARCHITECTURES:
        for mixture in MIXTURES:
            words = f"right: {way.name}, of others: {', '.join(mixture)}"
            each = Candidate(words, Kind.RIGHT, source(check, way, plan(*mixture)))
            yield Row(kind, attempt(asked, key, each, run=run.run))
    needs = needs_of(check, key.case(check.id, "published").answers[0].inputs)
    for architecture, fault, text in islice(mistakes(check, needs), 0, None, every):
        each = Candidate(f"{architecture}: {fault.words}", Kind.MISTAKE, text)
        yield Row(kind, attempt(asked, key, each, run=run.run), fault.names)


# --- what came out ------------------------------------------------------------------------------


def seed_accepts(trial: Trial) -> bool:
    """Tell whether the seed's notebook prints OK for every gradient at the published input."""
    published = next((case for case in trial.result.cases if case.id == "published"), None)
    if published is None or trial.verdict in (Verdict.ERROR, Verdict.MISSING, Verdict.TIME_LIMIT):
        return False
    dims = [dim for dim in published.dims if dim.index is not None]
    return bool(dims) and all(dim.seed is DimVerdict.OK for dim in dims)


def naming(row: Row) -> str:
    """Return how a refused mistake was named: one cause for each wrong dim, several, another, or none."""
    told = row.trial.result.mistakes
    if row.trial.verdict is not Verdict.WRONG or not told:
        return "refused without numbers" if row.trial.verdict is not Verdict.WRONG else "not named"
    if any(each.code == "one-of-several" for each in told):
        return "several"
    if row.names and not {each.code for each in told} <= set(row.names):
        return "otherwise"
    concerned = [each.dims for each in told]
    dims = [dim for each in concerned for dim in each]
    return "one cause" if len(told) == 1 or len(dims) == len(set(dims)) else "several"


def tables(rows: list[Row]) -> str:
    """Return the tables of the page."""
    kinds = list(dict.fromkeys(row.kind for row in rows))
    lines = [
        "| kind | right accepted | by the seed's rule | wrong accepted | by the seed's rule |",
        "|---|---|---|---|---|",
    ]
    for kind in kinds:
        right = [row.trial for row in rows if row.kind == kind and row.trial.candidate.kind is Kind.RIGHT]
        wrong = [row.trial for row in rows if row.kind == kind and is_wrong(row)]
        cells = (accepted(right), by_seed(right), accepted(wrong), by_seed(wrong))
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    lines += [
        "",
        "| kind | cheats | accepted | of these flagged | accepted by the seed's rule |",
        "|---|---|---|---|---|",
    ]
    for kind in kinds:
        cheats = [row.trial for row in rows if row.kind == kind and row.trial.candidate.kind is Kind.CHEAT]
        if cheats:
            passed = [trial for trial in cheats if trial.verdict is Verdict.OK]
            flagged = sum(bool(trial.flags) for trial in passed)
            counted = f"{len(cheats)} | {len(passed)} | {flagged} | {sum(map(seed_accepts, cheats))}"
            lines.append(f"| {kind} | {counted} |")
    words = ("one cause", "several", "otherwise", "not named", "refused without numbers")
    lines += ["", f"| kind | mistakes refused | {' | '.join(words)} |", f"|---|---|{'---|' * len(words)}"]
    for kind in kinds:
        found = [naming(row) for row in rows if row.kind == kind and is_refused_mistake(row)]
        counts = " | ".join(str(found.count(word)) for word in words)
        lines.append(f"| {kind} | {len(found)} | {counts} |")
    return "\n".join(lines) + "\n"


def is_wrong(row: Row) -> bool:
    """Tell whether a submission has a mistake."""
    return row.trial.candidate.kind in (Kind.MISTAKE, Kind.FORM)


def is_refused_mistake(row: Row) -> bool:
    """Tell whether a mistake was tried and not accepted."""
    return row.trial.candidate.kind is Kind.MISTAKE and row.trial.verdict is not Verdict.OK


def accepted(trials: list[Trial]) -> str:
    """Return how many trials are accepted, of how many."""
    return f"{sum(trial.verdict is Verdict.OK for trial in trials)} of {len(trials)}"


def by_seed(trials: list[Trial]) -> str:
    """Return how many trials the seed's rule accepts."""
    return f"{sum(map(seed_accepts, trials))} of {len(trials)}"


def disagreements(rows: list[Row]) -> Iterator[str]:
    """Yield what is not as it should be: a right answer refused, a wrong one accepted or named otherwise."""
    for row in rows:
        trial = row.trial
        if not trial.is_right():
            yield f"{row.kind}: {trial.candidate.kind} {trial.verdict}: {trial.candidate.code}"
        elif trial.candidate.kind is Kind.MISTAKE and naming(row) == "otherwise":
            yield f"{row.kind}: named {', '.join(trial.named)}: {trial.candidate.code}"
        elif trial.candidate.kind is Kind.MISTAKE and naming(row) in ("not named", "several"):
            yield f"{row.kind}: {naming(row)}: {trial.candidate.code}"


GROUPS: dict[str, Callable[[Sandbox], Iterator[Row]]] = {
    "gradients": gradient_rows,
    "differences": difference_rows,
    "classes": class_rows,
}


def main() -> int:
    """Measure, write the page's tables, and print what is not as it should be."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if the page is not the same"
    )
    parser.add_argument("--only", choices=list(GROUPS), help="measure a part, and write nothing")
    chosen = parser.parse_args()
    began = time.monotonic()
    with Sandbox() as sandbox:
        groups = [GROUPS[chosen.only]] if chosen.only else GROUPS.values()
        rows = [row for group in groups for row in group(sandbox)]
    for line in disagreements(rows):
        print(line)
    text = tables(rows)
    print(f"{text}\n{len(rows)} submissions in {time.monotonic() - began:.0f} s")
    if chosen.only:
        return 0
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    changed = f"{head}{BEGIN}{text}{END}{tail}"
    if chosen.check:
        return int(changed != page)
    PAGE.write_text(changed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
