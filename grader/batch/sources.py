"""Opening what holds submissions: a folder, an archive, or an archive that a student handed in.

The readers of archives are imported where there is one: most classes are folders, and start-up time counts.
"""

from __future__ import annotations

import io
import os

from grader.batch.entries import Parts, Source
from grader.batch.folders import Folder
from grader.errors import SubmissionError, UsageError, in_words
from grader.submission import SUFFIXES

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2")
UNOPENED = (".rar", ".7z", ".xz", ".zst")
_OTHERS = {  # kinds that are not read, by how they begin
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_archive(parts: Parts) -> bool:
    """Tell whether a file is an archive by its name."""
    return parts[-1].lower().endswith(ARCHIVES)


def open_source(path: str) -> Source:
    """Return the folder or archive at ``path``; UsageError if it is neither."""
    if not path:
        raise UsageError("an empty name; expected a folder, a zip or a tar archive")
    try:
        if os.path.isdir(path):
            return Folder(path)
        if not os.path.isfile(path):
            found = (
                "not a folder or a regular file"
                if os.path.lexists(path)
                else "there is no such file or folder"
            )
            raise UsageError(f"{path}: {found}; expected a folder, a zip or a tar archive")
        with open(path, "rb") as file:
            magic = file.read(5)
        kind = next((kind for begin, kind in _OTHERS.items() if magic.startswith(begin)), "")
        if kind:
            raise UsageError(f"{path}: {kind} is not read; pack it again as zip or tar.gz")
        return _open_archive(path, is_zip=magic[:4] in _ZIP)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {in_words(error)}") from error
    except SubmissionError as error:
        if path.lower().endswith(SUFFIXES):
            raise UsageError(f"{path}: one submission alone; grade submit grades it") from error
        raise UsageError(f"{path}: {error}; expected a folder, a zip or a tar archive") from error


def _open_archive(path: str, *, is_zip: bool) -> Source:
    """Return the archive at ``path``; SubmissionError if it is none. An empty file is an empty one."""
    if is_zip:
        from grader.batch.zips import open_zip

        return open_zip(path)
    if path.lower().endswith(".zip") and os.path.getsize(path):
        raise SubmissionError("called a zip archive, and does not begin as one")
    from grader.batch.tars import open_tar

    return open_tar(path)


def open_inner(raw: bytes) -> Source:
    """Return the archive that a student handed in; SubmissionError if it is none."""
    if raw[:4] in _ZIP:
        from grader.batch.zips import Zip

        return Zip(io.BytesIO(raw), inner=True)
    from grader.batch.tars import Tar

    return Tar(io.BytesIO(raw), inner=True)
