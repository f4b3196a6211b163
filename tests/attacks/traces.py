"""What a submission could leave behind or send: files, mounts, shared memory, keys, packets."""

from __future__ import annotations

import os
import selectors
import site
import socket
import sysconfig
import threading
from pathlib import Path

from grader.sandbox import removal

MARK = "attack-mark"  # every attack puts this into the name of whatever it makes
KEY = 0x0A77ACCE  # every attack uses this key for shared memory of System V
SHARED = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/")


def places() -> list[str]:
    """Return the folders in which every program could plant something."""
    packages = [sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), site.getusersitepackages()]
    return [path for path in (*SHARED, *packages) if os.path.isdir(path)]


def planted() -> list[str]:
    """Return what carries an attack's mark in one of these folders."""
    found = []
    for path in places():
        try:
            found += [os.path.join(path, name) for name in os.listdir(path) if MARK in name]
        except OSError:
            continue
    return found


def files_below(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return every entry with its size, its time and its mode."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        seen = path.lstat()
        found[str(path)] = (seen.st_size, seen.st_mtime_ns, seen.st_mode)
    return found


def kernel_objects(pid: int) -> dict[str, list[str]]:
    """Return the mounts of a process, shared memory with the attacks' key and keys with their mark."""
    found: dict[str, list[str]] = {}
    for name, path, word in (
        ("mounts", f"/proc/{pid}/mountinfo", ""),
        ("shared memory", "/proc/sysvipc/shm", str(KEY)),
        ("message queues", "/proc/sysvipc/msg", str(KEY)),
        ("semaphores", "/proc/sysvipc/sem", str(KEY)),
        ("keys", "/proc/keys", MARK),
    ):
        try:
            lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        found[name] = [line for line in lines if word in line]
    return found


def sweep(*folders: Path) -> None:
    """Remove what was left where nothing was promised."""
    for path in [*planted(), *(str(each) for folder in folders for each in folder.iterdir())]:
        if os.path.isdir(path) and not os.path.islink(path):
            removal.remove(path)
        else:
            Path(path).unlink(missing_ok=True)


class Listener:
    """Listens on the loopback interface, TCP and UDP, and on an abstract socket; keeps all that arrives."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.sockets = [self.tcp, self.udp]
        if os.path.exists("/proc/net/unix"):
            local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            local.bind(f"\0{MARK}-{self.port}")
            local.listen()
            self.sockets.append(local)
        self.waiting = selectors.DefaultSelector()
        self.stop_read, self.stop_write = os.pipe()
        self.waiting.register(self.stop_read, selectors.EVENT_READ)
        for each in self.sockets:
            self.waiting.register(each, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        """Note every packet and every connection."""
        while True:
            for key, _ in self.waiting.select():
                if key.fileobj is self.udp:
                    self.heard.append(f"UDP {self.udp.recv(100)!r}")
                elif isinstance(key.fileobj, socket.socket):
                    peer, _ = key.fileobj.accept()
                    peer.close()
                    self.heard.append(f"a connection to {key.fileobj.getsockname()!r}")
                else:
                    return

    def taken(self) -> list[str]:
        """Return what was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard

    def close(self) -> None:
        """Stop listening."""
        os.write(self.stop_write, b"x")
        self.thread.join()
        self.waiting.close()
        for each in self.sockets:
            each.close()
        os.close(self.stop_read)
        os.close(self.stop_write)
