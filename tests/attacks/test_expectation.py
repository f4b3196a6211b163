"""The suite itself: every attack states what it expects, and what is promised is really looked at."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

import pytest

from tests.attacks import traces
from tests.attacks.conftest import SAMPLES, Arena
from tests.attacks.expectation import attacks, parse
from tests.attacks.test_attacks import MADE, differences, state_around, withstand
from tests.attacks.traces import Listener

GROUPS = ("cheat", "exfiltrate", "exhaust", "forge", "honest", "notebook", "read", "rendering", "tamper")


def test_every_group_of_attacks_is_there() -> None:
    assert {attack.name.partition("/")[0] for attack in attacks()} == set(GROUPS)
    assert {made.name.partition("/")[0] for made in MADE} == {"notebook", "path", "source"}


def test_every_attack_has_a_name_of_its_own() -> None:
    names = [attack.path.name for attack in attacks()]

    assert len(set(names)) == len(names)


def test_every_kind_of_attack_has_a_quick_one() -> None:
    quick = {attack.name.partition("/")[0] for attack in attacks() if attack.expectation.quick}
    made = {made.name.partition("/")[0] for made in MADE if made.expectation.quick}

    assert quick | made == {*GROUPS, "path", "source"}


def test_an_attack_that_may_win_points_says_why() -> None:
    unexplained = [
        attack.name
        for attack in attacks()
        if attack.expectation.points and not attack.name.startswith("honest/") and not attack.expectation.why
    ]

    assert unexplained == []


def test_a_head_is_read() -> None:
    read = parse(["A01: a title: with a colon", "expect: gradf=wrong|error", "points: 2", "contained: full"])

    assert (read.title, read.points, read.contained) == ("a title: with a colon", 2.0, ("full",))
    assert read.verdicts == (("gradf", frozenset(("wrong", "error"))),)
    assert parse(["S01: x", "expect: refused"]).refused


@pytest.mark.parametrize(
    "lines",
    [
        ["no title"],
        ["A01: x", "points 2"],
        ["A01: x", "colour: red"],
        ["A01: x", "points: 1", "points: 2"],
        ["A01: x", "expect: gradf"],
        ["A01: x", "expect: gradf=good"],
        ["A01: x", "contained: nearly"],
        ["A01: x", "quick: perhaps"],
    ],
)
def test_a_head_that_says_something_else_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(lines)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("print('BREACH: a door')", "BREACH: a door"),
        ("def gradf(a, b, c):\n    raise ValueError", "gradf is error, not wrong"),
        ("import time\ntime.sleep(0.8)\ndef gradf(*_):\n    return [1, 1, 1]", "took"),
    ],
    ids=["breach", "verdict", "time"],
)
def test_what_is_not_as_expected_fails(source: str, found: str, arena: Arena) -> None:
    path = arena.submissions / "student.py"
    path.write_text(source, encoding="utf-8")
    level = arena.machine.level
    expectation = parse(["X01: x", "expect: gradf=wrong", "seconds: 0.5", f"contained: {level}"])

    with pytest.raises(pytest.fail.Exception, match=found):
        withstand(arena, path, expectation)


def test_points_that_are_won_fail(arena: Arena) -> None:
    path = Path(shutil.copy(SAMPLES / "ok.py", arena.submissions / "student.py"))

    with pytest.raises(pytest.fail.Exception, match="won 13"):
        withstand(arena, path, parse(["X02: x"]))


def test_what_is_left_is_seen(arena: Arena) -> None:
    before = state_around(arena)
    planted = [arena.markers / "a", Path("/tmp") / f"{traces.MARK}-{arena.host.process.pid}"]
    for path in planted:
        path.write_text("x", encoding="utf-8")

    found = differences(before, state_around(arena))

    for path in planted:
        path.unlink()
        assert any(each.startswith(f"{path}: ") for each in found)


def test_a_neighbour_that_changed_is_seen(arena: Arena) -> None:
    path = arena.submissions / "student.py"
    path.write_text("x = 1", encoding="utf-8")
    clean = arena.clean["ok.py"]
    arena.clean["ok.py"] = clean | {"points": 9.0}

    with pytest.raises(pytest.fail.Exception, match=r"the report of ok.py changed in \['points'\]"):
        withstand(arena, path, parse(["X03: x"]))

    arena.clean["ok.py"] = clean


def test_the_listener_hears() -> None:
    listener = Listener()
    socket.create_connection(("127.0.0.1", listener.port)).close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"answers", ("127.0.0.1", listener.port))
    for _ in range(100):
        if len(listener.heard) == 2:
            break
        time.sleep(0.01)
    heard = listener.taken()
    listener.close()

    assert len(heard) == 2
    assert listener.taken() == []
