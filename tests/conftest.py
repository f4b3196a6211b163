"""What holds for all tests."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from grader.sandbox.slot import LEVELS

# How long an example takes says more of the machine that runs the tests than of what they claim.
settings.register_profile("claims", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("claims")


@pytest.hookimpl(tryfirst=True)  # before those are chosen that are run
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that are run at the first level too: what differs are the walls, not the code behind."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is not None and not callspec.params.keys().isdisjoint(("sandbox", "level")):
            given = {callspec.params.get(name) for name in ("sandbox", "level")}
            if not given.isdisjoint(LEVELS[1:]):
                item.add_marker("again")
