"""Whatever bytes an archive is made of, its reader gives items or says in words what is wrong."""

from __future__ import annotations

import bz2
import io
import os
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.batch import candidates, tars
from grader.batch.entries import Listing, Source, UnsafeNameError, path_parts
from grader.batch.sources import open_inner
from grader.errors import GraderError, SubmissionError
from tests.batch.packing import CODE, chosen, folder, plan_of, rows_of, tarred, zipped
from tests.sandbox.containers import as_nobody

FILES = {"ada/hw.py": CODE * 9, "bob/é.py": CODE, f"{'deep/' * 20}x.py": CODE, "empty/": b""}


def packed(form: str) -> bytes:
    file = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in FILES.items():
                archive.writestr(name, content)
        return file.getvalue()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive_:
        for name, content in FILES.items():
            info = tarfile.TarInfo(name * (4 if form == "gnu" else 1))
            info.size = len(content)
            archive_.addfile(info, io.BytesIO(content))
    return file.getvalue() if form != "bz2" else bz2.compress(file.getvalue())


PACKED = {form: packed(form) for form in ("zip", "tar", "bz2")}


def read_all(raw: bytes) -> Listing:
    """Read everything that an archive lists; SubmissionError is an answer too."""
    source: Source = open_inner(raw)
    try:
        listing = source.listing()
        for entry in listing.entries:
            with suppress(SubmissionError):
                source.read(entry, 2**20)
        return listing
    finally:
        source.close()


@pytest.mark.parametrize("form", PACKED)
def test_an_archive_in_order_gives_all_its_files(form: str) -> None:
    listing = read_all(PACKED[form])

    assert {"/".join(entry.parts) for entry in listing.entries} == set(FILES) - {"empty/"}
    assert [(bad.parts, bad.reason) for bad in listing.bad] == [(("empty",), "an empty folder")]


@given(
    st.sampled_from(sorted(PACKED)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6),
    st.integers(0, 10**6),
)
def test_damage_is_an_item_or_a_reason(form: str, flips: list[tuple[int, int]], cut: int) -> None:
    raw = bytearray(PACKED[form])
    for place, value in flips:
        raw[place % len(raw)] = value
    with suppress(SubmissionError):
        read_all(bytes(raw[: len(raw) - cut % len(raw) if cut % 3 == 0 else len(raw)]))


@given(st.text())
@example("a/../b")
@example("a//b/./c")
def test_a_name_is_a_path_below_the_archive_or_refused(name: str) -> None:
    try:
        parts = path_parts(name)
    except UnsafeNameError:
        return
    assert parts
    assert not any(part in ("", ".", "..") or "/" in part or "\\" in part for part in parts)
    assert os.path.normpath("/root/" + "/".join(parts)).startswith("/root/")


def test_a_damaged_member_costs_itself(tmp_path: Path) -> None:
    path = zipped(tmp_path / "c.zip", {"ada/hw.py": bytes(range(256)) * 9, "bob/hw.py": CODE})
    raw = bytearray(path.read_bytes())
    raw[45] ^= 0xFF
    source = open_inner(bytes(raw))
    ada, bob = source.listing().entries

    with pytest.raises(SubmissionError, match="cannot be unpacked: "):
        source.read(ada, 10**6)
    assert source.read(bob, 10**6) == CODE
    source.close()


def test_names_of_old_packers_are_read_as_utf8_where_they_are(tmp_path: Path) -> None:
    path = zipped(tmp_path / "c.zip", {"Jos??/hw.py": CODE, "Gr?n/hw.py": CODE})
    raw = path.read_bytes().replace(b"Jos??", "José".encode()).replace(b"Gr?n", b"Gr\x81n")
    path.write_bytes(raw)

    assert set(chosen(plan_of(path))) == {"José", "Grün"}


