"""Reports built by hand, for the tests of everything that shows one."""

from __future__ import annotations

from grader.model import (
    CaseResult,
    CellOutcome,
    CellState,
    CheckResult,
    Comparison,
    DimResult,
    DimVerdict,
    Input,
    Raised,
    ReferenceSource,
    Report,
    Tolerance,
    Usage,
    Verdict,
)

SEED = (-12.353553390593273, 10.25699027111255, 0.0625)
AT = (Input(name="a", value=2), Input(name="b", value=3), Input(name="c", value=4))


def dim(
    index: int | None,
    expected: float,
    actual: float | None,
    *,
    point: int = 0,
    name: str = "",
    found: str = "float",
) -> DimResult:
    ok = actual is not None and abs(actual - expected) < 1e-5
    return DimResult(
        name=name or f"d{index}",
        index=index,
        point=point,
        verdict=DimVerdict.OK if ok else DimVerdict.WRONG,
        expected=expected,
        torch=expected,
        actual=actual,
        found=found,
        absolute_error=None if actual is None else abs(actual - expected),
        relative_error=None,
        seed=DimVerdict.OK if ok else DimVerdict.WRONG,
        strict=DimVerdict.OK if actual == expected else DimVerdict.WRONG,
        ulps=None,
    )


def published(actual: tuple[float | None, ...] = SEED, **changes: object) -> CaseResult:
    dims = tuple(dim(i, e, a) for i, (e, a) in enumerate(zip(SEED, actual, strict=True)))
    ok = all(d.verdict is DimVerdict.OK for d in dims)
    case = CaseResult(
        id="published",
        verdict=Verdict.OK if ok else Verdict.WRONG,
        points=2.0 if ok else 0.0,
        points_possible=2.0,
        hidden=False,
        tolerance=Tolerance(atol=1e-5),
        answers=(AT,),
        dims=dims,
    )
    return case._replace(**changes)  # type: ignore[arg-type]


def held_out(right: int = 4, total: int = 5, **changes: object) -> CaseResult:
    points = tuple((Input(name="a", value=77.125 + i),) for i in range(total))
    case = CaseResult(
        id="held-out",
        verdict=Verdict.OK if right == total else Verdict.WRONG,
        points=1.0 if right == total else 0.0,
        points_possible=1.0,
        hidden=True,
        tolerance=Tolerance(rtol=1e-9, atol=1e-12),
        answers=points,
        dims=tuple(dim(0, 99.25 + i, 99.25 + i if i < right else -55.5, point=i) for i in range(total)),
        message="the answer at a = 77.125 is not right",
        origin="call of gradf at 77.125",
    )
    return case._replace(**changes)  # type: ignore[arg-type]


def check(*cases: CaseResult, **changes: object) -> CheckResult:
    cases = cases or (published(),)
    wrong = any(case.verdict is not Verdict.OK for case in cases)
    result = CheckResult(
        id="gradf",
        kind="gradient",
        title="Analytical gradient of f",
        entry_point="gradf",
        verdict=Verdict.WRONG if wrong else Verdict.OK,
        points=sum(case.points for case in cases),
        points_possible=sum(case.points_possible for case in cases),
        cases=cases,
    )
    return result._replace(**changes)  # type: ignore[arg-type]


def report(*checks: CheckResult, **changes: object) -> Report:
    result = Report(
        exercise_id="micrograd",
        exercise_title="micrograd exercises",
        exercise_digest="0" * 64,
        submission_name="student.py",
        submission_sha256="1" * 64,
        grader_version="0.1.0",
        python_version="3.11.7",
        reference=ReferenceSource.LOCK,
        torch_version="2.13.0+cpu",
        hidden_inputs="public",
        audience="student",
        checks=checks or (check(),),
        comparisons=(),
        cells=(),
        output="",
        output_bytes=0,
        level="process",
        walls=("separate process",),
        deadline_s=10.0,
        usage=Usage(wall_s=0.25, cpu_s=0.125, peak_memory_bytes=30_000_000, workers=1),
    )
    return result._replace(**changes)  # type: ignore[arg-type]


def raised(label: str, type_: str = "NameError") -> CellOutcome:
    error = Raised(type=type_, message="name 'x' is not defined", label=label, line=1, text="x")
    return CellOutcome(label=label, state=CellState.RAISED, error=error)


COMPARISON = Comparison(dim=0, one_sided=1.0342258605078314e-08, symmetric=9.916010057509084e-08)
