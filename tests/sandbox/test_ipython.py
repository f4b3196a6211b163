from __future__ import annotations

import pytest

from grader.sandbox.ipython import modules_written


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%%writefile engine.py\nx = 1", {"engine"}),
        ("\n%%file -a 'engine.py'\nx = 1", {"engine"}),
        (
            "%%writefile /content/my drive/micrograd/engine.py\nx = 1",
            set(),
        ),
        (
            "%%writefile ./src/micrograd/engine.py",
            {"src", "src.micrograd", "src.micrograd.engine", "micrograd", "micrograd.engine", "engine"},
        ),
        ("%%writefile data.txt\nx = 1", set()),
        ("x = 5\n%%writefile engine.py", set()),
    ],
)
def test_a_module_is_known_by_every_name_that_its_path_gives_it(cell: str, expected: set[str]) -> None:
    assert modules_written([("cell 1", cell), ("cell 2", "x = 1")]) == expected
