from __future__ import annotations

import errno
import struct

import pytest

from grader.sandbox import seccomp


def decide(program: list[seccomp.Instruction], data: bytes) -> int:
    """Run the filter on one seccomp_data: an interpreter in ten lines, to try calls no one should make."""
    at, word = 0, 0
    while True:
        code, yes, no, value = program[at]
        if code == seccomp._LD:
            word = struct.unpack_from("=I", data, value)[0]
            at += 1
            continue
        if code == seccomp._RET:
            return value
        holds = {seccomp._JEQ: word == value, seccomp._JGE: word >= value, seccomp._JSET: bool(word & value)}
        at += 1 + (yes if holds[code] else no)


def call(number: int, *arguments: int, arch: int = 0xC000003E) -> bytes:
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    return struct.pack("=iIQ6Q", number, arch, 0, *padded)


REFUSED = 0x50000 | errno.EPERM


@pytest.mark.parametrize(
    ("number", "arguments", "action"),
    [
        (0, (), seccomp._ALLOW),
        (57, (), REFUSED),
        (59, (), REFUSED),
        (41, (2, 1), REFUSED),
        (435, (), 0x50000 | errno.ENOSYS),
        (56, (0x3D0F00,), seccomp._ALLOW),
        (56, (17,), REFUSED),
        (56, (0x10000 | 0x20000000,), REFUSED),
        (62, (7, 9), seccomp._ALLOW),
        (62, (8, 9), REFUSED),
        (62, (0xFFFFFFFF, 9), REFUSED),
        (302, (0, 7, 0), seccomp._ALLOW),
        (302, (0, 7, 1 << 32), REFUSED),
        (302, (5, 7, 0), REFUSED),
        (16, (0, 0x5412), REFUSED),
        (16, (0, 0x5413), seccomp._ALLOW),
        (0x40000000, (), REFUSED),
    ],
)
def test_the_filter_decides_by_number_and_arguments(
    number: int, arguments: tuple[int, ...], action: int
) -> None:
    assert decide(seccomp.filter_program(7, True, 0), call(number, *arguments)) == action


def test_the_filter_refuses_another_architecture() -> None:
    assert decide(seccomp.filter_program(7, True, 0), call(0, arch=0x40000003)) == REFUSED


@pytest.mark.parametrize("column", [0, 1])
def test_every_listed_call_is_allowed_and_every_other_one_refused(column: int) -> None:
    arch = 0xC00000B7 if column else 0xC000003E
    listed = {numbers[column] for numbers in seccomp.ALLOWED.values()} - {-1}
    checked = {numbers[column] for numbers in seccomp.CHECKED.values()}
    program = seccomp.filter_program(7, True, column)
    for number in set(range(600)) - checked:
        allowed = decide(program, call(number, arch=arch)) == seccomp._ALLOW
        assert allowed == (number in listed), number
