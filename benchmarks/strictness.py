"""What the strict judgement costs: grading a submission as a multiple of the published check alone.

The published check is the notebook's own: run the submission in the same sandbox, call ``gradf`` at the
published point, read what the cells left behind, and compare with ``abs(yours - expected) < 1e-5``. All kinds
are taken in turns, so that a busy moment hits them alike; medians. The last one is what a class pays, where
the same answers came before.

    python benchmarks/strictness.py [--rounds N] [SUBMISSION ...]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from grader import answers, pipeline
from grader.model import (
    AnswerKey,
    CallEntryPoint,
    Conversation,
    Exercise,
    GradientTask,
    History,
    Numbers,
    Outcome,
    Outcomes,
    ReadHistory,
    Submission,
    Together,
)
from grader.sandbox.runner import Sandbox
from grader.scoring.precedents import Precedents
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = ROOT / "exercises" / "micrograd" / "exercise.yaml"
SAMPLES = ROOT / "submissions" / "micrograd"
NAMES = (
    "ok.py",
    "ok__helpers_below.ipynb",
    "gradf-wrong__lost_minus.py",
    "numerical_grad2-wrong__divided_by_h.py",
    "softmax_nll-wrong__log10.py",
    "softmax_nll-wrong__gradients_overwritten.py",
)
BOUND = 1e-5  # of the notebook
WARM_UP = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("submissions", nargs="*", default=[str(SAMPLES / name) for name in NAMES])
    chosen = parser.parse_args()
    exercise, key = answers.load(str(EXERCISE), live=False)
    precedents = Precedents(exercise, key)
    print(f"{'':45} published    strict            in a class")
    with Sandbox() as sandbox:
        for path in chosen.submissions:
            submission = read_submission(path)
            published, strict, again = measure(
                (
                    lambda one=submission: seed_verdict(one, exercise, key, sandbox),
                    lambda one=submission: pipeline.grade(one, exercise, key, run=sandbox.run),
                    lambda one=submission: pipeline.grade_another(one, precedents, run=sandbox.run),
                ),
                chosen.rounds,
            )
            figures = "".join(f" {each * 1e3:6.1f} ms {each / published:5.2f} x" for each in (strict, again))
            print(f"{Path(path).name:45} {published * 1e3:6.1f} ms{figures}")


def measure(kinds: tuple[Callable[[], object], ...], rounds: int) -> list[float]:
    """Return the median seconds of each kind."""
    times: list[list[float]] = [[] for _ in kinds]
    for turn in range(WARM_UP + rounds):
        for kind, seconds in zip(kinds, times, strict=True):
            start = time.perf_counter()
            kind()
            if turn >= WARM_UP:
                seconds.append(time.perf_counter() - start)
    return [statistics.median(each) for each in times]


def numbers_of(outcome: Outcome) -> list[float | None]:
    """Return an answer's numbers, or those that a name had last: its gradients where it has any."""
    if isinstance(outcome, History) and outcome.moments:
        outcome = outcome.moments[-1].gradients or outcome.moments[-1].data
    return [each.value for each in outcome.elements] if isinstance(outcome, Numbers) else []


def seed_verdict(submission: Submission, exercise: Exercise, key: AnswerKey, sandbox: Sandbox) -> list[bool]:
    """Return of every published dim whether it passes the notebook's own check."""
    calls = []
    for check in exercise.checks:
        published = next(case for case in check.cases if not case.hidden)
        if isinstance(check.task, GradientTask):
            args = tuple(each.value for each in published.at)
            calls.append(CallEntryPoint(name=check.entry_point, args=args))
        elif check.kind == "autodiff":
            calls.append(ReadHistory(name=published.at[0].name))
        else:
            calls.append(ReadHistory(name=check.entry_point))
    found: list[list[float | None]] = []

    def conversation() -> Conversation:
        outcomes = yield Together(calls=tuple(calls))
        assert isinstance(outcomes, Outcomes)
        for outcome in outcomes.outcomes:
            last = outcome.moments[-1] if isinstance(outcome, History) and outcome.moments else outcome
            numbers = (
                last
                if isinstance(last, Numbers)
                else getattr(last, "gradients", None) or getattr(last, "data", None)
            )
            found.append([each.value for each in numbers.elements] if numbers else [])

    sandbox.run(pipeline.job_of(submission, exercise), conversation())
    verdicts = []
    for check, actual in zip(exercise.checks, found, strict=True):
        case = next(case for case in check.cases if not case.hidden)
        expected = key.case(check.id, case.id).answers[0].torch[-len(actual) or None :]
        verdicts += [a is not None and abs(a - e) < BOUND for a, e in zip(actual, expected, strict=False)]
    return verdicts


if __name__ == "__main__":
    main()
