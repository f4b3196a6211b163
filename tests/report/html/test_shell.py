"""The page's style: its colours can be read in both themes."""

from __future__ import annotations

import re

import pytest

from grader.report.html.shell import read

# Text on what it stands on; 4.5 is what WCAG 2 asks of text at level AA.
PAIRS = (
    *(
        (ink, ground)
        for ink in ("ink", "soft", "link", "ok", "wrong", "open", "own")
        for ground in ("back", "card")
    ),
    *(("ok", "ok-back"), ("wrong", "wrong-back"), ("open", "open-back"), ("ink", "wrong-back")),
    *(("soft", "wrong-back"), ("ink", "note-back"), ("soft", "note-back")),
)


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of each theme, those of the dark one and of paper over the light one."""
    found: dict[str, dict[str, str]] = {}
    for name, block in zip(
        ("light", "dark", "paper"), re.findall(r":root {(.*?)}", read("page.css"), re.DOTALL), strict=True
    ):
        found[name] = found.get("light", {}) | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark", "paper"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme: str, ink: str, ground: str) -> None:
    light, dark = sorted((luminance(themes()[theme][name]) for name in (ink, ground)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_neither_style_nor_script_can_end_early() -> None:
    assert "</" not in read("page.css") + read("page.js")


def test_nothing_outside_is_named_in_style_or_script() -> None:
    assert not re.search(r"https?:|url\(|@import|//[a-z]", read("page.css") + read("page.js"))
