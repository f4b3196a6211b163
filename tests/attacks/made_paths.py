"""Files of hostile names and kinds."""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from pathlib import Path

from tests.attacks.made import GRADF, attack, made_in, put


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


MADE = made_in(dict(globals()))
