"""By which rule points are given, and what the other rules say of the same numbers, in words."""

from __future__ import annotations

from grader.model import CaseResult, CheckResult, DimResult, DimVerdict, Rule, Verdict

SEED = "the micrograd notebook's rule (an error below 1e-5)"
STRICT = "rtol 1e-9 and atol 1e-12"


def rule_text(case: CaseResult) -> str:
    """Return the rule by which a case's points are given."""
    if case.rule is Rule.FORMULA:
        return "the finite difference that makes the answer, at whatever step"
    if case.rule is Rule.OPERATIONS:
        seeds = [each.value for inputs in case.answers for each in inputs if each.name == "seed"]
        seed = "".join(f", drawn by the seed {seed}" for seed in seeds)
        return f"a share for each operation that is right by itself, and one for graphs of several{seed}"
    parts = [f"{name} {bound:g}" for name, bound in case.tolerance._asdict().items() if bound]
    return f"every number within {' and '.join(parts)}"


def other_rules(case: CaseResult, check: CheckResult) -> list[str]:
    """Return where the notebook's rule and the strict one come to another verdict than the case's own."""
    if case.verdict is Verdict.NOT_ATTEMPTED or case.rule is Rule.OPERATIONS:
        return []
    lines = []
    strict = [dim for dim in case.dims if (dim.verdict, dim.strict) == (DimVerdict.OK, DimVerdict.WRONG)]
    if strict and check.kind != "numerical_gradient":  # a finite difference is never that close
        lines.append(f"OK by this case's rule, yet not within {STRICT}: {_errors(strict)}")
    for seed in DimVerdict:
        differing = [dim for dim in case.dims if dim.seed is seed and dim.verdict is not seed]
        if differing:
            lines.append(f"{seed} by {SEED}: {_errors(differing)}")
    return lines


def _errors(dims: list[DimResult]) -> str:
    """Return the names of dims, each with its largest error."""
    largest: dict[str, float] = {}
    for dim in dims:
        largest[dim.name] = max(largest.get(dim.name, 0.0), dim.absolute_error or 0.0)
    return ", ".join(f"{name} (off by {error:.2g})" if error else name for name, error in largest.items())
