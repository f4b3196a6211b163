"""The package as a wheel, made of the files that run now: installing it needs no build and no checkout."""

from __future__ import annotations

import hashlib
import io
import os
from base64 import urlsafe_b64encode
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from grader import __version__

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REQUIREMENTS = ("click>=8.1", "pyyaml>=6.0", "jsonschema>=4.18")
NAME = f"grader-{__version__}-py3-none-any.whl"
_INFO = f"grader-{__version__}.dist-info"
_LEFT_OUT = ("__pycache__", "exercises")  # an archive carries its own exercise
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def build() -> bytes:
    """Return the wheel's bytes."""
    files = {**sources(), **metadata()}
    files[f"{_INFO}/RECORD"] = record(files)
    return packed({name: (content, 0o644) for name, content in files.items()})


def sources() -> dict[str, bytes]:
    """Return every file of the package, by its name in the wheel."""
    found = {}
    for place, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        for name in sorted(names):
            path = os.path.join(place, name)
            inside = os.path.relpath(path, PACKAGE).replace(os.sep, "/")
            with open(path, "rb") as file:
                found[f"grader/{inside}"] = file.read()
    return found


def metadata() -> dict[str, bytes]:
    """Return the files that make the package installable, except for their record."""
    needed = "".join(f"Requires-Dist: {each}\n" for each in REQUIREMENTS)
    described = (
        f"Metadata-Version: 2.1\nName: grader\nVersion: {__version__}\nRequires-Python: >=3.11\n{needed}"
    )
    built = "Wheel-Version: 1.0\nGenerator: grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return {
        f"{_INFO}/METADATA": described.encode(),
        f"{_INFO}/WHEEL": built.encode(),
        f"{_INFO}/entry_points.txt": b"[console_scripts]\ngrade = grader.cli:main\n",
    }


def record(files: dict[str, bytes]) -> bytes:
    """Return the list of all files with their digests; it lists itself without one."""
    lines = []
    for name, content in files.items():
        digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{_INFO}/RECORD,,\n"]).encode()


def packed(files: dict[str, tuple[bytes, int]]) -> bytes:
    """Return an archive of files with their modes; equal files give equal bytes."""
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, (content, mode) in files.items():
            entry = ZipInfo(name, _EPOCH)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return whole.getvalue()
