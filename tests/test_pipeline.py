"""Where both halves meet: equal runs give equal reports, and our fault is never a student's zero."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import answers
from grader.errors import SandboxError
from grader.model import AnswerKey, Conversation, Execution, Exercise, Job, Verdict
from grader.pipeline import grade, job_of
from grader.report import document, reading
from grader.report.outcome import exit_code
from grader.sandbox.runner import Sandbox
from grader.scoring.kinds import KINDS
from grader.submission import parse_submission, read_submission

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "submissions" / "micrograd"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="module")
def loaded() -> tuple[Exercise, AnswerKey]:
    return answers.load(str(ROOT / "exercises" / "micrograd" / "exercise.yaml"))


def without_timing(text: str) -> str:
    head, _, _ = text.rpartition('"timing"')
    assert head
    return head


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "name",
    [
        "softmax_nll-wrong__gradients_overwritten.py",
        "gradf-wrong__lost_minus.py",
        "numerical_grad-wrong__brackets_lost.py",
        "ok.py",
    ],
)
def test_a_hundred_runs_of_four_submissions_give_four_reports(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey], name: str
) -> None:
    submission = read_submission(str(SAMPLES / name))

    reports = {
        without_timing(document.render(grade(submission, *loaded, run=sandbox.run))) for _ in range(25)
    }

    assert len(reports) == 1


def test_a_fresh_sandbox_gives_the_same_report(loaded: tuple[Exercise, AnswerKey]) -> None:
    submission = read_submission(str(SAMPLES / "softmax_nll-wrong__shared_nodes_run_twice.py"))

    reports = set()
    for _ in range(5):
        with Sandbox() as fresh:
            reports.add(without_timing(document.render(grade(submission, *loaded, run=fresh.run))))

    assert len(reports) == 1


def test_no_answer_and_no_input_is_in_the_job(loaded: tuple[Exercise, AnswerKey]) -> None:
    job = job_of(read_submission(str(SAMPLES / "ok.py")), loaded[0])
    told = repr(job._replace(submission=None, limits=None))  # type: ignore[arg-type]

    for number in ("12.35", "10.25", "0.0625", "2.1755", "0.0417", "3.0"):
        assert number not in told


def test_a_sandbox_that_fails_leaves_every_check_not_judged(loaded: tuple[Exercise, AnswerKey]) -> None:
    def broken(job: Job, conversation: Conversation) -> Execution:
        raise SandboxError("no process could be started")

    report = grade(parse_submission(b"x = 1", name="x.py"), *loaded, run=broken)

    assert {check.verdict for check in report.checks} == {Verdict.NOT_JUDGED}
    assert "no process could be started" in report.checks[0].message
    assert exit_code(report) == 3


@pytest.mark.parametrize("part", ["ask", "judge"])
def test_a_defect_of_the_grader_costs_one_check_its_judgement_and_nothing_else(
    loaded: tuple[Exercise, AnswerKey], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def fails(*_: object) -> object:
        raise IndexError("a hidden 1.2345")

    monkeypatch.setitem(KINDS, "gradient", KINDS["gradient"]._replace(**{part: fails}))
    report = grade(read_submission(str(SAMPLES / "ok.py")), *loaded, run=sandbox.run)

    failed, *others = report.checks
    assert (failed.verdict, failed.points) == (Verdict.NOT_JUDGED, 0)
    assert "the grader itself failed (IndexError at test_pipeline.py:" in failed.message
    assert "1.2345" not in failed.message
    assert {each.verdict for each in others} == {Verdict.OK}
    assert exit_code(report) == 3


def test_a_module_that_the_exercise_allows_and_the_grader_lacks_costs_no_check(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    exercise, key = loaded
    text = (SAMPLES / "ok.py").read_text(encoding="utf-8")
    text = text.replace("from math import", "from no_such_library import")
    lacking = exercise._replace(modules=("no_such_library",))
    forbidden = exercise._replace(modules=())
    submission = parse_submission(text.encode(), name="student.py")

    allowed, refused = (grade(submission, each, key, run=sandbox.run) for each in (lacking, forbidden))

    assert [str(check.verdict) for check in allowed.checks] == ["not_judged"] * 4
    assert exit_code(allowed) == 3
    # Of the numerical gradients the submission's own f alone needs it, and the exercise's takes its place.
    assert [str(check.verdict) for check in refused.checks] == ["error", "ok", "ok", "error"]


def test_a_forbidden_module_is_told_of_where_the_own_f_alone_needs_it(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    exercise, key = loaded
    checks = tuple(
        each._replace(forbid=each.forbid._replace(uses=("no_such_library",))) for each in exercise.checks
    )
    text = (SAMPLES / "ok.py").read_text(encoding="utf-8")
    text = text.replace("from math import", "from no_such_library import")

    report = grade(
        parse_submission(text.encode(), name="student.py"),
        exercise._replace(checks=checks, modules=()),
        key,
        run=sandbox.run,
    )

    assert [str(check.verdict) for check in report.checks] == ["forbidden"] * 4


def test_a_secret_changes_the_hidden_inputs_and_is_said_in_the_report(sandbox: Sandbox) -> None:
    path = str(ROOT / "exercises" / "micrograd" / "exercise.yaml")
    submission = read_submission(str(SAMPLES / "ok.py"))
    public, secret = answers.load(path), answers.load(path, secret=b"one")

    report = grade(submission, *secret, run=sandbox.run)

    assert public[1].case("gradf", "held-out") != secret[1].case("gradf", "held-out")
    assert public[1].case("gradf", "published") == secret[1].case("gradf", "published")
    assert report.hidden_inputs == "secret"
    assert {check.verdict for check in report.checks} == {Verdict.OK}


def test_where_there_is_no_class_its_operations_are_not_told_one_by_one(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    report = grade(read_submission(str(SAMPLES / "all-error__syntax.py")), *loaded, run=sandbox.run)

    check = report.checks[-1]
    assert check.verdict is Verdict.ERROR
    assert check.expression == ()
    assert all(case.dims == () for case in check.cases)


KINKS = """\
schema: 1
id: corner
title: relu at 0
source: here
checks:
  - id: relu
    kind: autodiff
    title: relu
    entry_point: Value
    leaf: Value(x)
    program: y = x.relu()
    backward: y
    cases:
      - {id: torch, points: 1, leaves: {x: 0.0}, tolerance: {atol: 1e-9}}
      - {id: between, points: 1, leaves: {x: 0.0}, tolerance: {atol: 1e-9}, kinks: subgradient}
      - {id: skipped, points: 1, leaves: {x: 0.0}, tolerance: {atol: 1e-9}, kinks: skip}
