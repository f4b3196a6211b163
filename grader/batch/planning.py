"""A plan that is made in a process of its own and leaves its rows on the disk.

To tell whose thousands of files are takes memory that grows with the class. That process gives it back as
a whole when it ends, so that the one that hands out the work stays as small as it began.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from grader.batch.rows import Plan, read_plan, write_plan


@contextmanager
def planned(make: Callable[[], Plan]) -> Iterator[Plan]:
    """Give what ``make`` returns, with its rows in a file as long as the context lasts; raise what it raises.

    ``make`` is called in a forked process, and in this one if that comes to no plan, be it for an error
    that is to be raised or for a full disk: it must not use what both would move, such as an open file.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(tempfile.TemporaryFile())
        except OSError:
            yield make()
        else:
            yield read_plan(file) if _is_written(file, make) else make()


def _is_written(file: IO[bytes], make: Callable[[], Plan]) -> bool:
    """Have a forked process write what ``make`` returns; tell whether it did."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            gc.disable()
            write_plan(file, make())
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0
