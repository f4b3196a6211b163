"""What is tried out in a child: its refusal is told, its violent end is not taken for one."""

from __future__ import annotations

import os
import signal

import pytest

from grader.sandbox.trial import KilledError, refusal


def test_what_is_not_refused_has_no_reason() -> None:
    assert refusal(lambda: None) == ""


def test_what_is_refused_has_the_reason_of_the_kernel() -> None:
    assert refusal(lambda: os.rmdir("/no/such/folder")) == "No such file or directory: /no/such/folder"


def test_a_child_that_ends_by_itself_was_refused() -> None:
    assert refusal(lambda: os.kill(os.getpid(), signal.SIGSYS)) != ""


def test_a_child_that_is_killed_says_nothing_of_what_it_tried() -> None:
    with pytest.raises(KilledError):
        refusal(lambda: os.kill(os.getpid(), signal.SIGKILL))