"""
RELU = """
class Value:
    def __init__(self, data):
        self.data, self.grad, self.before = data, 0.0, None
    def relu(self):
        out = Value(max(0.0, self.data))
        out.before = self
        return out
    def backward(self):
        self.grad = 1.0
        self.before.grad += SLOPE
"""


@pytest.mark.parametrize(
    ("slope", "right"),
    [(0.0, "torch between skipped"), (0.5, "between skipped"), (1.0, "between skipped"), (1.5, "skipped")],
)
def test_an_exercise_says_what_is_right_at_a_kink(
    sandbox: Sandbox, tmp_path: Path, slope: float, right: str
) -> None:
    exercise = tmp_path / "exercise.yaml"
    exercise.write_text(KINKS)
    submission = parse_submission(RELU.replace("SLOPE", str(slope)).encode(), name="corner.py")

    report = grade(submission, *answers.load(str(exercise)), run=sandbox.run)

    cases = report.checks[0].cases
    assert [case.id for case in cases if case.verdict is Verdict.OK] == right.split()
    assert reading.parse(document.render(report)).checks == report.checks


AT_KINK = """\
schema: 1
id: corner
title: abs at 0
functions:
  g: {args: [x, y], formula: "abs(x - y) + x**2"}
checks:
  - id: dg
    kind: gradient
    entry_point: dg
    of: g
    dims: [d/dx, d/dy]
    cases:
      - {id: corner, points: 1, at: {x: 1, y: 1}, tolerance: {atol: 1e-9}, kinks: subgradient}
      - {id: away, points: 1, at: {x: 2, y: 1}, tolerance: {atol: 1e-9}}
      - {id: held, points: 1, hidden: true, sample: {count: 3, x: [2, 3], y: [0, 1]}, tolerance: {rtol: 1e-9}}
