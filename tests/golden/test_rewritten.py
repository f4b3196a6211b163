"""What a sample gets does not depend on how it is written, where that changes nothing of what it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from tests.golden.rewriting import WAYS, Way, rewritten
from tests.golden.test_samples import EXERCISE, SAMPLES, SLOW

if TYPE_CHECKING:
    from grader.model import CheckResult
    from grader.sandbox.runner import Sandbox

pytestmark = pytest.mark.unmeasured

OTHERS = (
    *("template", "first_section_only"),  # with more members their class is one that was begun
    *("marimo", "given_its_arguments"),  # decorated, their functions share no names or cannot be opened
    *("newer_syntax", "__syntax"),  # they cannot be parsed
    *("memory_limit", "numpy"),
    "backward_method_replaced",  # its mistake is told from few programs, and from no more
)
TURNS = 6  # of the samples one in so many is rewritten in one way, another one in the next


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    from grader.sandbox.runner import Sandbox

    with Sandbox(required="process") as opened:
        yield opened


def said(content: bytes, name: str, sandbox: Sandbox) -> list[tuple[object, ...]]:
    """Return what is said of every check."""
    from grader import answers, pipeline
    from grader.submission import parse_submission

    exercise, key = answers.load(str(EXERCISE), live=False)
    report = pipeline.grade(parse_submission(content, name=name), exercise, key, run=sandbox.run)
    return [_said_of(check) for check in report.checks]


def _said_of(check: CheckResult) -> tuple[object, ...]:
    flags = {flag.code for flag in check.flags}
    return check.id, check.verdict, check.points, flags, [mistake.code for mistake in check.mistakes]


@pytest.mark.parametrize(("turn", "way"), list(enumerate(WAYS.values())), ids=WAYS)
def test_a_sample_gets_the_same_however_it_is_written(turn: int, way: Way, sandbox: Sandbox) -> None:
    ordinary = [path for path in SAMPLES if not any(word in path.stem for word in (*SLOW, *OTHERS))]
    for path in islice(ordinary, turn % TURNS, None, TURNS):
        content = path.read_bytes()
        as_it_is = rewritten(content, path.suffix, WAYS["as it is"])

        found = said(rewritten(content, path.suffix, way), path.name, sandbox)

        assert found == said(as_it_is, path.name, sandbox), path.name
