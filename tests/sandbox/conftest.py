"""The sandbox that tests talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.errors import SandboxError
from grader.sandbox import launch, one_job
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import LEVELS
from tests.sandbox import forked

# What can be measured of the sandbox is measured where it is bare.
WALLED = [pytest.param(level, marks=pytest.mark.unmeasured) for level in LEVELS]


@pytest.fixture(scope="module", params=[*WALLED, "bare"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A warm slot at each level that this machine offers, and ``bare``.

    That one is forked from here without walls, as on a machine that has none of them: so that the
    worker's side is measured too.
    """
    level = "process" if request.param == "bare" else request.param
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "bare":
            patch.setattr(launch, "spawn", forked.spawn)
            patch.setattr(one_job, "Peer", forked.PatientPeer)
        with Sandbox(level=level, required=level) as one:
            try:
                one.stand()
            except SandboxError as error:
                pytest.skip(str(error))
            yield one


@pytest.fixture
def behind(request: pytest.FixtureRequest) -> str:
    """What the sandbox of this test stands behind: a level, or ``bare``."""
    return str(request.node.callspec.params["sandbox"])