def test_a_tar_that_ends_within_a_file_costs_that_file(tmp_path: Path) -> None:
    path = tarred(tmp_path / "c.tar", {"ada.py": CODE, "bob.py": CODE * 50}, "w")
    source = open_inner(path.read_bytes()[:2000])
    ada, bob = source.listing().entries

    assert source.read(ada, 10**6) == CODE
    with pytest.raises(SubmissionError, match="the archive ends before it"):
        source.read(bob, 10**6)
    source.close()


def test_sizes_that_are_no_sizes_end_the_list(tmp_path: Path) -> None:
    info = tarfile.TarInfo("ada.py")
    for size, found in ((b"\xff" * 12, "beyond any file"), (b"zzzzzzzzzzz\0", "numbers are none")):
        block = bytearray(info.tobuf())
        block[124:136] = size
        block[148:156] = b"%06o\0 " % (sum(block[:148]) + 256 + sum(block[156:]))
        with pytest.raises(SubmissionError, match=found):
            open_inner(bytes(block))


def test_a_tar_of_very_many_members_is_read_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tars, "INNER_MEMBERS", 2)
    monkeypatch.setattr(tars, "INNER_UNPACKED_BYTES", 10_000)
    many, large = read_all(PACKED["tar"]), read_all(PACKED["bz2"])

    assert [bad.reason for bad in many.bad] == ["cannot be read: more than 2 members"]
    assert large.bad[-1].reason.startswith("cannot be read: more than ")


def test_of_hundreds_of_archives_of_one_student_a_few_are_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"hw.py": CODE}).read_bytes()
    row = rows_of(
        plan_of(folder(tmp_path / "c", {f"ada/{n:03}.zip": inner for n in range(30)} | {"bob.py": CODE}))
    )

    assert sum(other.reason == "more than 20 archives" for other in row["ada"].others) == 10


def test_archives_of_one_student_are_unpacked_so_far_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MAX_UNPACKED", 2**20)
    large = {"__MACOSX/zeros": bytes(700 * 2**10), "hw.py": CODE}  # what nobody reads has to be unpacked too
    bomb, plain = (tarred(tmp_path / f"x{mode[2:]}", large, mode).read_bytes() for mode in ("w:bz2", "w:"))
    files = {f"ada/{n}.tar.bz2": bomb for n in range(4)} | {f"bob/{n}.tar": plain for n in range(4)}

    row = rows_of(plan_of(folder(tmp_path / "c", files)))

    refused = [other.path for other in row["ada"].others if "more than 1 MiB when unpacked" in other.reason]
    assert refused == ["ada/2.tar.bz2", "ada/3.tar.bz2"]
    assert not any("MiB" in other.reason for other in row["bob"].others)


def test_folders_without_end_and_without_rights_cost_themselves(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 40)
    path = folder(
        tmp_path / "c", {"ada/hw.py": CODE, f"bob/{deep}/hw.py": CODE, "eve/hw.py": CODE, "fay/hw.py": CODE}
    )
    (path / "eve").chmod(0)
    (path / "fay" / "hw.py").chmod(0)
    for above in [path, *path.parents]:
        if above.stat().st_uid == os.geteuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o055)
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        as_nobody()
        os.write(writing, repr(chosen(plan_of(path))).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    found = os.read(reading, 65536).decode()
    os.close(reading)
    (path / "eve").chmod(0o700)

    assert "'ada': 'ada/hw.py'" in found
    assert "more than 32 folders deep" in found
    assert (
        "'eve': '! eve: the folder cannot be read: permission denied'" in found
        or "eve: cannot be read" in found
    )
    assert "'fay': 'fay/hw.py'" in found  # its bytes are asked for when its turn comes


def test_metadata_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    base = "assignment_5_export"
    for content, message in ((b"\xff", "cannot be read"), (b"a: [", "not YAML"), (b"- 1", "")):
        path = folder(
            tmp_path / "g", {f"{base}/submission_metadata.yml": content, f"{base}/submission_7/hw.py": CODE}
        )
        if message:
            with pytest.raises(GraderError, match=message):
                plan_of(path)
        else:
            assert set(chosen(plan_of(path))) == {"submission_7"}
