"""Every attack is graded in a warm slot between two honest neighbours, on every machine there is.

Asserted on every machine: no point that its code does not earn, an end in time, a host that lives on
with the descriptors it had, a readable report, both neighbours' reports unchanged to the byte,
no process left, no working directory left.
Asserted where it is promised (`full` and `confined`, and `process` as far as its walls stand): nothing
read, written, planted, mounted or sent, and no door of the process found open.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from grader.model import Verdict
from grader.report.escape import HIDDEN
from tests.attacks import made_notebooks, made_paths, made_sources, traces
from tests.attacks.conftest import CONTROLS, MACHINES, Arena
from tests.attacks.expectation import BREACH, Attack, Expectation, attacks
from tests.attacks.machine import OTHERS, OURS
from tests.attacks.made import Made
from tests.report.html.pages import parsed

# Less than an exercise grants, so that an attack that waits for its deadline costs little.
LIMITS = (1.0, 2.0, 256, 64)
# What the end of a worker, a stuck one's replacement, and a busy machine may take beyond the deadline.
MARGIN_S = 2.0
# No report is larger, whatever a submission does: somebody has to read it.
pytestmark = pytest.mark.unmeasured
LARGEST = 4 << 20
ATTACKS = attacks()
ANY_VERDICTS = (("gradf", frozenset(verdict.value for verdict in Verdict)),)
MADE = [*made_notebooks.MADE, *made_paths.MADE, *made_sources.MADE]


def case(attack: Attack, machine: str, *marks: pytest.MarkDecorator) -> Any:
    return pytest.param(attack, machine, id=f"{attack.name}-{machine}", marks=marks)


EVERYWHERE = [
    case(attack, machine.name, pytest.mark.attacks) for machine in (*OURS, *OTHERS) for attack in ATTACKS
]


@pytest.mark.parametrize(("attack", "arena"), EVERYWHERE, indirect=["arena"])
def test_an_attack_wins_nothing_and_leaves_nothing(attack: Attack, arena: Arena) -> None:
    withstand(arena, arena.place(attack.path), attack.expectation)


@pytest.mark.parametrize(
    "attack", [pytest.param(attack, id=attack.name) for attack in ATTACKS if attack.expectation.quick]
)
def test_a_quick_attack_wins_nothing_and_leaves_nothing(attack: Attack, arena: Arena) -> None:
    withstand(arena, arena.place(attack.path), attack.expectation)


@pytest.mark.parametrize(
    ("attack", "arena"),
    [case(attack, machine.name, pytest.mark.attacks) for machine in OURS for attack in ATTACKS],
    indirect=["arena"],
)
def test_an_attack_as_a_notebook_wins_nothing_and_leaves_nothing(attack: Attack, arena: Arena) -> None:
    # A cell that fails takes its definitions with it: so the words can be others than of the script.
    withstand(
        arena,
        arena.place_as_notebook(attack.path),
        attack.expectation._replace(verdicts=ANY_VERDICTS, flags=(), refused=False),
    )


@pytest.mark.parametrize(
    ("made", "arena"),
    [
        pytest.param(made, machine.name, id=f"{made.name}-{machine.name}", marks=pytest.mark.attacks)
        for machine in (*OURS, *OTHERS)
        for made in MADE
    ],
    indirect=["arena"],
)
def test_an_attack_that_is_made_wins_nothing_and_leaves_nothing(made: Made, arena: Arena) -> None:
    withstand(arena, made.write(arena.submissions), made.expectation)


@pytest.mark.parametrize(
    "made", [pytest.param(made, id=made.name) for made in MADE if made.expectation.quick]
)
def test_a_quick_attack_that_is_made_wins_nothing(made: Made, arena: Arena) -> None:
    withstand(arena, made.write(arena.submissions), made.expectation)


def withstand(arena: Arena, path: Path, expectation: Expectation) -> None:
    """Grade the submission at ``path`` between its neighbours and assert all that is promised."""
    before = state_around(arena)
    try:
        said = arena.host.grade(str(path), LIMITS)
        left = arena.host.descendants()
        neighbours = arena.neighbours()
        after = state_around(arena)
    finally:
        heard = arena.listener.taken()
        remove(path)
        traces.sweep(arena.markers, arena.host.temporary, arena.host.here)
    problems = [
        *of_time(said, expectation),
        *of_result(said, expectation, expectation.points if arena.files_are_walled else expectation.copied),
        *of_report(said, expectation),
        *of_containment(arena, said, expectation),
        *of_neighbours(arena, neighbours),
        *(f"left: {each}" for each in left),
    ]
    if arena.files_are_walled:
        problems += [f"changed: {each}" for each in differences(before, after)]
    if arena.calls_are_walled:
        problems += [f"heard: {each}" for each in heard]
    if problems:  # said in short: a report can have megabytes
        pytest.fail("\n".join(each[:400] for each in problems[:20]), pytrace=False)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def state_around(arena: Arena) -> dict[str, object]:
    """Return all that a submission could change outside of its process."""
    found: dict[str, object] = dict.fromkeys(traces.planted(), "is there")
    for folder in arena.folders():
        found.update(traces.files_below(folder))
    return found | dict(traces.kernel_objects(arena.host.process.pid))


def differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """Return in words what differs."""
    names = sorted(before.keys() | after.keys())
    return [
        f"{name}: {before.get(name)} -> {after.get(name)}"
        for name in names
        if before.get(name) != after.get(name)
    ]


def of_time(said: dict[str, Any], expectation: Expectation) -> list[str]:
    allowed = expectation.seconds or LIMITS[1] + MARGIN_S
    return [] if said["seconds"] <= allowed else [f"took {said['seconds']:.1f} s of {allowed:.1f} s"]


def of_result(said: dict[str, Any], expectation: Expectation, points: float) -> list[str]:
    """Return in what the verdicts, points and flags are not those that are expected."""
    if expectation.refused or said["refused"]:
        return [] if expectation.refused and said["refused"] else [f"refused: {said['refused']!r}"]
    problems = []
    report = said["report"]
    if report["points"] > points:
        problems.append(f"won {report['points']} points of at most {points}")
    checks = {check["id"]: check for check in report["checks"]}
    for name, allowed in expectation.verdicts:
        if checks[name]["verdict"] not in allowed:
            message = checks[name]["message"][:200]
            problems.append(
                f"{name} is {checks[name]['verdict']}, not {'|'.join(sorted(allowed))}: {message}"
            )
    if any(check["verdict"] == "not_judged" for check in checks.values()):
        if any("not_judged" in allowed for _, allowed in expectation.verdicts):
            return problems  # what needs numpy, where that is not installed: there is nothing to flag
        problems.append("something was not judged")
    codes = {flag["code"] for check in checks.values() for flag in check["flags"]}
    return problems + [
        f"no flag {wanted}, found: {sorted(codes)}"
        for wanted in expectation.flags
        if wanted not in codes and not (wanted == "any" and codes)
    ]


def of_report(said: dict[str, Any], expectation: Expectation) -> list[str]:
    """Return in what the report is no report any more."""
    if said["refused"]:
        return hidden_in(said["refused"], "the refusal")
    problems = []
    if not said["json"].isascii():
        problems.append("the JSON report is not ASCII")
    problems += hidden_in(json.dumps(said["report"], ensure_ascii=False), "the JSON report")
    for name, size in said["sizes"].items():
        if size > LARGEST:
            problems.append(f"the {name} report has {size >> 10} KiB")
    for name in ("text", "student"):
        problems += hidden_in(said[name], f"the {name} report")
        problems += [f"a forged line in {name}: {line[:80]!r}" for line in forged(said[name])]
    return problems + of_other_forms(said)


def of_other_forms(said: dict[str, Any]) -> list[str]:
    """Return what a program would make of the report that is not in it."""
    problems = []
    for name in ("csv", "github", "gradescope", "html", "junit", "markdown", "prairielearn"):
        problems += hidden_in(said[name].replace("\r\n", "\n").lstrip("\ufeff"), f"the {name} report")
    for name in ("gradescope", "prairielearn"):
        json.loads(said[name])
    ElementTree.fromstring(said["junit"])
    if said["html"].endswith("</html>\n"):  # a very long one is not told whole
        parsed(said["html"])
    for row in csv.reader(io.StringIO(said["csv"].lstrip("\ufeff"))):
        problems += [f"a formula: {cell[:80]!r}" for cell in row if is_formula(cell)]
    if re.search(r"(?<!\\)[<!]|\]\(", outside_fences(said["markdown"])):
        problems.append("the Markdown report holds markup of the submission's")
    own = re.match(r"::stop-commands::([0-9a-f]{32,})\n", said["github"])
    allowed = (*OWN_ORDERS, "| ", f"::{own[1]}::", own[0].rstrip("\n")) if own else OWN_ORDERS
    orders = [line for line in said["github"].split("\n") if line and not line.startswith(allowed)]
    problems += [f"an order of the submission's own: {line[:80]!r}" for line in orders]
    return problems


def outside_fences(text: str) -> str:
    """Return Markdown without its blocks of code, in which nothing is markup."""
    kept, fence = [], ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.rstrip("abcdefghijklmnopqrstuvwxyz")
        else:
            kept.append(line)
    return "\n".join(kept)


def is_formula(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return cell.lstrip().startswith(("=", "+", "-", "@"))
    return False


def hidden_in(text: str, where: str) -> list[str]:
    """Return whether a terminal would do something else than show the text."""
    from unicodedata import category

    found = {char for char in text if char not in "\n\t" and category(char) in HIDDEN}
    return [f"{where} holds {sorted(found)!r}"] if found else []


OWN_ORDERS = ("::error ", "::warning ", "::notice ")
# How a line of a log begins that continuous integration takes for an order, and what it obeys in mid-line.
ORDERS = ("::", "##teamcity[", "section_start", "FORGED")
ORDERS_ANYWHERE = ("##[", "##vso[")


def forged(text: str) -> list[str]:
    """Return the lines that a submission has begun itself, or that hold an order of its own."""
    return [
        line
        for line in text.split("\n")
        if line.lstrip().startswith(ORDERS) or any(order in line for order in ORDERS_ANYWHERE)
    ]


def of_containment(arena: Arena, said: dict[str, Any], expectation: Expectation) -> list[str]:
    """Return what the submission itself says to have reached."""
    level = MACHINES[arena.machine.name].level
    if level not in expectation.contained or said["refused"]:
        return []
    output = said["report"]["output"]["text"]
    return [line[:300] for line in output.splitlines() if line.startswith(BREACH)]


def of_neighbours(arena: Arena, neighbours: list[dict[str, Any]]) -> list[str]:
    """Return in what the host and the honest neighbours' reports have changed."""
    problems = []
    for name, said in zip(CONTROLS, neighbours, strict=True):
        if said["report"] != arena.clean[name]:
            changed = [key for key, value in said["report"].items() if value != arena.clean[name][key]]
            problems.append(f"the report of {name} changed in {changed}: {said['report'][changed[0]]}")
    last = neighbours[-1]
    if last["descriptors"] != arena.descriptors:
        problems.append(f"the host has {last['descriptors']} descriptors, not {arena.descriptors}")
    if last["umask"] != arena.umask or last["directory"] != str(arena.host.here):
        problems.append("the host's directory or umask changed")
    if last["memory_kib"] > arena.memory_kib + (32 << 10):
        problems.append(f"the host grew from {arena.memory_kib >> 10} to {last['memory_kib'] >> 10} MiB")
    arena.memory_kib = last["memory_kib"]
    return problems
