"""What is read beside the submissions of a class."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from grader.cli import preparing
from grader.errors import UsageError
from tests.batch.packing import folder
from tests.cli.test_batching import OK, run

OWN = "Student,ID,Section,Autodiff (77)\r\n\u00c5berg J\u00f6rg,1,A,\r\n\u00c9mile Zola,2,A,\r\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8-sig", ""), ("utf-16", ""), ("cp1252", "read as the encoding of Windows in western Europe")],
)
def test_a_table_as_spreadsheets_save_it_is_read_and_a_guess_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str, said: str
) -> None:
    (tmp_path / "class.csv").write_bytes(OWN.encode(encoding))

    assert preparing.read_text(str(tmp_path / "class.csv"), "the roster") == OWN
    assert said in capsys.readouterr().err


def test_what_is_no_text_is_not_read_as_one(tmp_path: Path) -> None:
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>" + "\u00e9" * 99)
    for name, raw in {"class.xlsx": workbook.getvalue(), "odd.csv": b"\xff\xfea", "no.csv": b"\x81"}.items():
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(UsageError, match=r"not UTF-8 at byte \d+; save the roster in that encoding"):
            preparing.read_text(str(tmp_path / name), "the roster")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be", "utf-8"])
def test_a_gradebook_is_filled_in_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    folder(tmp_path / "class", {"1.py": OK})
    own = ("" if encoding == "cp1252" else "\ufeff") + OWN
    (tmp_path / "grades.csv").write_bytes(own.encode(encoding))

    _, _, stderr = run("batch", "class", "--gradebook", "grades.csv", "--column", "Autodiff", cwd=tmp_path)

    assert "grades.filled.csv: the points of 1 of 1 students are filled in" in stderr
    filled = (tmp_path / "grades.filled.csv").read_bytes()
    assert filled == own.replace("1,A,", "1,A,13.00").encode(encoding)
