"""A file becomes a submission, or one line that says what is wrong with it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submission import MAX_CODE_BYTES, MAX_FILE_BYTES, parse_submission, read_submission


def notebook(*cells: object, **extra: object) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **extra}
    ).encode()


def code(source: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": [{"text": "OK for dim 0"}], "metadata": {}}


def test_a_script_is_one_piece_of_text(tmp_path: Path) -> None:
    path = tmp_path / "student.py"
    path.write_bytes(b"x = 1\r\ny = 2\r\n")

    submission = read_submission(str(path))

    assert (submission.name, submission.form) == ("student.py", "script")
    assert [cell.text for cell in submission.cells] == ["x = 1\ny = 2\n"]
    assert submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["x.csv", "report.json", "class.jsonl", "N.MD", "hw.py.csv", "hw.csv.TXT"])
def test_what_is_neither_a_script_nor_a_notebook_by_its_name_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"student,points\nada,3\n")
    if name.endswith(".TXT"):  # the suffix of many a script that a browser has saved
        assert read_submission(str(tmp_path / name)).form == "script"
        return
    said = f"{name}: neither a script nor a notebook by its name; expected a .py or .ipynb file"
    with pytest.raises(SubmissionError, match=f"^{said}$"):
        read_submission(str(tmp_path / name))
    (tmp_path / name).write_bytes(notebook(code("x = 1")))
    assert read_submission(str(tmp_path / name)).form == "notebook"


@pytest.mark.parametrize("name", ["answer", "hw.PY", "hw.py.txt", "hw.py.json", "hw.txt", ".hidden"])
def test_a_script_that_is_called_otherwise_is_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x = 1\n")

    assert read_submission(str(tmp_path / name)).form == "script"


def test_only_the_code_cells_of_a_notebook_count_and_are_numbered_among_themselves() -> None:
    raw = notebook(code("x = 1"), {"cell_type": "markdown", "source": "text"}, code(["y = 2\n", "z = 3"]))

    submission = parse_submission(raw, name="a.ipynb")

    assert [(cell.label, cell.text) for cell in submission.cells] == [
        ("cell 1", "x = 1"),
        ("cell 2", "y = 2\nz = 3"),
    ]


def test_format_3_keeps_its_cells_in_worksheets() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1"], "language": "python"}]}
    raw = json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()

    assert parse_submission(raw, name="old.ipynb").cells[0].text == "x = 1"


def test_a_notebook_of_countless_cells_is_refused() -> None:
    with pytest.raises(SubmissionError, match="4097 code cells; expected at most 4096"):
        parse_submission(notebook(*[code("x")] * 4097), name="n.ipynb")


def test_a_notebook_is_known_by_its_content_too() -> None:
    assert parse_submission(notebook(code("x = 1")), name="standard input").form == "notebook"
    assert parse_submission(b"{1: 2}\n", name="standard input").form == "script"


def test_standard_input_is_read_for_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x = 1\n")))

    assert read_submission("-").cells[0].text == "x = 1\n"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parse_submission(b"\xef\xbb\xbfx = 1", name="x.py").cells[0].text == "x = 1"


@pytest.mark.parametrize(
    ("raw", "match"),
    [
        (b"", r"x\.ipynb: the file is empty; expected a Python script or a notebook"),
        (b" \n", "the file is empty"),
        (b"{", r"x\.ipynb:1:2: not a notebook: .*is the file complete"),
        (b'{"x": "a\tb"}', "not a notebook: invalid control character; is the file complete"),
        (b'{"cells": "a', "not a notebook: unterminated string; is the file complete"),
        (b'{"cells": [', "is the file complete"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"cells": [' + b"[]," * 1_000_000, "more than 1000000 brackets; expected a smaller file"),
        (b"[]", "JSON that is a list; expected a notebook"),
        (b"{}", "no list of cells"),
        (b'{"cells": 3}', "no list of cells"),
        (b'{"cells": [3]}', "a cell that is no object"),
        (b'{"worksheets": 3}', "worksheets that are no list"),
        (b'{"worksheets": [{"cells": 3}]}', "no list of cells"),
        (notebook(code(3)), "cell 1: a source that is no text"),
        (notebook(code([1])), "cell 1: a source that is no text"),
        (notebook(code("x\0y")), "cell 1: a null character"),
        (notebook(), "a notebook without code"),
        (notebook(code("  ")), "a notebook without code"),
        (b"\xff\xfex\0", "UTF-16 text; expected UTF-8"),
        (b"x = 1\0", "a null byte at byte 5"),
        (b"PK\x03\x04\x14\0\0\0", r"a zip archive or an office document; expected a \.py or \.ipynb file"),
        (b"%PDF-1.7\n\0", "a PDF document"),
        (b"{\\rtf1\\ansi x = 1}", "rich text"),
        (b"\n<!DOCTYPE html>\n<html>", "a web page, not the file it shows"),
        (b"x = 1\ny = '\xe9'\n", "line 2: bytes that are not UTF-8"),
        (b"# coding: no-such\ny = '\xe9'\n", "line 2: bytes that are not UTF-8"),
        (b"# coding: unicode_escape\ny = '\xe9'\n", "line 2: bytes that are not UTF-8"),
        (b"# coding: euc-jp\ny = '\xe9'\n", "line 2: bytes that are not UTF-8"),
        (b"x = 1", r"x\.ipynb:1:1: not a notebook: no JSON; if it is a script, its name has to end in \.py"),
        (
            b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> main\n]}',
            "two versions that git could not merge",
        ),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
        (notebook(code("#" * (MAX_CODE_BYTES + 1))), "257 KiB of code; expected at most 256 KiB"),
    ],
)
def test_what_is_no_notebook_is_said_in_one_line(raw: bytes, match: str) -> None:
    with pytest.raises(SubmissionError, match=match) as caught:
        parse_submission(raw, name="x.ipynb")

    assert "\n" not in str(caught.value)


def test_a_number_too_long_for_python_does_no_harm() -> None:
    raw = notebook(code("x = 1"))[:-1] + b', "n": ' + b"9" * 5000 + b"}"

    assert parse_submission(raw, name="x.ipynb").cells[0].text == "x = 1"


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ("# -*- coding: cp1251 -*-", "cp1251"),
        ("#!/usr/bin/python\n# vim: set fileencoding=koi8-r :", "koi8-r"),
    ],
)
def test_a_script_in_the_encoding_that_it_declares_is_read(declaration: str, encoding: str) -> None:
    text = f"{declaration}\nx = 'значение'\n"

    found = parse_submission(text.replace("\n", "\r\n").encode(encoding), name="x.py")

    assert found.cells[0].text == text


def test_a_script_of_too_much_code_is_refused() -> None:
    with pytest.raises(SubmissionError, match="KiB of code"):
        parse_submission(b"#" * (MAX_CODE_BYTES + 1), name="x.py")


def test_what_cannot_be_opened_is_said_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"nothing\.py: cannot be read: no such file"):
        read_submission(str(tmp_path / "nothing.py"))
    with pytest.raises(SubmissionError, match="cannot be read"):
        read_submission("a\0b.py")
    with pytest.raises(SubmissionError, match=r"the submission: an empty name; expected a \.py"):
        read_submission("")
    with pytest.raises(SubmissionError, match=r"this is a folder; expected a \.py or \.ipynb file"):
        read_submission(str(tmp_path))


def test_a_name_that_is_almost_right_is_answered_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "student.ipynb").write_text("")
    (tmp_path / "other.txt").write_text("")

    for name, hint in (("student.py", True), ("studnet.ipynb", True), ("other.py", False)):
        with pytest.raises(SubmissionError) as caught:
            read_submission(str(tmp_path / name))
        assert str(caught.value).endswith(f"did you mean {tmp_path}/student.ipynb?") is hint


def test_a_pipe_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)

    for path in (str(pipe), "/dev/zero"):
        with pytest.raises(SubmissionError, match="not a regular file"):
            read_submission(path)


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("x = 1\n")
    (tmp_path / "link.py").symlink_to(tmp_path / "real.py")

    assert read_submission(str(tmp_path / "link.py")).cells[0].text == "x = 1\n"


def test_a_file_of_fifty_megabytes_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)

    with pytest.raises(SubmissionError, match=f"more than {MAX_FILE_BYTES // 2**20} MiB"):
        read_submission(str(path))


@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_any_bytes_give_a_submission_or_one_line(raw: bytes) -> None:
    for name in ("x.py", "x.ipynb"):
        try:
            parse_submission(raw, name=name)
        except SubmissionError as error:
            message = str(error)
        else:
            message = ""
        assert "\n" not in message


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["cells", "worksheets", "cell_type", "source", "input", "code"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_gives_a_submission_or_one_line(value: object) -> None:
    try:
        parse_submission(json.dumps(value).encode(), name="x.ipynb")
    except SubmissionError as error:
        message = str(error)
    else:
        message = ""
    assert "\n" not in message
