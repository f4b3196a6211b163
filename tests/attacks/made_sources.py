"""Sources of hostile bytes, and as large or as deep as a source can be."""

from __future__ import annotations

from pathlib import Path

from tests.attacks.made import GRADF, HONEST, attack, made_in, put

CODE_LIMIT = 256 << 10


@attack("S01: a null byte in the middle", "expect: refused", "quick: yes")
def source_null_byte(folder: Path) -> Path:
    return put(folder, GRADF.encode() + b"x = 1\0\n")


@attack("S02: bytes that are no UTF-8", "expect: refused", "quick: yes")
def source_bad_utf8(folder: Path) -> Path:
    return put(folder, b"# \xff\xfe\xfa\n" + GRADF.encode())


@attack("S03: a cookie for UTF-7, which would show other code to a reader", "expect: gradf=missing")
def source_utf7_cookie(folder: Path) -> Path:
    hidden = "+AAo-def gradf(a, b, c): return [1, 1, 1]"
    return put(folder, f"# -*- coding: utf-7 -*-\n# {hidden}\n")


@attack("S03b: a cookie for an encoding that does not exist", "expect: gradf=wrong|missing")
def source_unknown_cookie(folder: Path) -> Path:
    return put(folder, f"# -*- coding: ::error::x -*-\n# vim: set fileencoding=rot13 :\n{GRADF}")


@attack("S04: UTF-16", "expect: refused")
def source_utf16(folder: Path) -> Path:
    return put(folder, GRADF.encode("utf-16"))


@attack("S05: every kind of line end, in honest code", "expect: gradf=ok softmax_nll=ok", "points: 13")
def source_mixed_line_ends(folder: Path) -> Path:
    lines = HONEST.read_text(encoding="utf-8").split("\n")
    ends = ["\r\n", "\r", "\n"]
    return put(folder, b"".join((line + ends[i % 3]).encode() for i, line in enumerate(lines)))


@attack("S06: text that reads otherwise than it runs", "expect: gradf=wrong")
def source_bidirectional(folder: Path) -> Path:
    return put(folder, "# \u202e\u2066 wrong is right \u2069\u2066\n" + GRADF + "x = '\u202e}\u2066#'\n")


@attack("S07: a line of two megabytes", "expect: refused", "quick: yes")
def source_long_line(folder: Path) -> Path:
    return put(folder, GRADF + "x = '" + "y" * (2 << 20) + "'\n")


@attack("S08: nothing", "expect: refused", "quick: yes")
def source_empty(folder: Path) -> Path:
    return put(folder, b"")


@attack("S09: white space alone", "expect: refused")
def source_blank(folder: Path) -> Path:
    return put(folder, " \n\t\r\n\x0c\n")


@attack("S10: comments alone", "expect: gradf=missing softmax_nll=missing")
def source_comments(folder: Path) -> Path:
    return put(folder, "# a comment\n" * 100)


@attack("S11: the mark of UTF-8 before honest code", "expect: gradf=ok", "points: 13")
def source_marked(folder: Path) -> Path:
    return put(folder, b"\xef\xbb\xbf" + HONEST.read_bytes())


@attack("S12: parentheses to the limit", "expect: gradf=error|missing|crashed|time_limit|memory_limit")
def source_parentheses(folder: Path) -> Path:
    return put(folder, "gradf = " + "(" * (CODE_LIMIT - 20))


@attack("S13: operators to the limit", "expect: gradf=error|missing|crashed|time_limit|memory_limit|wrong")
def source_operators(folder: Path) -> Path:
    return put(folder, GRADF + "x = 1" + "+1" * ((CODE_LIMIT - 200) // 2) + "\ny = " + "-" * 50 + "1\n")


@attack("S14: as many statements as fit", "expect: gradf=wrong|crashed|time_limit|memory_limit|missing")
def source_statements(folder: Path) -> Path:
    return put(folder, GRADF + "1\n" * ((CODE_LIMIT - 100) // 2))


@attack("S15: as many arguments and names as fit", "expect: gradf=wrong|error|crashed|time_limit|missing")
def source_arguments(folder: Path) -> Path:
    names = ",".join(f"a{n}=0" for n in range(25_000))
    return put(folder, f"def gradf({names}):\n    return [1, 1, 1]\n")


@attack("S16: blocks in blocks", "expect: gradf=error|missing|crashed|wrong")
def source_blocks(folder: Path) -> Path:
    deep = "".join(" " * n + "if 1:\n" for n in range(99)) + " " * 99 + "pass\n"
    return put(folder, GRADF + deep)


@attack("S17: a number of 200 000 digits", "expect: gradf=wrong|missing|error|crashed")
def source_number(folder: Path) -> Path:
    return put(folder, GRADF + "x = " + "9" * 200_000 + "\n")


@attack("S18: names that are equal after normalisation", "expect: gradf=wrong")
def source_normalised_names(folder: Path) -> Path:
    return put(folder, "def \uff47\uff52\uff41\uff44\uff46(a, b, c):\n    return [6.0, 6.0, 6.0]\n")


@attack("S19: hundreds of magics in the largest file", "expect: gradf=missing|time_limit|crashed|wrong|error")
def source_magics(folder: Path) -> Path:
    return put(folder, GRADF + ("%magic\n" + "x = [1, 2, 3]\n" * 60) * 290)


@attack("S20: format strings in format strings", "expect: gradf=missing|error|crashed|wrong|time_limit")
def source_format_strings(folder: Path) -> Path:
    return put(
        folder, GRADF + "x = " + "f'{" * 300 + "1" + "}'" * 300 + "\ny = f'" + "{x!r:{1}}" * 20_000 + "'\n"
    )


@attack(
    "S21: comprehensions and lambdas in each other", "expect: gradf=missing|error|crashed|wrong|time_limit"
)
def source_lambdas(folder: Path) -> Path:
    return put(
        folder, GRADF + "x = " + "lambda: " * 3000 + "0\ny = " + "[" * 150 + "0" + " for _ in [0]]" * 150
    )


@attack(
    "S22: a dependency of every statement on all before it",
    "expect: numerical_grad=wrong|error|time_limit|crashed",
)
def source_slices(folder: Path) -> Path:
    lines = [f"x{n} = " + "+".join(f"x{m}" for m in range(max(0, n - 60), n)) for n in range(1, 700)]
    return put(
        folder,
        "x0 = 1.0\n" + "\n".join(lines) + "\nnumerical_grad = [x5, x6, x7]\nnumerical_grad += [x600]\n",
    )


@attack("S23: escapes and nulls that only the running code makes", "expect: gradf=wrong|error")
def source_escapes(folder: Path) -> Path:
    return put(
        folder, GRADF + "exec('x = 1\\0')\n" * 3 + "eval('\\ud800')\ncompile(b'\\xff', '\\0', 'exec')\n"
    )


@attack("S24: the largest file that is taken, without anything in it", "expect: gradf=wrong")
def source_largest(folder: Path) -> Path:
    return put(folder, (GRADF + "#" * CODE_LIMIT)[:CODE_LIMIT])


MADE = made_in(dict(globals()))
