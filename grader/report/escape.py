r"""Text of a submission made safe to show, one function per place where it may stand.

A submission chooses its file name, its error messages and its source lines. Whatever of that is
shown passes through here, so that it can neither move the cursor nor forge a line of a report, be
a command to a CI system, a formula to a spreadsheet or a tag to a browser.

Every function begins with ``visible``: what has no shape of its own becomes its escape, such as
``\x1b``, and never reaches the outside form.
"""

from __future__ import annotations

# Control, format (bidirectional overrides among them), surrogate and private characters, and the
# two separators that some programs take for a line end. Unassigned ones are left: an emoji newer
# than this Python is one of them.
HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))

# They have no shape, but letters of some scripts another one beside them: names of Persian are written with
# them, and emoji made of several.
JOINERS = frozenset("\u200c\u200d")

# What a spreadsheet takes for the beginning of a formula, and the minus sign of typographers.
FORMULA_SIGNS = frozenset("=+-@\u2212")

# Letters of the scripts that are written from right to left, and runs of words of them.
_RIGHT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
_FROM_THE_RIGHT = rf"{_RIGHT}+(?:(?:(?!  )[^\w\n]){{0,3}}{_RIGHT}+)*"

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


# --- the terminal ---------------------------------------------------------------------------


def visible(text: str) -> str:
    """Return ``text`` with every unseen character as its escape; line ends and tabs stay.

    So do joiners between two letters that they give another shape.
    """
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        return text
    from unicodedata import category  # rarely needed, and start-up time counts

    return "".join(
        escaped(char)
        if char not in "\n\t" and category(char) in HIDDEN and not _is_joining(text, place)
        else char
        for place, char in enumerate(text)
    )


def _is_joining(text: str, place: int) -> bool:
    """Return whether a joiner stands between two letters of scripts that are joined, or two emoji."""
    if text[place] not in JOINERS or not 0 < place < len(text) - 1:
        return False
    return _is_joined(text[place - 1]) and _is_joined(text[place + 1])


def _is_joined(char: str) -> bool:
    from unicodedata import category

    kind = category(char)
    is_letter = kind[0] == "L" and char < "\u1e00"
    return char > "\u0590" and (is_letter or kind in ("Mn", "Mc", "So", "Sk"))


def one_line(text: str) -> str:
    """Return ``text`` as one visible line: line ends and tabs become their escapes too.

    It holds none of the orders that CI systems obey in mid-line as well: it may stand in their log.
    """
    line = visible(text).replace("\n", "\\n").replace("\t", "\\t")
    if "##" in line:
        import re  # rarely needed, and start-up time counts

        line = re.sub(r"#(?=#\w*\[)", r"#\\", line)
    return line


def inert(line: str) -> str:
    """Return a line that is printed, marked where a CI system would take it for an order by how it begins."""
    return f"| {line}" if line.lstrip().startswith((":", "#", "section_")) else line


def isolated(text: str) -> str:
    """Return visible ``text`` for a terminal, words written from right to left marked off.

    Without the marks a terminal that turns such words turns the number behind too: it would be read before
    the name that it follows. Words beside each other are one run, the columns of a table are not.
    """
    if text.isascii():
        return text
    import re  # rarely needed, and start-up time counts

    return re.sub(_FROM_THE_RIGHT, "\u2068\\g<0>\u2069", text)


def escaped(char: str) -> str:
    r"""Return the Python escape of one character: ``\x1b``, ``\u202e``, ``\U000f0000``."""
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


# --- the log of a CI system -----------------------------------------------------------------


def ci_log(text: str) -> str:
    """Return ``text`` as lines of a CI log, the last one ended too: none begins or holds a command.

    GitHub obeys lines that begin with ``::``; ``##[`` and ``##vso[`` are obeyed in mid-line too.
    """
    lines = visible(text).removesuffix("\n").split("\n")
    return "".join(f"| {without_marks(line)}\n" for line in lines)


def without_marks(text: str) -> str:
    """Return ``text`` without the two signs that open ``##[``, ``##vso[`` and ``##teamcity[``."""
    while "##" in text:
        text = text.replace("##", "#\\#")
    return text


def github_message(text: str) -> str:
    """Return ``text`` as the message of a GitHub workflow command; its lines stay lines."""
    shown = without_marks(visible(text))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Return ``text`` as the value of a property of a GitHub workflow command."""
    return github_message(text).replace(":", "%3A").replace(",", "%2C")


# --- XML and HTML ---------------------------------------------------------------------------


def xml_text(text: str) -> str:
    """Return ``text`` as XML 1.0 can hold it, between tags."""
    shown = visible(text)
    for stranger in "\ufffe\uffff":  # the only ones of these that XML does not know
        shown = shown.replace(stranger, escaped(stranger))
    return _marked_up(shown)


def xml_attribute(text: str) -> str:
    """Return ``text`` as the value of an XML attribute, between double quotes."""
    shown = xml_text(text).replace('"', "&quot;")
    return shown.replace("\n", "&#10;").replace("\t", "&#9;")  # else a parser reads them as spaces


def html(text: str) -> str:
    """Return ``text`` as HTML, between tags or between the quotes of an attribute."""
    return _marked_up(visible(text)).replace('"', "&quot;").replace("'", "&#39;")


def _marked_up(text: str) -> str:
    """Return ``text`` between tags; what a CI system obeys in its log is read there, and is no order."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return shown.replace("##", "#&#35;").replace("::", ":&#58;")


# --- spreadsheets ---------------------------------------------------------------------------


def csv_row(cells: tuple[str, ...]) -> str:
    """Return cells that hold text as one row of a CSV file, every cell quoted."""
    quoted = (csv_cell(cell).replace('"', '""') for cell in cells)
    return ",".join(f'"{cell}"' for cell in quoted) + "\r\n"


def csv_cell(text: str) -> str:
    """Return ``text`` as the value of a cell that no spreadsheet takes for a formula."""
    from unicodedata import normalize

    cell = one_line(text)
    # Spreadsheets skip spaces, and some of them read full-width signs as plain ones.
    first = normalize("NFKC", cell.lstrip()[:1])[:1]
    return f"'{cell}" if first in FORMULA_SIGNS else cell


# --- Markdown -------------------------------------------------------------------------------


def markdown_text(text: str) -> str:
    """Return ``text`` as plain words inside a line of Markdown: no markup, link or mention."""
    line = one_line(text).strip()
    # GitHub looks for mentions after escapes are gone; a comment in between stops it.
    return "".join(f"\\{char}" if char in PUNCTUATION else char for char in line).replace("\\@", "@<!-- -->")


def markdown_code(text: str) -> str:
    """Return ``text`` as inline code, where neither markup nor links nor mentions count."""
    line = one_line(text)
    if not line:
        return ""
    ticks = "`" * (longest_run(line) + 1)
    bare = line.strip(" ")
    # A parser takes one space from both ends where both have one.
    padded = bare and (line[0] + line[-1] == "  " or "`" in (line[0], line[-1]))
    return f"{ticks} {line} {ticks}" if padded else f"{ticks}{line}{ticks}"


def markdown_cell(text: str) -> str:
    """Return ``text`` as inline code inside a table."""
    return markdown_code(text).replace("|", "\\|")


def markdown_block(text: str) -> str:
    """Return ``text`` as a fenced block whose fence is longer than any run of its sign inside."""
    shown = visible(text).removesuffix("\n")
    fence = "`" * max(3, longest_run(shown) + 1)
    return f"{fence}text\n{shown}\n{fence}\n"


def longest_run(text: str) -> int:
    """Return the length of the longest run of backticks in ``text``."""
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest
