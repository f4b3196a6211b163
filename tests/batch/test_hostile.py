"""Archives and folders made to break their reader: each bad item costs itself, and nothing is unpacked."""

from __future__ import annotations

import copy
import io
import os
import resource
import socket
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch import zips
from grader.batch.candidates import read_file
from grader.batch.choosing import copy_of
from grader.batch.entries import Entry
from grader.batch.layouts import Hints
from grader.batch.plan import render
from grader.batch.sources import open_inner, open_source
from grader.batch.tars import Tar
from grader.errors import SubmissionError, UsageError
from grader.submission import MAX_FILE_BYTES
from tests.batch.packing import CODE, Pack, chosen, folder, plan_of, rows_of, tarred, zipped

GOOD = {"ada/hw.py": CODE}
ESCAPES = {
    "../evil.py": "'..' in its name",
    "bob/../../evil.py": "'..' in its name",
    "/etc/evil.py": "an absolute path as its name",
    "C:/evil.py": "a drive letter in its name",
    "bob/..\\evil.py": "a backslash in its name; pack it again with / between folders",
    "x" * 2000: "a name of 2000 characters; at most 1024 are read",
}


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
@pytest.mark.parametrize("name", ESCAPES, ids=lambda name: name[:12])
def test_a_name_that_leads_out_is_a_row_of_its_own(tmp_path: Path, pack: Pack, name: str) -> None:
    plan = plan_of(pack(tmp_path / "c", GOOD | {name: CODE}))

    assert chosen(plan)["ada"] == "ada/hw.py"
    assert [row.reason for row in plan.rows if row.file is None] == [ESCAPES[name]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c"]


def test_a_refused_name_that_an_archive_has_twice_is_one_row(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for name in ("../evil.py", "ada/hw.py"):
            archive.writestr(name, CODE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("../evil.py", CODE)

    assert [row.path for row in plan_of(tmp_path / "c.zip").rows] == ["../evil.py", "ada/hw.py"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("..\\evil.py", "'..' in its name"),
        ("bob\\..\\..\\evil.py", "'..' in its name"),
        ("\\etc\\evil.py", "an absolute path as its name"),
        ("\\\\host\\share\\evil.py", "an absolute path as its name"),
        ("C:\\evil.py", "a drive letter in its name"),
        ("\\", "an absolute path as its name"),
    ],
)
def test_a_name_with_backslashes_in_a_zip_leads_out_no_more_than_one_with_slashes(
    tmp_path: Path, name: str, reason: str
) -> None:
    plan = plan_of(zipped(tmp_path / "c.zip", {"ada\\hw.py": CODE, name: CODE}))

    assert chosen(plan) == {"ada": "ada/hw.py", name.replace("\\", "/"): f"! {reason}"}


def test_backslashes_separate_folders_in_a_zip_of_an_old_tool_and_in_no_tar(tmp_path: Path) -> None:
    """So .NET before 4.6.1 wrote them, folders and a student's own archive among them."""
    own = zipped(tmp_path / "own.zip", {"work\\hw.py": CODE}).read_bytes()
    files = {"class\\": b"", "class\\ada\\hw.py": CODE, "class\\bob\\own.zip": own, "class\\cy\\": b""}
    plan = plan_of(zipped(tmp_path / "c.zip", files))
    source = open_source(str(tmp_path / "c.zip"))

    assert chosen(plan) == {
        "ada": "class/ada/hw.py",
        "bob": "class/bob/own.zip/work/hw.py",
        "cy": "! class/cy: an empty folder",
    }
    read = [read_file(source, row.file) for row in plan.rows if row.file]
    source.close()
    assert read == [CODE, CODE]
    reason = ESCAPES["bob/..\\evil.py"]
    assert chosen(plan_of(tarred(tmp_path / "c.tar", {"ada\\hw.py": CODE}))) == {"ada\\hw.py": f"! {reason}"}


def test_links_devices_and_pipes_in_a_tar_are_not_read(tmp_path: Path) -> None:
    kinds = {
        "bob.py": tarfile.SYMTYPE,
        "carl.py": tarfile.LNKTYPE,
        "dan.py": tarfile.CHRTYPE,
        "eve.py": tarfile.FIFOTYPE,
    }
    with tarfile.open(tmp_path / "c.tar", "w") as archive:
        for name, kind in kinds.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.mode = kind, "/etc/passwd", 0o4755
            archive.addfile(info)
        info = tarfile.TarInfo("ada.py")
        info.size = len(CODE)
        archive.addfile(info, io.BytesIO(CODE))

    assert chosen(plan_of(tmp_path / "c.tar")) == {
        "ada": "ada.py",
        "bob": "! bob.py: not a regular file but a link",
        "carl": "! carl.py: not a regular file but a hard link",
        "dan": "! dan.py: not a regular file but a device",
        "eve": "! eve.py: not a regular file but a named pipe",
    }


def test_a_link_and_an_encrypted_member_of_a_zip_are_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        link = zipfile.ZipInfo("bob/hw.py")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr(zipfile.ZipInfo("eve/hw.py"), CODE, zipfile.ZIP_LZMA)
        archive.writestr("ada/hw.py", CODE)
        archive.writestr("fay/hw.py", CODE)
    raw = bytearray((tmp_path / "c.zip").read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1  # the last member's flag of encryption
    (tmp_path / "c.zip").write_bytes(raw)

    rows = chosen(plan_of(tmp_path / "c.zip"))
    assert rows["ada"] == "ada/hw.py"
    assert rows["bob"] == "! bob/hw.py: not a regular file but a link"
    assert rows["eve"] == "! eve/hw.py: packed with method 14; pack it again as a plain zip"
    assert rows["fay"] == "! fay/hw.py: encrypted; pack it again without a password"


def test_a_bomb_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"ada/hw.py": bytes(200 * 2**20)})
    raw = bytearray(bomb.read_bytes())
    # Both headers lie: ten bytes.
    raw[22:26] = struct.pack("<I", 10)
    place = raw.rindex(b"PK\x01\x02") + 24
    raw[place : place + 4] = struct.pack("<I", 10)
    bomb.write_bytes(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    source = open_source(str(bomb))
    with pytest.raises(SubmissionError, match="cannot be unpacked"):
        source.read(source.listing().entries[0], MAX_FILE_BYTES)
    source.close()

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_a_giant_member_is_refused_by_its_size(tmp_path: Path, pack: Pack) -> None:
    source = open_source(str(pack(tmp_path / "c", {"ada/hw.py": bytes(17 * 2**20)})))

    with pytest.raises(SubmissionError, match="17 MiB; at most 16 MiB are read"):
        source.read(source.listing().entries[0], MAX_FILE_BYTES)
    source.close()


@pytest.mark.unmeasured
def test_twenty_thousand_members_are_twenty_thousand_rows(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for number in range(20_000):
            archive.writestr(f"s{number}.py", b"")

    assert len(plan_of(tmp_path / "c.zip").rows) == 20_000


def test_a_list_of_members_beyond_any_class_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "DIRECTORY_BYTES", 1000)
    path = zipped(tmp_path / "c.zip", {f"s{number}.py": b"" for number in range(50)})

    with pytest.raises(UsageError, match="its list of members has more than"):
        plan_of(path)


def test_an_archive_of_a_student_is_opened_once_and_no_deeper(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"hw/hw.py": CODE, "../x.py": CODE}).read_bytes()
    nested = zipped(tmp_path / "nested.zip", {"inner.zip": inner}).read_bytes()
    path = zipped(
        tmp_path / "c.zip",
        {"ada.zip": inner, "bob.zip": nested, "eve.zip": b"PK\x03\x04garbage", "fay.tgz": b"\x1f\x8bgarbage"},
    )
    rows = rows_of(plan_of(path))

    assert rows["ada"].path == "ada.zip/hw/hw.py"
    assert [other.reason for other in rows["ada"].others] == ["'..' in its name"]
    assert rows["bob"].reason == "bob.zip/inner.zip: an archive within an archive; it is not opened"
    assert rows["eve"].reason.startswith("eve.zip: not a zip archive that can be read: ")
    assert rows["fay"].reason.startswith("fay.tgz: neither a zip nor a tar archive that can be read: ")


def test_a_damaged_tar_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    path = tarred(tmp_path / "c.tar", {"ada.py": CODE, "bob.py": CODE}, "w")
    raw = bytearray(path.read_bytes())
    raw[1024 + 10] ^= 0xFF  # in the second header
    path.write_bytes(raw)

    assert chosen(plan_of(path)) == {
        "ada": "ada.py",
        "(the rest of the archive)": "! cannot be read: a header whose checksum is wrong",
    }


def test_an_extended_header_of_a_gigabyte_is_not_believed(tmp_path: Path) -> None:
    path = tarred(tmp_path / "c.tar", {"ada.py": CODE}, "w")
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 2**30
    path.write_bytes(path.read_bytes()[:1024] + info.tobuf() + bytes(1024))

    assert chosen(plan_of(path))["(the rest of the archive)"] == (
        "! cannot be read: a header of 1073741824 bytes"
    )


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=["gnu", "pax"])
def test_long_names_of_a_tar_are_read(tmp_path: Path, form: int) -> None:
    name = f"ada/{'f' * 200}é/hw.py"
    with tarfile.open(tmp_path / "c.tar", "w", format=form) as archive:
        info = tarfile.TarInfo(name)
        info.size = len(CODE)
        archive.addfile(info, io.BytesIO(CODE))

    source = open_source(str(tmp_path / "c.tar"))
    (entry,) = source.listing().entries
    assert ("/".join(entry.parts), source.read(entry, 1000)) == (name, CODE)
    source.close()


def test_twice_the_same_name_is_twice_a_submission(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("ada/hw.py", b"first = 1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ada/hw.py", CODE)
    (row,) = plan_of(tmp_path / "c.zip").rows

    assert row.file is not None
    assert row.file.entry.position == 1
    assert [other.reason for other in row.others] == ["an earlier copy"]


def test_a_folder_of_traps_costs_only_them(tmp_path: Path) -> None:
    folder(tmp_path / "c", {"ada/hw.py": CODE, "gus/hw.py": CODE})
    os.mkfifo(tmp_path / "c" / "bob.py")
    (tmp_path / "c" / "carl.py").symlink_to("/etc/passwd")
    (tmp_path / "c" / "loop").symlink_to(".")
    (tmp_path / "c" / "dan.py").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "c" / "eve.py"))
    with open(tmp_path / "c" / "fay.py", "wb") as giant:
        giant.truncate(10 * 2**30)
    (tmp_path / "c" / "h\x1b[31m\n.py").write_bytes(CODE)
    (tmp_path / "c" / os.fsdecode(b"\xff.py")).write_bytes(CODE)
    plan = plan_of(tmp_path / "c")
    rows = chosen(plan)

    assert (rows["ada"], rows["gus"]) == ("ada/hw.py", "gus/hw.py")
    assert rows["bob"] == "! bob.py: not a regular file but a named pipe"
    assert rows["carl"] == "! carl.py: not a regular file but a link"
    assert rows["loop"] == "! loop: not a regular file but a link"
    assert rows["dan"] == "! dan.py: an empty folder"
    assert rows["eve"] == "! eve.py: not a regular file but a socket"
    assert rows["fay"] == "! 10240 MiB; at most 16 MiB are read"
    source = open_source(str(tmp_path / "c"))
    fay = next(entry for entry in source.listing().entries if entry.parts == ("fay.py",))
    with pytest.raises(SubmissionError, match="10240 MiB; at most 16 MiB are read"):
        source.read(fay, MAX_FILE_BYTES)
    source.close()


def test_a_file_that_became_a_link_after_the_listing_is_not_followed(tmp_path: Path) -> None:
    folder(tmp_path / "c", {"ada/hw.py": CODE, "secret/hw.py": b"secret"})
    source = open_source(str(tmp_path / "c"))
    entry = source.listing().entries[0]
    (tmp_path / "c" / "ada" / "hw.py").unlink()
    (tmp_path / "c" / "ada").rmdir()
    (tmp_path / "c" / "ada").symlink_to("secret")

    with pytest.raises(SubmissionError, match="cannot be read: "):
        source.read(entry, 1000)
    source.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such file or folder"),
        (lambda path: path.write_bytes(b""), "nor a tar archive|no submission"),
        (
            lambda path: path.write_bytes(CODE * 50),
            "neither a zip nor a tar archive that can be read: a header",
        ),
        (os.mkfifo, "not a folder or a regular file"),
        (
            lambda path: path.write_bytes(b"7z\xbc\xaf\x27\x1c"),
            "a 7z archive is not read; pack it again as zip",
        ),
        (lambda path: path.write_bytes(b"\xfd7zXZ\0" + bytes(600)), "an xz archive is not read"),
        (lambda path: path.mkdir(), "no submission"),
    ],
)
def test_what_is_no_source_is_said(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    make(tmp_path / "c")

    with pytest.raises(UsageError, match=message):
        plan_of(tmp_path / "c")


def test_a_students_archive_of_another_kind_is_said_to_be_one(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "c", {"ada/hw.rar": b"Rar!", "ada/a.txt": b"", "bob/hw.py": CODE, "bob/x.7z": b""}
    )

    assert chosen(plan_of(path)) == {
        "ada": "! ada/hw.rar: an archive of a kind that is not opened, "
        "unlike .zip, .tar, .tar.gz, .tgz, .tar.bz2",
        "bob": "bob/hw.py",
    }


def test_an_archive_that_is_not_opened_is_somebodys_where_files_are_for_students(tmp_path: Path) -> None:
    files = {"ada.py": CODE, "bob.rar": b"Rar!", "cy.tar.xz": b"", "kim.zip": b"", "list.docx": b""}
    found = plan_of(folder(tmp_path / "c", files))

    assert sorted(chosen(found)) == ["ada", "bob", "cy", "kim"]
    assert all("not opened" in chosen(found)[each] for each in ("bob", "cy"))


def test_one_submission_alone_is_not_called_a_damaged_archive(tmp_path: Path) -> None:
    (tmp_path / "hw.py").write_bytes(CODE * 50)

    with pytest.raises(UsageError, match=r"hw\.py: one submission alone; grade submit grades it"):
        plan_of(tmp_path / "hw.py")


def test_a_file_that_is_only_called_a_zip_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_text("hello")
    with pytest.raises(UsageError, match=r"c\.zip: called a zip archive, and does not begin as one"):
        plan_of(tmp_path / "c.zip")
    (tmp_path / "c.zip").write_bytes(b"")
    with pytest.raises(UsageError, match=r"c\.zip: no submission: expected"):
        plan_of(tmp_path / "c.zip", Hints(folder="c.zip"))


def test_members_that_share_their_bytes_are_damaged_in_words(tmp_path: Path) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("ada/hw.py", CODE)
        archive.filelist.append(copy.copy(archive.filelist[0]))
        archive.filelist[1].filename = "bob/hw.py"
    (tmp_path / "c.zip").write_bytes(raw.getvalue())
    source = open_source(str(tmp_path / "c.zip"))
    ada, bob = source.listing().entries

    assert source.read(ada, MAX_FILE_BYTES) == CODE
    with pytest.raises(SubmissionError, match="damaged, its name or bytes are not what the"):
        source.read(bob, MAX_FILE_BYTES)
    source.close()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2"])
def test_what_stands_in_a_tar_of_a_student_is_read(tmp_path: Path, mode: str) -> None:
    hidden = tarred(tmp_path / "inner", {"notes.txt": b"", "a/x.py": b"", "a/hw.py": CODE}, mode).read_bytes()
    path = folder(tmp_path / "c", {"ada.tar.gz": hidden, "bob.py": CODE})
    plan = plan_of(path)
    row = rows_of(plan)["ada"]
    source = open_source(str(path))

    assert row.path == "ada.tar.gz/a/hw.py"
    assert row.file is not None
    assert read_file(source, row.file) == CODE
    source.close()


def test_headers_of_a_tar_without_end_take_no_time() -> None:
    """Thirty thousand records of two bytes each, in a header that is packed into a hundred bytes."""
    text = b"2 " * (32 << 10)
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, len(text)
    header = info.tobuf(tarfile.USTAR_FORMAT) + text
    since = time.process_time()
    listing = open_inner(header * 100 + bytes(1024)).listing()

    assert [bad.reason for bad in listing.bad] == ["cannot be read: an extended header that is none"]
    assert time.process_time() - since < 1


@pytest.mark.parametrize(
    "text",
    [b"def ", b"gradf ", b"xgradf", b"gradf" + b" " * 75, b"gradf : ", b"def gradf2 "],
    ids=["def", "name", "longer name", "spaces", "colon", "another name"],
)
def test_no_text_takes_long_to_be_looked_into(tmp_path: Path, text: bytes) -> None:
    large = text * (MAX_FILE_BYTES // len(text))
    path = zipped(tmp_path / "c.zip", {"ada/x.py": large, "ada/hw.py": CODE, "bob/hw.py": CODE})
    since = time.process_time()

    assert chosen(plan_of(path))["ada"] == "ada/hw.py"
    assert time.process_time() - since < 3


def test_a_name_of_white_space_takes_no_time() -> None:
    since = time.process_time()

    for _ in range(200):
        assert copy_of(" " * 1000 + ".py", canvas=True)[1] == 0
    assert time.process_time() - since < 0.5


def test_no_line_of_a_plan_is_an_order_to_continuous_integration(tmp_path: Path) -> None:
    path = folder(tmp_path / "c", {"::error::a.py": CODE, "##[error]b.py": CODE, "c ##vso[d]/hw.py": CODE})
    lines = render(plan_of(path), title="c").splitlines()

    assert any(line.startswith("| ::error::a ") for line in lines)
    assert not any(line.lstrip().startswith(("::", "##")) for line in lines)
    assert not any("##[" in line or "##vso[" in line for line in lines)


def test_an_archive_is_gone_through_once_for_all_that_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each way back in a packed tar unpacks it anew from its beginning."""
    places: list[tuple[int, int]] = []
    read = Tar.read

    def noted(self: Tar, entry: Entry, limit: int) -> bytes:
        places.append((id(self), entry.position))
        return read(self, entry, limit)

    monkeypatch.setattr(Tar, "read", noted)
    hidden = tarred(tmp_path / "inner", {f"{name}.py": name.encode() for name in "zyxwvu"}).read_bytes()
    path = folder(tmp_path / "c", {"ada/a.tar.gz": hidden, "ada/hw.py": CODE, "bob.py": CODE})

    assert chosen(plan_of(path))["ada"] == "ada/hw.py"
    assert len(places) == 6
    assert len({archive for archive, _ in places}) == 1
    assert places == sorted(places)
