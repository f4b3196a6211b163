"""The worker: one process, one submission. Examines, runs, says ready, then answers calls.

It is told the source and the names to keep, never an answer; inputs arrive one call at a time
after it said ready, and it returns raw numbers that the host compares. It ends when the host
closes the channel or kills it; nothing here is trusted to end by itself. Standard library only.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Collection

from grader.sandbox import protocol, spelled
from grader.sandbox.calls import Calls, flush, pack_failure
from grader.sandbox.cells import Cells
from grader.sandbox.served import Channel
from grader.sandbox.source import prepare, source_of

_exit = os._exit
# Objects between two collections. Few submissions make as many, and each collection walks all that live.
_GARBAGE = 10_000


def main(descriptor: int) -> None:
    """Serve one submission over ``descriptor``, with the bell in the next one; does not return."""
    channel = Channel(descriptor)
    tag, payload = channel.receive()
    if tag != protocol.SOURCE:
        _exit(3)
    source = source_of(payload)
    cells = prepare(source)
    tell_spelled(cells, channel)
    gc.freeze()  # the source's code lives to the end, and no collection has to walk it
    gc.set_threshold(_GARBAGE, 10, 10)
    gc.enable()
    run_cells(cells, source.ended_by, channel)
    channel.send(protocol.READY)
    calls = Calls(cells, source, channel)
    while True:
        calls.answer(*channel.receive())


def tell_spelled(cells: Cells, channel: Channel) -> None:
    """Tell what the source spells; it is on its way before the first cell runs."""
    found = spelled.spelled(cells)
    if found:
        packer = protocol.Packer().u32(len(found))
        for name, words in found.items():
            packer.text(name).texts(words)
        channel.hold(protocol.SPELLED, packer.bytes())


def run_cells(cells: Cells, ended_by: Collection[int], channel: Channel) -> None:
    """Run every cell in order, then once more those that lacked a name which another cell defined.

    Where a cell has ended a worker before, those that no answer needs are left out: the next of them
    might be as long.
    """
    lacking: dict[int, str] = {}
    last = cells.units.last_needed(cells.entry_points, cells.names) if ended_by else len(cells.cells)
    for index in range(len(cells.cells)):
        if index <= last or cells.units.binds(index, lacking.values()):
            missing = _run_cell(cells, index, channel, again=False)
            if missing:
                lacking[index] = missing
    while ready := [index for index, name in lacking.items() if name in cells.namespace]:
        for index in ready:
            del lacking[index]
            _run_cell(cells, index, channel, again=True)


def _run_cell(cells: Cells, index: int, channel: Channel, *, again: bool) -> str:
    """Run one cell and tell the host; return the name for lack of which it failed, if that is why."""
    label = cells.cells[index].label
    channel.write(protocol.CELL_STARTED, protocol.Packer().u32(index).text(label).u32(int(again)).bytes())
    failure = cells.run(index)
    flush()
    if failure is None:  # nearly always
        channel.hold(protocol.CELL_DONE, protocol.PAIR.pack(index, 0))
        return ""
    packer = protocol.Packer().u32(index).u32(1)
    channel.hold(protocol.CELL_DONE, pack_failure(packer, failure, 0).bytes())
    pieces = failure.message.split("'") if failure.type == "NameError" else []
    return pieces[1] if len(pieces) > 1 else ""
