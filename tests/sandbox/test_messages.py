"""What a worker said becomes outcomes; the same bytes become the same object."""

from __future__ import annotations

import pytest

from grader.model import CallEntryPoint, Graph, Known, Numbers, ReadHistory, RunAgain, RunProgram, Step
from grader.sandbox import messages, plain, protocol
from grader.sandbox.protocol import Packer, ProtocolError

CALL = CallEntryPoint(name="gradf", args=(2, 3, 4))
GRAPH = Graph(steps=(Step(op="leaf", operands=(), value=1.0),), root=0, names=())
PROGRAM = RunProgram(class_name="Value", leaf="Value(x)", data="data", grad="grad", graph=GRAPH, reads=(0, 0))
TOLD = RunAgain(name="gradf", cell=0, likely=(Known(args=(2.0,), value=1.0),))


def answer(number: int, value: float, evaluated: tuple[int, ...] = ()) -> bytes:
    packer = Packer().u32(number).u32(protocol.NUMBERS)
    plain.pack(packer, plain.Plain("float", (), [(value, "float", "")]))
    return packer.u32(0).texts([]).u32s(evaluated).bytes()


def test_the_same_bytes_are_the_same_object_whatever_the_calls_number() -> None:
    first = messages.outcome(answer(3, 0.5), 3, CALL)

    assert messages.outcome(answer(4, 0.5), 4, CALL) is first
    assert messages.outcome(answer(5, 0.25), 5, CALL) is not first
    assert messages.outcome(answer(5, -0.0), 5, CALL) is not messages.outcome(answer(6, 0.0), 6, CALL)


def test_calls_together_are_said_like_each_alone_whatever_was_said_before() -> None:
    calls, others = (CALL, PROGRAM), (PROGRAM, CALL)

    for asked, number in ((calls, 3), (calls, 3), (calls, 9), (others, 3)):
        alone = [messages.call(each, place) for place, each in enumerate(asked, number)]
        assert messages.together(asked, number) == b"".join(alone)


def test_an_answer_that_was_given_before_must_still_be_to_this_call_and_of_its_kind() -> None:
    messages.outcome(answer(3, 0.5), 3, CALL)

    with pytest.raises(ProtocolError, match="another call"):
        messages.outcome(answer(3, 0.5), 4, CALL)
    with pytest.raises(ProtocolError, match="another kind"):
        messages.outcome(answer(3, 0.5), 3, ReadHistory(name="gradf"))


def test_only_points_that_were_told_can_have_been_used() -> None:
    found = messages.outcome(answer(1, 0.5, (0,)), 1, TOLD)

    assert isinstance(found, Numbers)
    assert found.evaluated == (0,)
    for call, place in ((TOLD, 1), (CALL, 0)):
        with pytest.raises(ProtocolError, match="not told"):
            messages.outcome(answer(1, 0.5, (place,)), 1, call)


def test_there_is_an_end_to_what_is_kept() -> None:
    kept: messages.Kept[str] = messages.Kept()
    large = bytes(messages.LARGEST_KEPT)
    kept.keep(large + b"!", "too large")
    for number in range(3 * messages.KEPT_BYTES // len(large)):
        kept.keep(number.to_bytes(2, "big") + large[2:], "kept")

    assert "too large" not in kept.outcomes.values()
    assert 0 < sum(map(len, kept.outcomes)) <= messages.KEPT_BYTES


def nodes(count: int) -> bytes:
    packer = Packer().u32(7).u32(protocol.NUMBERS)
    plain.pack(packer, plain.Plain("list", (count,), [(1.0, "float", "")] * count))
    return packer.u32(0).texts([]).u32s([]).bytes()


def test_a_program_is_answered_by_a_number_and_a_gradient_for_each_node() -> None:
    found = messages.outcome(nodes(4), 7, PROGRAM)

    assert isinstance(found, Numbers)
    assert len(found.elements) == 4


@pytest.mark.parametrize("count", [0, 1, 3, 5, 8])
def test_an_answer_of_another_length_breaks_the_protocol(count: int) -> None:
    with pytest.raises(ProtocolError, match="another length"):
        messages.outcome(nodes(count), 7, PROGRAM)
