"""Frames and payloads: exact round trips, and nothing else is accepted."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import protocol
from grader.sandbox.protocol import FrameReader, Packer, ProtocolError, Unpacker


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_doubles_arrive_bit_for_bit(value: float) -> None:
    arrived = Unpacker(Packer().f64(value).bytes()).f64()

    assert math.copysign(1.0, arrived) == math.copysign(1.0, value) or math.isnan(value)
    assert arrived == value or (math.isnan(arrived) and math.isnan(value))


@given(st.one_of(st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False)))
def test_ints_stay_ints_and_floats_stay_floats(value: float) -> None:
    arrived = Unpacker(Packer().number(value).bytes()).number()

    assert type(arrived) is type(value)
    assert arrived == value


def test_an_int_beyond_64_bits_travels_as_a_double() -> None:
    assert Unpacker(Packer().number(2**80).bytes()).number() == float(2**80)


@given(st.text(max_size=300))
def test_text_without_surrogates_round_trips(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return

    assert Unpacker(Packer().text(value).bytes()).text() == value


def test_text_is_cut_at_its_cap() -> None:
    assert Unpacker(Packer().text("x" * 50, cap=10).bytes()).text() == "x" * 10


@given(st.binary(max_size=200), st.integers(1, 7))
def test_frames_are_whole_however_the_bytes_arrive(payload: bytes, size: int) -> None:
    stream = protocol.frame(7, payload) + protocol.frame(8)
    reader = FrameReader(1000)
    frames = []
    for start in range(0, len(stream), size):
        reader.feed(stream[start : start + size])
        while (frame := reader.next()) is not None:
            frames.append(frame)

    assert frames == [(7, payload), (8, b"")]


def test_a_frame_above_the_limit_is_refused_before_it_is_read() -> None:
    reader = FrameReader(10)
    reader.feed(protocol.HEADER.pack(1, 11))

    with pytest.raises(ProtocolError, match="11 bytes where at most 10"):
        reader.next()


@pytest.mark.parametrize(
    ("payload", "read", "match"),
    [
        (b"\x01", lambda r: r.u32(), "ends early"),
        (b"x" + bytes(8), lambda r: r.number(), "no known kind"),
        (Packer().u32(9).bytes(), lambda r: r.count(8), "9 where at most 8"),
        (Packer().u32(2**31).bytes(), lambda r: r.text(), "ends early"),
        (b"left", lambda r: r.end(), "left over"),
    ],
    ids=["short", "kind", "count", "length", "rest"],
)
def test_a_payload_that_does_not_decode_exactly_is_an_error(
    payload: bytes, read: Callable[[Unpacker], object], match: str
) -> None:
    with pytest.raises(ProtocolError, match=match):
        read(Unpacker(payload))


@given(st.binary(max_size=60))
def test_no_bytes_make_a_payload_reader_fail_in_another_way(data: bytes) -> None:
    for read in (Unpacker.u32, Unpacker.f64, Unpacker.number, Unpacker.text, Unpacker.texts):
        try:
            read(Unpacker(data))
        except ProtocolError:
            continue
