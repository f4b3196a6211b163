"""What a lint found, as text and as a document for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from grader.lint.candidate import Kind
from grader.lint.folder import FileTrial
from grader.lint.linting import WRONG, CheckLint, Linted, problems
from grader.lint.trial import Trial

WIDTH = 110


def render(linted: Linted) -> str:
    """Return a block for each check, then the files beside the exercise."""
    blocks = [_check_block(check) for check in linted.checks]
    if linted.files:
        lines = [f"files in the folder mistakes: {_share(linted.files)} as expected"]
        lines += [f"  {'ok   ' if file.is_right() else 'WRONG'} {file.in_words()}" for file in linted.files]
        blocks.append("\n".join(lines))
    if not problems(linted):
        blocks.append("every known mistake is refused or flagged")
    return "\n\n".join(blocks) + "\n"


def _share(trials: Sequence[Trial | FileTrial]) -> str:
    return f"{sum(trial.is_right() for trial in trials)} of {len(trials)}"


def _check_block(check: CheckLint) -> str:
    wrong = check.of(*WRONG)
    lines = [check.check_id if check.title == check.check_id else f"{check.check_id}: {check.title}"]
    if not check.trials:
        return f"{lines[0]}\n  no known mistake applies"
    right = check.of(Kind.RIGHT)
    refused = f"{len(check.refused())} of {len(wrong)} wrong ones refused or flagged"
    lines.append(f"  {_share(right)} right answers accepted, {refused}")
    for head, trials in _groups(check.refused()).items():
        lines += _paragraph(f"{head} ({len(trials)}):", trials)
    if check.let_through():
        lines += _paragraph(f"LET THROUGH ({len(check.let_through())}):", check.let_through())
    return "\n".join(lines)


def _groups(trials: Iterable[Trial]) -> dict[str, list[Trial]]:
    """Return the trials by the numbers that see them."""
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(_by(trial), []).append(trial)
    return groups


def _by(trial: Trial) -> str:
    if trial.verdict != "wrong" or not trial.seen_by:
        return f"flagged {', '.join(trial.flags)}" if trial.verdict == "ok" else str(trial.verdict)
    dims: dict[str, list[str]] = {}
    for each in trial.seen_by:
        case, _, dim = each.partition(" ")
        dims.setdefault(case, []).append(dim)
    return "seen by " + "; ".join(f"{case} {', '.join(found)}" for case, found in dims.items())


def _paragraph(head: str, trials: Iterable[Trial]) -> list[str]:
    codes = "; ".join(_in_words(trial) for trial in trials)
    return [
        *textwrap.wrap(head, WIDTH, initial_indent="  ", subsequent_indent="  "),
        *textwrap.wrap(
            codes,
            WIDTH,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        ),
    ]


def _in_words(trial: Trial) -> str:
    """Return the candidate's code, and what the student is told of it."""
    return f"{trial.candidate.code} → {', '.join(trial.named)}" if trial.named else trial.candidate.code


def document(linted: Linted) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "exercise": linted.exercise_id,
        "checks": [
            {
                "id": check.check_id,
                "right": len(check.of(Kind.RIGHT)),
                "wrong": len(check.of(*WRONG)),
                "refused": len(check.refused()),
                "let_through": [trial.candidate.code for trial in check.let_through()],
                "trials": [_trial_document(trial) for trial in check.trials],
            }
            for check in linted.checks
        ],
        "files": [{**file._asdict(), "ok": file.is_right()} for file in linted.files],
        "problems": [each.message for each in problems(linted)],
    }


def _trial_document(trial: Trial) -> dict[str, object]:
    return {
        "code": trial.candidate.code,
        "kind": str(trial.candidate.kind),
        "verdict": str(trial.verdict),
        "ok": trial.is_right(),
        "seen_by": list(trial.seen_by),
        "named": list(trial.named),
        "flags": list(trial.flags),
    }
