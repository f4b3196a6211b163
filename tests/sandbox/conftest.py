"""The sandbox that tests talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox import launch, runner
from grader.sandbox.runner import Sandbox
from tests.sandbox import forked


@pytest.fixture(scope="module", params=["exec", "fork"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A warm slot: as in the product, and forked so that the worker's side is measured too."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "fork":
            patch.setattr(launch, "spawn", forked.spawn)
            patch.setattr(runner, "Peer", forked.PatientPeer)
        with Sandbox() as one:
            yield one
