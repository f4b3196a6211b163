"""Attacks that no file of a checkout can hold: hostile bytes, names, sizes and kinds of files."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.attacks.expectation import Expectation, parse

HONEST = Path(__file__).parents[2] / "submissions" / "micrograd" / "ok.py"
GRADF = "def gradf(a, b, c):\n    return [5.0, 5.0, 5.0]\n"
CODE_LIMIT = 256 << 10
MAX_CELLS = 4096


class Made(NamedTuple):
    """An attack that is written when it is needed; ``write`` puts it into a folder and returns its path."""

    name: str
    expectation: Expectation
    write: Callable[[Path], Path]


def attack(title: str, *lines: str) -> Callable[[Callable[[Path], Path]], Made]:
    """Declare what the decorated function writes as an attack."""
    return lambda write: Made(
        f"{write.__name__.split('_')[0]}/{write.__name__}", parse([title, *lines]), write
    )


def put(folder: Path, raw: bytes | str, name: str = "student.py") -> Path:
    path = folder / name
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path


def notebook(*sources: str) -> dict[str, object]:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [source]} for source in sources]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


# -- sources ---------------------------------------------------------------------------------------


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


@attack("S05: every kind of line end, in honest code", "expect: gradf=ok softmax_nll=ok", "points: 10")
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


@attack("S11: the mark of UTF-8 before honest code", "expect: gradf=ok", "points: 10")
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
    return put(folder, "def ｇｒａｄｆ(a, b, c):\n    return [6.0, 6.0, 6.0]\n")


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


# -- notebooks -------------------------------------------------------------------------------------


@attack("N07: sixty thousand cells", "expect: refused")
def notebook_cells(folder: Path) -> Path:
    return put(folder, json.dumps(notebook(GRADF, *["1"] * 60_000)), "student.ipynb")


@attack("N07b: as many cells as are taken", "expect: gradf=wrong")
def notebook_many_cells(folder: Path) -> Path:
    return put(folder, json.dumps(notebook(GRADF, *["1"] * (MAX_CELLS - 1))), "student.ipynb")


@attack(
    "N07c: thousands of cells that fail with long messages",
    "expect: gradf=wrong|missing|time_limit|crashed|memory_limit",
)
def notebook_failures(folder: Path) -> Path:
    failing = notebook(GRADF, "m = 'x' * 5000", "class E(Exception): pass", *["raise E(m)"] * (MAX_CELLS - 3))
    return put(folder, json.dumps(failing), "student.ipynb")


@attack("N11: JSON nested without end", "expect: refused", "quick: yes")
def notebook_nested(folder: Path) -> Path:
    return put(folder, '{"cells": ' + "[" * 1_000_000, "student.ipynb")


@attack("N14: keys that occur twice, numbers that JSON lacks", "expect: gradf=wrong|missing")
def notebook_keys(folder: Path) -> Path:
    cells = json.dumps(notebook(GRADF)["cells"])
    raw = f'{{"cells": [], "a": NaN, "b": -Infinity, "c": 1{"0" * 5000}, "d": 1e999, "cells": {cells}}}'
    return put(folder, raw, "student.ipynb")


@attack("N16: a notebook that is cut off", "expect: refused", "quick: yes")
def notebook_cut_off(folder: Path) -> Path:
    raw = json.dumps(notebook(GRADF))
    return put(folder, raw[: len(raw) // 2], "student.ipynb")


@attack("N17: a notebook whose stored outputs are larger than is read", "expect: refused")
def notebook_outputs(folder: Path) -> Path:
    document = notebook(GRADF) | {"metadata": {"image": "A" * (17 << 20)}}
    return put(folder, json.dumps(document), "student.ipynb")


@attack("N18: other kinds of JSON", "expect: refused")
def notebook_no_object(folder: Path) -> Path:
    return put(folder, '["cells"]', "student.ipynb")


@attack("N19: cells that are no cells", "expect: refused")
def notebook_no_cells(folder: Path) -> Path:
    return put(folder, '{"cells": [1, null, [], {"cell_type": "code", "source": 5}]}', "student.ipynb")


@attack("N20: half a surrogate and a null in a cell", "expect: refused")
def notebook_surrogates(folder: Path) -> Path:
    raw = json.dumps(notebook("x = '\\ud800'\n" + GRADF, "y = '\0'"))
    return put(folder, raw, "student.ipynb")


@attack(
    "N21: half a surrogate in a cell, as text and not as an escape",
    "expect: gradf=wrong|missing|error|crashed",
)
def notebook_raw_surrogate(folder: Path) -> Path:
    return put(folder, json.dumps(notebook("x = '\ud800'", GRADF)), "student.ipynb")


@attack("N22: a script that looks like a notebook", "expect: refused")
def notebook_or_script(folder: Path) -> Path:
    return put(folder, '{"cells": 1}\n' + GRADF)


# -- paths -----------------------------------------------------------------------------------------


@attack("P01: a pipe that nobody writes to", "expect: refused", "seconds: 1", "quick: yes")
def path_pipe(folder: Path) -> Path:
    path = folder / "student.py"
    os.mkfifo(path)
    return path


@attack("P02: a link to a device without end", "expect: refused", "seconds: 1", "quick: yes")
def path_device(folder: Path) -> Path:
    path = folder / "student.py"
    path.symlink_to("/dev/zero")
    return path


@attack("P03: a folder with the name of a script", "expect: refused", "quick: yes")
def path_folder(folder: Path) -> Path:
    path = folder / "student.py"
    path.mkdir()
    return path


@attack("P04: a link to nothing", "expect: refused")
def path_dangling(folder: Path) -> Path:
    path = folder / "student.py"
    path.symlink_to(folder / "nobody.py")
    return path


@attack("P05: links in a circle", "expect: refused")
def path_circle(folder: Path) -> Path:
    path = folder / "student.py"
    path.symlink_to(path)
    return path


@attack("P06: a socket", "expect: refused", "seconds: 1")
def path_socket(folder: Path) -> Path:
    path = folder / "student.py"
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))
    return path


@attack("P07: ten gigabytes of nothing", "expect: refused", "seconds: 2", "quick: yes")
def path_sparse(folder: Path) -> Path:
    path = put(folder, GRADF)
    os.truncate(path, 10 << 30)
    return path


@attack(
    "P08: a name that is an order, moves the cursor and ends the line", "expect: gradf=wrong", "quick: yes"
)
def path_order(folder: Path) -> Path:
    return put(folder, GRADF, "::error file=x::FORGED\x1b[2J\n##[error]FORGED\r$(id)\u202e.py")


@attack("P08b: such a name that cannot be read", "expect: refused", "quick: yes")
def path_order_refused(folder: Path) -> Path:
    return put(folder, b"", "::error file=x::FORGED\x1b[2J\n::error::FORGED\n.py")


@attack("P09: a name that is an option", "expect: gradf=wrong")
def path_option(folder: Path) -> Path:
    return put(folder, GRADF, "--live.py")


@attack("P10: the longest name, with markup and formulas", "expect: gradf=wrong")
def path_longest(folder: Path) -> Path:
    return put(folder, GRADF, "=cmd|'<script>alert(1)<&\"{{7*7}}%s{0}" + "x" * 200 + ".py")


@attack("P11: a name that is no UTF-8", "expect: gradf=wrong")
def path_bytes(folder: Path) -> Path:
    return put(folder, GRADF, os.fsdecode(b"student-\xff\xfe\x80.py"))


@attack("P12: an archive with the name of a script", "expect: refused")
def path_archive(folder: Path) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../attack-mark.py", GRADF)
    return put(folder, held.getvalue())


@attack("P13: a bomb with the name of a notebook", "expect: refused")
def path_bomb(folder: Path) -> Path:
    return put(folder, gzip.compress(gzip.compress(b"\0" * (64 << 20))), "student.ipynb")


@attack("P14: sixteen megabytes and one byte", "expect: refused")
def path_large(folder: Path) -> Path:
    return put(folder, b"#" * ((16 << 20) + 1))


@attack("P15: a file of the kernel's that never ends", "expect: refused", "seconds: 3")
def path_kernel_file(folder: Path) -> Path:
    path = folder / "student.py"
    path.symlink_to("/proc/kmsg" if os.geteuid() else "/proc/self/task")
    return path


MADE = sorted(
    (each for each in list(globals().values()) if isinstance(each, Made)), key=lambda each: each.name
)
