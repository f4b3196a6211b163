"""Reports about submissions that choose every text of theirs to do harm."""

from __future__ import annotations

from hypothesis import strategies as st

from grader.model import Evidence, Flag, Report, StudentError, Verdict
from tests.report.builder import check, dim, held_out, published, report

# What a CI system obeys in a log, at the beginning of a line.
COMMANDS = ("::", "##[", "##vso[", "##teamcity[", "section_start:", "section_end:")
MARKS = (
    "::error::forged",
    "##[error]",
    "##vso[task.complete]",
    "]]>",
    "</script><b>",
    "=1+1",
    "```",
    "\x1b[2J",
    "\r",
    "\n",
    "\x00",
    "\ufffe",
    "\udcff",
    "|",
    '"',
    "%0A",
    ",",
)
TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=20) | st.lists(
    st.sampled_from(MARKS), max_size=4
).map("".join)


def errors() -> st.SearchStrategy[StudentError | None]:
    return st.none() | st.builds(
        StudentError, type=TEXT, message=TEXT, label=TEXT, line=st.integers(0, 99), text=TEXT
    )


@st.composite
def reports(draw: st.DrawFn, audience: str | None = None) -> Report:
    """Return a report with one visible and one hidden case per check."""
    checks = []
    for number in range(draw(st.integers(0, 3))):
        verdict = draw(st.sampled_from(Verdict))
        dims = tuple(
            dim(place, 1.0, draw(st.none() | st.floats()), name=draw(TEXT), found=draw(TEXT))
            for place in range(draw(st.integers(0, 3)))
        )
        case = draw(st.sampled_from([verdict, Verdict.OK, Verdict.WRONG]))
        cases = (
            published(dims=dims, verdict=case, message=draw(TEXT), origin=draw(TEXT)),
            held_out(draw(st.integers(0, 2)), 2),
        )
        checks.append(
            check(
                *cases,
                id=f"check{number}",
                title=draw(TEXT),
                verdict=verdict,
                message=draw(TEXT),
                error=draw(errors()),
                flags=tuple(draw(st.lists(st.builds(Flag, code=TEXT, message=TEXT), max_size=2))),
                evidence=(Evidence(name=draw(TEXT), value=draw(TEXT)),),
            )
        )
    return report(
        *checks,
        submission_name=draw(TEXT),
        output=draw(TEXT),
        audience=audience or draw(st.sampled_from(["student", "instructor"])),
    )
