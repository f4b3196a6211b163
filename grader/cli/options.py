"""Options that several commands have, and the words that they know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from grader import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any, TypeVar

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])

LAYOUTS = (
    "canvas",
    "moodle",
    "blackboard",
    "brightspace",
    "sakai",
    "gradescope",
    "nbgrader",
    "github",
    "plain",
)
FORMS = (
    "classroom50",
    "csv",
    "github",
    "gradescope",
    "html",
    "json",
    "junit",
    "markdown",
    "prairielearn",
    "text",
)
# Those that are about one student, in a file that is handed out.
CLASS_FORMS = tuple(form for form in FORMS if form not in ("classroom50", "github"))

REPORT_HELP = "Write the report in another form too, can be repeated; - is standard output."
HAND_OUT_HELP = "Write what each student may see into a file of its own in a folder, can be repeated."

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text; auto: on a terminal, unless NO_COLOR is set.",
)


def report_option(place: str, forms: tuple[str, ...], help_: str) -> Callable[[Decorated], Decorated]:
    """Return the option that writes reports in other ``forms``, each to a ``place`` such as a file."""

    def targets(
        _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
    ) -> tuple[tuple[str, str], ...]:
        return tuple(report_target(value, place, forms) for value in values)

    return click.option(
        "--report",
        "reports",
        metavar=f"FORM={place}",
        multiple=True,
        callback=targets,
        help=f"{help_} Forms: {', '.join(forms)}.",
    )


def report_target(value: str, place: str, forms: tuple[str, ...]) -> tuple[str, str]:
    """Return (form, place) of FORM=PLACE, or fail with the form that was meant."""
    form, sign, target = value.partition("=")
    if form not in forms:
        raise click.BadParameter(f"no such form '{form}'; {hint(form, forms)}")
    if not sign or not target:
        raise click.BadParameter(f"expected {form}={place}, found '{value}'")
    return form, target


def hint(word: str, known: Collection[str]) -> str:
    """Return which of the ``known`` words was meant, or which there are."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"there are {', '.join(known)}"


def audience_option(default: str) -> Callable[[Decorated], Decorated]:
    """Return the option that says for whom a report is."""
    return click.option(
        "--audience",
        type=click.Choice(["student", "instructor"]),
        default=default,
        show_default=True,
        help="Students see verdict and count of hidden cases, instructors everything.",
    )


def require_option(default: str) -> Callable[[Decorated], Decorated]:
    """Return the option that says below which walls nothing is run."""
    return click.option(
        "--require",
        "required",
        type=click.Choice(LEVELS),
        default=default,
        show_default=True,
        help="The walls below which nothing is run.",
    )


def require_one(_context: click.Context, _parameter: click.Parameter, more: tuple[str, ...]) -> None:
    """Fail if more than one submission was named, as it happens with a space in a name."""
    if more:
        raise click.UsageError(
            f"expected one file, found more: {' '.join(more)}; put a name with spaces in quotes, "
            "code of several files into one, and submissions of several people in a folder for `grade batch`"
        )
