"""A submission may wait: asyncio runs behind the walls, and a cell is run to the end of what it waits for."""

from __future__ import annotations

import pytest

from grader.model import Raised
from grader.sandbox.runner import Sandbox
from tests.sandbox.conversing import GRADF, converse, job, values

RUN = """
import asyncio, threading, time

async def slope(at):
    await asyncio.sleep(0.001)
    return at

async def main():
    asyncio.get_running_loop().call_later(0, time.sleep, 0)
    thread = await asyncio.to_thread(pow, 2, 3)
    return [*await asyncio.gather(slope(1), slope(2)), thread]

found = asyncio.run(main())
again = asyncio.new_event_loop().run_until_complete(slope(4))

def gradf(a, b, c):
    return [*found, again, *asyncio.run(main())]
"""


@pytest.mark.parametrize("sandbox", ["full", "confined", "process", "bare"], indirect=True)
def test_asyncio_runs_behind_the_walls(sandbox: Sandbox) -> None:
    outcomes, execution, _ = converse(sandbox, job(RUN), GRADF)

    assert [cell.error for cell in execution.cells] == [None] * len(execution.cells)
    assert values(outcomes[0]) == [1.0, 2.0, 8.0, 4.0, 1.0, 2.0, 8.0]


def waited(*cells: str) -> tuple[list[float | None], list[str]]:
    """Return what ``x`` is behind some cells of a notebook, and what the cells printed or raised."""
    with Sandbox(level="process", required="process") as sandbox:
        asked = job(*cells, "def gradf(*_):\n    return x", form="notebook")
        outcomes, execution, _ = converse(sandbox, asked, GRADF)
    raised = [cell.error for cell in execution.cells]
    return values(outcomes[0]), [each.message for each in raised if isinstance(each, Raised)]


def test_cells_of_a_notebook_wait_in_one_loop() -> None:
    assert waited(
        "import asyncio",
        "async def slope(at):\n    await asyncio.sleep(0)\n    return at",
        "x = [await slope(at) for at in (1, 2)]\ntask = asyncio.create_task(slope(3))",
        "x += [*await asyncio.gather(slope(4), task)]",
        "async with asyncio.timeout(5):\n    x.append(await slope(5))",
    ) == ([1.0, 2.0, 4.0, 3.0, 5.0], [])


def test_a_cell_waits_where_nothing_is_imported_for_it() -> None:
    assert waited("async def slope(at):\n    return at\nx = await slope(7)") == ([7.0], [])


def test_what_a_cell_raises_while_it_waits_is_its_own_and_costs_no_other() -> None:
    found = waited("x = 1", "async def fails():\n    raise ValueError('no')\ny = await fails()", "x = 2")

    assert found == ([2.0], ["no"])
