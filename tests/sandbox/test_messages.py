"""What a worker answers to a program is believed in the length that was asked for alone."""

from __future__ import annotations

import pytest

from grader.model import Graph, Numbers, RunProgram, Step
from grader.sandbox import messages, protocol
from grader.sandbox.plain import Plain, pack
from grader.sandbox.protocol import Packer, ProtocolError

GRAPH = Graph(steps=(Step(op="leaf", operands=(), value=1.0),), root=0, names=())
PROGRAM = RunProgram(class_name="Value", leaf="Value(x)", data="data", grad="grad", graph=GRAPH, reads=(0, 0))


def answer(count: int) -> bytes:
    packer = Packer().u32(7).u32(protocol.NUMBERS)
    pack(packer, Plain("list", (count,), [(1.0, "float", "")] * count))
    return packer.u32(0).texts([]).bytes()


def test_a_program_is_answered_by_a_number_and_a_gradient_for_each_node() -> None:
    found = messages.outcome(answer(4), 7, PROGRAM)

    assert isinstance(found, Numbers)
    assert len(found.elements) == 4


@pytest.mark.parametrize("count", [0, 1, 3, 5, 8])
def test_an_answer_of_another_length_breaks_the_protocol(count: int) -> None:
    with pytest.raises(ProtocolError, match="another length"):
        messages.outcome(answer(count), 7, PROGRAM)
