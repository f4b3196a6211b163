"""The sample submissions, graded end to end: the name of a file states what must come out.

``ok__<what>``                          all checks are ok
``all-<verdict>__<what>``               all checks have this verdict
``<check>-<verdict>+…__<what>``         these checks have these verdicts, the others are ok
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.model import Verdict

if TYPE_CHECKING:
    from grader.model import CheckResult
    from grader.sandbox.runner import Sandbox

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.unmeasured

EXERCISE = ROOT / "exercises" / "micrograd" / "exercise.yaml"
SAMPLES = sorted(
    path for path in (ROOT / "submissions" / "micrograd").iterdir() if path.suffix in {".py", ".ipynb"}
)
CHECKS = ("gradf", "numerical_grad", "numerical_grad2", "softmax_nll")


def expected_verdicts(stem: str) -> dict[str, Verdict]:
    """Return the verdict of each check that the name of a sample states; ValueError if it states none."""
    outcome = stem.split("__")[0]
    if outcome == "ok":
        return dict.fromkeys(CHECKS, Verdict.OK)
    expected = dict.fromkeys(CHECKS, Verdict.OK)
    for pair in outcome.split("+"):
        check, _, verdict = pair.partition("-")
        if check == "all" and pair == outcome:
            return dict.fromkeys(CHECKS, Verdict(verdict))
        if expected.get(check) is not Verdict.OK or verdict == Verdict.OK:
            raise ValueError(f"{pair!r} of {stem!r} is no check with the verdict that it does not get")
        expected[check] = Verdict(verdict)
    return expected


# These wait for a limit of several seconds.
SLOW = ("time_limit", "endless", "output_limit")


@pytest.fixture(scope="module", params=["full", "confined", "process"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Yield one sandbox for all samples, at each level that this machine offers."""
    from grader.errors import SandboxError
    from grader.sandbox.runner import Sandbox

    with Sandbox(level=request.param, required=request.param) as opened:
        try:
            opened.stand()
        except SandboxError as error:
            pytest.skip(str(error))
        yield opened


def graded(path: Path, sandbox: Sandbox) -> tuple[CheckResult, ...]:
    """Return the checks of the sample, as graded from file to report."""
    from grader import answers, pipeline
    from grader.submission import read_submission

    exercise, key = answers.load(str(EXERCISE), live=False)
    return pipeline.grade(read_submission(str(path)), exercise, key, run=sandbox.run).checks


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_gets_the_verdicts_that_its_name_states(path: Path, sandbox: Sandbox) -> None:
    if "numpy" in path.stem:
        pytest.importorskip("numpy")
    if sandbox.required != "process" and any(word in path.stem for word in SLOW):
        pytest.skip("it waits for a limit: once is enough")

    checks = graded(path, sandbox)

    assert {check.id: check.verdict for check in checks} == expected_verdicts(path.stem)
    if path.stem.startswith("ok"):
        assert not any(check.flags for check in checks)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_name_of_a_sample_states_known_checks_and_verdicts(path: Path) -> None:
    expected = expected_verdicts(path.stem)

    assert tuple(expected) == CHECKS
    assert path.stem == "ok" or path.stem.partition("__")[2], "the name does not say what the sample is"
    assert path.stem.split("__")[0] == "ok" or set(expected.values()) != {Verdict.OK}


def test_the_samples_show_every_verdict_that_a_student_can_cause() -> None:
    shown = {verdict for path in SAMPLES for verdict in expected_verdicts(path.stem).values()}

    assert shown == set(Verdict) - {Verdict.NOT_JUDGED}


def test_the_name_of_two_checks_states_both() -> None:
    assert expected_verdicts("softmax_nll-error+numerical_grad-missing__half_done") == {
        "gradf": Verdict.OK,
        "numerical_grad": Verdict.MISSING,
        "numerical_grad2": Verdict.OK,
        "softmax_nll": Verdict.ERROR,
    }


@pytest.mark.parametrize(
    "stem",
    [
        "gradient-wrong__unknown_check",
        "gradf-bad__unknown_verdict",
        "gradf-ok__nothing_to_say",
        "gradf-wrong+gradf-error__said_twice",
        "gradf-wrong+all-error__all_is_not_one_of_several",
        "gradf__no_verdict",
        "okay__unknown_outcome",
    ],
)
def test_a_name_that_states_no_outcome_is_refused(stem: str) -> None:
    with pytest.raises(ValueError, match=r"is no check with the verdict|is not a valid Verdict"):
        expected_verdicts(stem)
