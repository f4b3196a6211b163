"""The files that a submission may read: the interpreter's own, without the packages installed beside it.

At ``full`` they are shown in a root of their own, elsewhere Landlock has a rule for each.
"""

from __future__ import annotations

import errno
import os
import sys

from grader.sandbox import kernel

EMPTY = "/empty"  # where a worker stands at `full`
HIDDEN = ("site-packages", "dist-packages")  # may hold this package, and with it exercises and answers


def interpreter_paths() -> tuple[str, ...]:
    """Return the files and folders that this interpreter reads: its library and the shared objects."""
    paths = [os.path.dirname(os.__file__)]
    paths += [path for path in sys.path if path.endswith("lib-dynload")]
    objects = set()
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
            for line in maps:
                path = line.rstrip("\n").partition("/")[2]
                if ".so" in path and not path.endswith(" (deleted)"):
                    objects.add("/" + path)
    except OSError:
        pass
    for path in sorted(objects):
        # The folder of the C library holds what extension modules load later; elsewhere the file alone.
        beside_libc = os.path.basename(path).startswith(("libc.so", "libc-", "ld-musl"))
        paths.append(os.path.dirname(path) if beside_libc else path)
    conda = os.path.join(sys.base_prefix, "conda-meta")
    if os.path.isdir(conda):
        library = os.path.join(sys.base_prefix, "lib")
        paths += [os.path.join(library, name) for name in sorted(os.listdir(library)) if ".so" in name]
    links = ("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/etc/ld.so.cache")
    paths += [path for path in links if os.path.exists(path)]
    return tuple(dict.fromkeys(paths))


# The tests at level full run this, in a process that can write no measurements any more.
def build_root(read_only: tuple[str, ...]) -> None:  # pragma: no cover
    """Swap the root for a read-only tmpfs that shows the given paths at their own names."""
    links: dict[str, str] = {}
    real = sorted({_resolve(path, links) for path in read_only if os.path.exists(path)})
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("tmpfs", "/tmp", "tmpfs", flags, "size=1m,mode=755")
    os.mkdir("/tmp/.old", 0o700)
    os.mkdir(f"/tmp{EMPTY}", 0o555)
    kernel.swap_root("/tmp", ".old")
    done: list[str] = []
    for path in real:
        if any(path.startswith(f"{other}/") and not is_hidden(path, other) for other in done):
            continue
        _show("/.old" + path, path)
        done.append(path)
    for link, target in links.items():
        if not os.path.lexists(link):
            os.makedirs(os.path.dirname(link), exist_ok=True)
            os.symlink(target, link)
    kernel.detach("/.old")
    os.rmdir("/.old")
    kernel.mount("none", "/", "", kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | flags)


def is_hidden(path: str, above: str) -> bool:
    """Return whether ``path`` lies among packages that are installed below the folder ``above``."""
    return any(name in path[len(above) :].split("/") for name in HIDDEN)


def packages_in(folder: str) -> list[str]:
    """Return the folders of installed packages in a folder that submissions may read.

    They lie beside an interpreter's library, which can lie in the folder of the C library.
    """
    homes = [folder]
    if os.path.basename(folder) in ("lib", "lib64"):
        homes += [f"{folder}/{name}" for name in os.listdir(folder) if name.startswith("python")]
    return [f"{home}/{name}" for home in homes for name in HIDDEN if os.path.isdir(f"{home}/{name}")]


# The tests at level full run this, in a process that can write no measurements any more.
def _show(source: str, target: str) -> None:  # pragma: no cover
    """Bind one file or folder read-only, with an empty folder over the packages installed in it."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
    kernel.mount(source, target, "", kernel.MS_BIND | kernel.MS_REC)
    # A user namespace may add flags to a mount but not take any away.
    held = os.statvfs(target).f_flag
    flags = held & 0x40F | ((1 << 21) if held & 4096 else 0) | ((1 << 11) if held & 2048 else 0)
    flags |= kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("none", target, "", kernel.MS_REMOUNT | kernel.MS_BIND | flags)
    for packages in packages_in(target) if os.path.isdir(target) else ():
        flags = kernel.MS_NOSUID | kernel.MS_NODEV
        kernel.mount("tmpfs", packages, "tmpfs", flags, "size=64k,mode=755")


# The tests at level full run this, in a process that can write no measurements any more.
def _resolve(path: str, links: dict[str, str]) -> str:  # pragma: no cover
    """Return the path without symbolic links, and note each link that led there."""
    for _ in range(40):
        whole = "/"
        parts = os.path.abspath(path).strip("/").split("/")
        for i, part in enumerate(parts):
            link = os.path.join(whole, part)
            if os.path.islink(link):
                links[link] = os.readlink(link)
                path = os.path.join(whole, links[link], *parts[i + 1 :])
                break
            whole = link
        else:
            return whole
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)


def rules(read_only: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return the rules for Landlock: rights go down the tree, so a folder with packages is spelt out."""
    rules = []
    for path in read_only:
        hidden = packages_in(path) if os.path.isdir(path) else []
        rules += _spelt_out(path, hidden)
    return rules


def _spelt_out(path: str, hidden: list[str]) -> list[tuple[str, int]]:
    """Return the rules for a path and all below it but what is ``hidden``."""
    if path in hidden:
        return []
    if not any(each.startswith(f"{path}/") for each in hidden):
        return [(path, kernel.READ_FILE | kernel.READ_DIR)]
    rules = [(path, kernel.READ_DIR)]
    for name in os.listdir(path):
        rules += _spelt_out(f"{path}/{name}", hidden)
    return rules
