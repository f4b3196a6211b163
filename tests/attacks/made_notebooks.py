"""Notebooks of hostile JSON, sizes and counts."""

from __future__ import annotations

import json
from pathlib import Path

from tests.attacks.made import GRADF, attack, made_in, put

MAX_CELLS = 4096


def notebook(*sources: str) -> dict[str, object]:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [source]} for source in sources]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


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


@attack(
    "N27: five million lists, each of which takes thirty times its bytes", "expect: refused", "seconds: 1"
)
def notebook_lists(folder: Path) -> Path:
    return put(folder, '{"cells": [' + "[]," * 5_000_000 + "[]]}", "student.ipynb")


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


MADE = made_in(dict(globals()))
