"""Starting the zygote by bubblewrap, where only that program may make namespaces.

Debian and Ubuntu can refuse user namespaces to all but a few programs; bubblewrap, setuid or with a
profile of its own, is one of them. It gives the zygote what ``walls.py`` would have built: its own
process ids, network, shared memory, host name, and a read-only root with the interpreter's files. What it
does not give are process ids for each worker: those of a slot share the zygote's, and the system-call
filter keeps them apart. Landlock, the filter and the limits are put up by zygote and worker as ever.
"""

from __future__ import annotations

import os
import sys

from grader.sandbox import readable

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from collections.abc import Sequence

PLACES = ("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")  # not by PATH: it runs as root where setuid
_SPACES = ("--unshare-user-try", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")


def program() -> str:
    """Return where bubblewrap is installed, or nothing."""
    return next((place for place in PLACES if os.access(place, os.X_OK)), "")


def helps() -> bool:
    """Return whether it may make what this process may not: for root it could only do less."""
    return os.geteuid() != 0 and bool(program())


def command(modules: Sequence[tuple[str, str]]) -> list[str]:
    """Return the command before the interpreter's own; ``modules`` are (name, directory) to be loaded."""
    here = os.path.dirname(__file__)
    paths = [*readable.interpreter_paths(), os.path.realpath(sys.executable), here]
    for name, directory in modules:
        paths += [f"{directory}/{name}", f"{directory}/{name}.libs", f"{directory}/{name}.py"]
    built, covered = [], []
    for path in sorted(set(paths)):
        if os.path.exists(path):
            built += ["--ro-bind", path, path]
            over = readable.packages_in(path) if os.path.isdir(path) else []
            covered += over
            for each in over:
                built += ["--tmpfs", each]
    for path in (*covered, "/"):
        built += ["--remount-ro", path]
    return [program(), *_SPACES, "--die-with-parent", "--dir", readable.EMPTY, *built, "--chdir", "/", "--"]
