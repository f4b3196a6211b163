"""How large a report may be: hosts refuse the whole of one that is larger than they allow."""

from __future__ import annotations

from collections.abc import Callable

# How much is said of one check, in characters: the first that makes the whole small enough is taken.
DETAIL_LIMITS = (16_384, 4096, 1024, 256, 0)


def clipped(text: str, limit: int) -> str:
    """Return ``text``, or its head and its tail if it has more than ``limit`` characters."""
    if len(text) <= limit:
        return text
    head, tail = limit - limit // 4, limit // 4
    gap = f"[{len(text) - head - tail} characters left out]"
    return "\n".join(part for part in (text[:head], gap, text[len(text) - tail :]) if part)


def fitting(render: Callable[[int], str], limit_bytes: int) -> str | None:
    """Return the fullest text that is no longer than ``limit_bytes`` in UTF-8, None if none is.

    ``render`` returns the text with so many characters said of each check.
    """
    for limit in DETAIL_LIMITS:
        text = render(limit)
        if len(text.encode()) <= limit_bytes:
            return text
    return None