"""


def test_what_is_right_at_a_kink_is_no_evidence_of_a_mistake(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "exercise.yaml").write_text(AT_KINK)
    loaded = answers.load(str(tmp_path / "exercise.yaml"))
    submission = parse_submission(b"def dg(x, y): return [2*x + 1, -0.25]\n", name="a.py")

    (mistake,) = grade(submission, *loaded, run=sandbox.run).checks[0].mistakes

    assert mistake.code == "pasted-answer"
    assert mistake.evidence == "for d/dy at x = 2, y = 1 you return -0.25, right is -1.0"


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_what_is_right_at_a_kink_is_not_said_to_be_off(
    sandbox: Sandbox, tmp_path: Path, slope: float
) -> None:
    without = KINKS.replace("      - {id: torch, points: 1, leaves: {x: 0.0}, tolerance: {atol: 1e-9}}\n", "")
    (tmp_path / "exercise.yaml").write_text(without)
    loaded = answers.load(str(tmp_path / "exercise.yaml"))
    submission = parse_submission(RELU.replace("SLOPE", str(slope)).encode(), name="corner.py")

    (check,) = grade(submission, *loaded, run=sandbox.run).checks

    assert (check.verdict, check.flags) == (Verdict.OK, ())


WRONG = "def gradf(a, b, c):\n    return [-3*a**2, 3*cos(3*b), 1/c**2]\n"
RIGHT = "def gradf(a, b, c):\n    return [-3*a**2 - 0.5/a**0.5, 3*cos(3*b) + 2.5*b**1.5, 1/c**2]\n"
REUSED = (
    "def f(a, b, c): return -a**3 + sin(3*b) - 1/c + b**2.5 - a**0.5\nh = 1e-6\ndef gradf(a, b, c):\n"
    "    y = f(a, b, c)\n    return [(f(a+h, b, c)-y)/h, (f(a, b+h, c)-y)/h, (f(a, b, c+h)-y)/h]\n"
)
BETWEEN = "numerical_grad = [0.5, 1.5, 2.5]\n"


@pytest.mark.parametrize(
    ("parts", "points", "runs"),
    [
        ((WRONG, BETWEEN, RIGHT), 3, 2),
        ((RIGHT, BETWEEN, WRONG), 3, 1),  # the name is used for something else, wrong or not
        ((WRONG, BETWEEN, WRONG), 0, 2),
        ((WRONG, RIGHT, BETWEEN), 3, 1),
        ((WRONG, BETWEEN), 0, 1),
        ((WRONG, BETWEEN, REUSED), 0, 2),  # a difference by this name is another answer
        ((f"if True:\n    {BETWEEN}", WRONG, f"# %%\n{RIGHT}{BETWEEN}"), 3, 2),
        ((WRONG, BETWEEN, "gradf(1, 2, 3)\nnumerical_grad == gradf\n"), 0, 1),
    ],
)
def test_an_answer_that_is_mended_below_another_counts_as_it_is_at_the_end(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey], parts: tuple[str, ...], points: int, runs: int
) -> None:
    jobs: list[Job] = []

    def run(job: Job, conversation: Conversation) -> Execution:
        jobs.append(job)
        return sandbox.run(job, conversation)

    source = "\n".join(("from math import cos, sin", *parts))
    report = grade(parse_submission(source.encode(), name="a.py"), *loaded, run=run)

    assert (report.checks[0].points, len(jobs), report.usage.workers) == (points, runs, runs)
    assert sum(job.limits.wall_s < 10 for job in jobs) == runs - 1  # one deadline for both


FILLED = """from math import sin
def f(a, b, c): return -a**3 + sin(3*b) - 1/c + b**2.5 - a**0.5
h = 1e-6
numerical_grad = [1, 1, 1]
y = f(2, 3, 4)
"""
FIRST, REST = (
    "numerical_grad[0] = (f(2+h, 3, 4)-y)/h\n",
    ("numerical_grad[1] = (f(2, 3+h, 4)-y)/h\nnumerical_grad[2] = (f(2, 3, 4+h)-y)/h\n"),
)
PLOT = "for k in (1e-3, 1e-9, 1e-15): numerical_grad[0] = (f(2+k, 3, 4)-y)/k\n"


@pytest.mark.parametrize(
    "parts", [(FIRST, "numerical_grad2 = [1]\n", REST), (FIRST, REST, "numerical_grad2 = [1]\n", PLOT)]
)
def test_a_list_counts_as_it_was_before_another_answer_or_at_the_end(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey], parts: tuple[str, ...]
) -> None:
    source = FILLED + "".join(parts)
    report = grade(parse_submission(source.encode(), name="a.py"), *loaded, run=sandbox.run)

    assert report.checks[1].verdict is Verdict.OK


def test_what_ends_a_worker_is_not_run_a_second_time(
    sandbox: Sandbox, loaded: tuple[Exercise, AnswerKey]
) -> None:
    source = f"import os\ndef gradf(a, b, c): os._exit(1)\n{BETWEEN}def gradf(a, b, c): return 1\n"
    jobs: list[Job] = []

    def run(job: Job, conversation: Conversation) -> Execution:
        jobs.append(job)
        return sandbox.run(job, conversation)

    report = grade(parse_submission(source.encode(), name="a.py"), *loaded, run=run)

    assert report.checks[0].verdict is Verdict.CRASHED
    assert [job.at_end for job in jobs] == [False]
