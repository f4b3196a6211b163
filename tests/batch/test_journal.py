"""Whatever ends a batch, its journal is whole lines; a torn one is as if it had never been."""

from __future__ import annotations

import errno
import os
import resource
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.index import Index
from grader.batch.journal import Journal, JournalError, places
from grader.errors import UsageError
from tests.batch.lines import head, line


def test_lines_are_found_again_where_they_were_written(tmp_path: Path) -> None:
    lines = [line(name) for name in ("ada", "bob", "ada")]
    with Journal(str(tmp_path / "j")) as journal:
        written = [journal.append(each.render()) for each in lines]
        assert [journal.read(place) for place in written] == lines
        assert [place for place, _ in places(journal.descriptor)] == written
    assert (tmp_path / "j").stat().st_mode & 0o077 == 0


@given(
    st.lists(st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b"")), max_size=6),
    st.binary(max_size=9),
)
def test_all_whole_lines_and_no_torn_one_are_read(rows: list[bytes], torn: bytes) -> None:
    with TemporaryFile(buffering=0) as file:
        file.write(b"".join(row + b"\n" for row in rows) + torn.replace(b"\n", b""))
        assert [raw for _, raw in places(file.fileno())] == rows


@pytest.mark.parametrize("torn", [b'{"schema_ver', b"\0" * 100, line("eve").render()[:-1]])
def test_a_torn_last_line_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    whole = line().render()
    (tmp_path / "j").write_bytes(whole + torn)
    with Journal(str(tmp_path / "j")) as journal:
        assert journal.drop_torn() == len(torn)
        journal.append(line("bob").render())

    assert (tmp_path / "j").read_bytes() == whole + line("bob").render()


def test_a_journal_of_nothing_but_a_torn_line_is_empty(tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(b"x" * 3_000_000)
    with Journal(str(tmp_path / "j")) as journal:
        assert journal.drop_torn() == 3_000_000
        assert journal.end == 0


def test_a_full_disk_leaves_whole_lines_and_says_what_to_do(tmp_path: Path) -> None:
    one = line().render()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal(str(tmp_path / "j")) as journal:
        journal.append(one)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(one) + 100, hard))
        try:
            with pytest.raises(JournalError, match="cannot be written: file too large; what is in it stays"):
                journal.append(one)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert (tmp_path / "j").read_bytes() == one
        journal.append(one)

    assert (tmp_path / "j").read_bytes() == one * 2


def test_a_disk_that_is_found_full_only_when_lines_are_brought_to_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = line().render()
    with Journal(str(tmp_path / "j")) as journal:
        journal.append(one)
        journal.append(one)
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", _full)
            with pytest.raises(JournalError, match="cannot be written: no space left on device"):
                journal.sync(patient=False)
        journal.sync(patient=False)

    assert (tmp_path / "j").read_bytes() == one * 2


def _full(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_two_batches_cannot_write_one_journal(tmp_path: Path) -> None:
    with (
        Journal(str(tmp_path / "j")),
        pytest.raises(UsageError, match="another batch is writing this journal"),
    ):
        Journal(str(tmp_path / "j"))
    Journal(str(tmp_path / "j")).close()


@pytest.mark.parametrize(
    ("path", "message"),
    [("/dev/null", "a regular file"), ("/nowhere/j", "cannot be opened"), (".", "directory")],
)
def test_what_can_be_no_journal_is_said(path: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Journal(path)


def test_an_index_knows_the_last_line_and_reports_that_can_be_used_again(tmp_path: Path) -> None:
    with Journal(str(tmp_path / "j")) as journal:
        rows = [line(), b"garbage\n", line(late=True), line("bob", submission_sha256="b" * 64, exit_code=3)]
        written = [journal.append(row if isinstance(row, bytes) else row.render()) for row in rows]
        index = Index()
        index.load(journal.descriptor)

    assert index.damaged == 1
    assert index.place_of(head()) == written[2]
    assert index.report_for(head("carl")) == written[2]
    assert index.report_for(head(grader_version="9")) is None
    assert index.report_for(head(submission_sha256="b" * 64)) is None
    assert index.place_of(head("carl")) is None
