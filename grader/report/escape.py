"""Text of a submission made safe to show: no terminal escape, no hidden or reordered character.

A submission chooses its file name, its error messages and its source lines. Whatever of that is
shown passes through here, so that it can neither move the cursor nor forge a line of a report.
"""

from __future__ import annotations

# Control, format (bidirectional overrides among them), surrogate and private characters, and the
# two separators that some programs take for a line end. Unassigned ones are left: an emoji newer
# than this Python is one of them.
HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def visible(text: str) -> str:
    """Return ``text`` with every unseen character as its escape; line ends and tabs stay."""
    if text.isprintable():
        return text
    from unicodedata import category  # rarely needed, and start-up time counts

    return "".join(
        escaped(char) if char not in "\n\t" and category(char) in HIDDEN else char for char in text
    )


def one_line(text: str) -> str:
    """Return ``text`` as one visible line: line ends and tabs become their escapes too."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def escaped(char: str) -> str:
    r"""Return the Python escape of one character: ``\x1b``, ``\u202e``, ``\U000f0000``."""
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
