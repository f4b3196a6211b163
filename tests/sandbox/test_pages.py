"""A worker that waits has its own memory by the time that its submission comes."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import time

import pytest

from grader.sandbox import kernel, pages
from tests.sandbox.test_walls import told

MAPS = """\
55aa0000-55ab0000 r-xp 00000000 fe:00 100 /usr/bin/python3
55ab0000-55ac0000 rw-p 00000000 fe:00 100 /usr/bin/python3
55c00000-56000000 rw-p 00000000 00:00 0 [heap]
7f000000-7f100000 rw-p 00000000 00:00 0
7f200000-7fa00000 rw-p 00000000 00:00 0
7fb00000-7fb10000 rw-s 00000000 00:05 7 /dev/shm/shared
7ffe0000-7fff0000 rw-p 00000000 00:00 0 [stack]
"""


def test_what_is_copied_is_private_writable_and_not_a_librarys_own() -> None:
    found = [(start, size >> 10) for start, size in pages.regions(MAPS)]

    assert found == [(0x55AB0000, 64), (0x55C00000, 4096), (0x7F000000, 1024)]


@pytest.mark.skipif(not kernel.available(), reason="Linux on a known machine")
def test_who_waits_copies_and_who_need_not_wait_does_not() -> None:
    held = mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    held[:] = b"x" * len(held)
    steps = (kernel.populated(ctypes.addressof(ctypes.c_char.from_buffer(held)), len(held)),)

    def faults(waiting: bool) -> object:
        def attempt() -> object:
            reading, writing = os.pipe()
            if not waiting:
                os.write(writing, b"x")
            pages.copy_while_idle(reading, steps)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            held[:] = b"y" * len(held)
            return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

        return told(attempt)

    at_once, later = faults(True), faults(False)
    assert isinstance(at_once, int)
    assert isinstance(later, int)
    assert at_once + 100 < later


def test_what_a_process_has_is_found_by_its_own_list() -> None:
    maps = os.open("/proc/self/maps", os.O_RDONLY)

    assert bool(pages.copies(maps)) == kernel.available()


def test_a_wait_has_an_end() -> None:
    reading, _ = os.pipe()
    start = time.monotonic()
    pages.copy_while_idle(reading, (kernel.Step("nothing", lambda: None, ()),))

    assert time.monotonic() - start < 5


def test_without_a_list_of_memory_nothing_is_copied() -> None:
    assert pages.copies(-1) == ()
