"""Frames between host and worker: tag, length, payload. Both sides import this; neither trusts the other.

A frame is one byte of tag, four of length, then the payload. What the host says is a tuple of plain
objects, in Python's own marshal: both sides are the same interpreter, and the worker has nothing to
fear from the host. What a worker says is never unmarshalled, unpickled, nor parsed as JSON or Python:
numbers travel as raw doubles or int64, text as capped UTF-8, and what does not decode exactly is a
ProtocolError, and ends the worker.
"""

from __future__ import annotations

import marshal
import struct

TYPE_CHECKING = False  # ``typing`` itself takes 4 ms
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

HEADER = struct.Struct("<BI")
PAIR = struct.Struct("<II")
U32 = struct.Struct("<I")
I64 = struct.Struct("<q")
F64 = struct.Struct("<d")

# Sizes: an answer of 4096 doubles with its words fits a worker's frame; the extracted code of a
# submission (256 KiB) fits the host's.
MAX_FROM_WORKER = 512 * 1024
MAX_TO_WORKER = 8 * 1024 * 1024
MAX_TEXT = 16 * 1024
MAX_CELLS = 4096  # of one submission; a script of more statements is cut into as many groups

# What a worker writes to its channel before it rings: well below what the channel holds, or it would wait
# for a host that does not look.
CHANNEL_BYTES = 256 * 1024
UNHEARD_BYTES, UNHEARD_FRAMES = 32 * 1024, 32

# Host to worker.
SOURCE = 1
CALL = 2
PROGRAM = 3
AGAIN = 4
HISTORY = 5
VALUE = 6
INTERFACE = 7
PARTS = 8

# Worker to host.
CELL_STARTED = 64
CELL_DONE = 65
READY = 66
EVALUATE = 67
RESULT = 68
SPELLED = 69

# What a RESULT holds.
NUMBERS = 1
RAISED = 2
MISSING = 3
MOMENTS = 4
USED = 5
NOTED = 6
MADE = 7

# What a class of nodes can define; a leading r stands for the reflected operator.
FUNCTIONS = ("abs", "cos", "cosh", "exp", "log", "relu", "sigmoid", "sin", "sinh", "sqrt", "tan", "tanh")
OPERATIONS = (
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "rpow", "neg", "pos"),
    *FUNCTIONS,
)

# What a traced call can show: the bits of its one number, in the order of ``model.Sight``.
COMPLEX, QUOTIENT, STEP, NEARBY, ELSEWHERE, PRECISE, OBJECTS, LIBRARY, OTHERWISE, UNSEEN, SUMS, AROUND = (
    1 << bit for bit in range(12)
)

# No word: something imaginary is added to what is not, or a part of a complex number is given.
IMAGINARY_STEP = "x + iy"
# Words of a source that a formula and a class that differentiates have no use for: numbers with which a
# derivative is exact without calculus, and ways to hide how something is made. Those in the last row have no
# use anywhere in a submission.
OTHER_NUMBERS = (
    *("cmath", "complex", "complex64", "complex128", "complex256", "cdouble", "clongdouble", "csingle"),
    *("imag", "conj", "conjugate", IMAGINARY_STEP),
    *("decimal", "Decimal", "fractions", "Fraction", "mpmath"),
    *("longdouble", "float128", "isqrt", "as_integer_ratio"),
)
BEHIND_ANYWHERE = (
    *("setprofile", "setprofile_all_threads", "getprofile", "settrace", "settrace_all_threads"),
    *("addaudithook", "sys.monitoring", "get_objects", "get_referrers", "get_referents"),
    *("_getframe", "_current_frames", "f_back", "f_globals", "f_locals", "__globals__"),
    *("tb_frame", "gi_frame", "cr_frame", "ag_frame"),
    *("ctypes", "__builtins__", "__code__", "__subclasses__", "_thread", "marshal", "posix"),
    *("_xxsubinterpreters", "_interpreters", "interpreters", "InterpreterPoolExecutor", "_testcapi"),
    *("code.InteractiveInterpreter", "code.InteractiveConsole", "code.compile_command", "codeop"),
    *("FileIO", "fdopen", "socket", "os.dup", "os.dup2", "os.read", "os.readv", "os.write", "os.writev"),
)
QUOTIENT_OF_SUM = "(+)/"  # no word: a sum or a difference is divided by one number
OWN_RULES = "d(d())"  # no word: a function calls itself for the parts of what it is given, at several places
BEHIND = (
    *("ast", "compile", "eval", "exec", "getattr", "globals", "importlib", "inspect", "locals", "vars"),
    *("attrgetter", "methodcaller", "__getattribute__"),
    *("__import__", "__main__", *BEHIND_ANYWHERE),
)

# The last version of marshal that looks for no object met before.
_PLAIN = 2
_loads, _pack = marshal.loads, struct.pack

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1


class ProtocolError(Exception):
    """A frame that does not decode exactly as it should."""


class Packer:
    """Builds a payload. Every method returns the packer, so that a message reads as one line."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def u32(self, value: int) -> Packer:
        """Append an unsigned integer below 2**32."""
        self.parts.append(U32.pack(value))
        return self

    def u32s(self, values: Sequence[int]) -> Packer:
        """Append a counted list of unsigned integers below 2**32."""
        self.parts.append(_pack(f"<I{len(values)}I", len(values), *values))
        return self

    def f64(self, value: float) -> Packer:
        """Append a double, bit for bit."""
        self.parts.append(F64.pack(value))
        return self

    def f64s(self, values: Sequence[float]) -> Packer:
        """Append doubles, bit for bit; who reads them knows how many."""
        self.parts.append(_pack(f"<{len(values)}d", *values))
        return self

    def same_f64s(self, kind: bytes, values: Sequence[float]) -> Packer:
        """Append the one kind that all ``values`` have, its place for each of them, and the doubles."""
        count = len(values)
        self.parts.append(kind)
        self.parts.append(_pack(f"<I{4 * count}x{count}d", count, *values))
        return self

    def number(self, value: float) -> Packer:
        """Append an int64 or a double, so that 2 arrives as 2 and 2.0 as 2.0."""
        if type(value) is int and INT64_MIN <= value <= INT64_MAX:
            self.parts.append(b"i" + I64.pack(value))
        else:
            self.parts.append(b"f" + F64.pack(value))
        return self

    def text(self, value: str, cap: int = MAX_TEXT) -> Packer:
        """Append text, cut to ``cap`` characters; lone surrogates arrive as escapes."""
        raw = value[:cap].encode("utf-8", "backslashreplace")
        self.parts.append(U32.pack(len(raw)))
        self.parts.append(raw)
        return self

    def texts(self, values: tuple[str, ...] | list[str]) -> Packer:
        """Append a counted list of texts."""
        self.u32(len(values))
        for value in values:
            self.text(value)
        return self

    def bytes(self) -> bytes:
        """Return the payload."""
        return b"".join(self.parts)


class Unpacker:
    """Reads a payload field by field; anything missing or left over is a ProtocolError."""

    __slots__ = ("data", "offset")

    def __init__(self, data: bytes, offset: int = 0) -> None:
        self.data = data
        self.offset = offset

    def take(self, count: int) -> bytes:
        """Return the next ``count`` bytes."""
        end = self.offset + count
        if end > len(self.data):
            raise ProtocolError("the payload ends early")
        piece = self.data[self.offset : end]
        self.offset = end
        return piece

    def u32(self) -> int:
        """Return the next unsigned integer."""
        try:
            value: int = U32.unpack_from(self.data, self.offset)[0]
        except struct.error:
            raise ProtocolError("the payload ends early") from None
        self.offset += 4
        return value

    def count(self, limit: int) -> int:
        """Return the next unsigned integer, which may not exceed ``limit``."""
        value = self.u32()
        if value > limit:
            raise ProtocolError(f"a count of {value} where at most {limit} is possible")
        return value

    def u32s(self, limit: int) -> tuple[int, ...]:
        """Return the next counted list of unsigned integers, at most ``limit`` of them."""
        count = self.count(limit)
        return struct.unpack(f"<{count}I", self.take(4 * count))

    def f64(self) -> float:
        """Return the next double."""
        value: float = F64.unpack(self.take(8))[0]
        return value

    def f64s(self, count: int) -> tuple[float, ...]:
        """Return the next ``count`` doubles."""
        return struct.unpack(f"<{count}d", self.take(8 * count))

    def number(self) -> int | float:
        """Return the next int64 or double."""
        kind = self.take(1)
        if kind == b"i":
            value: int = I64.unpack(self.take(8))[0]
            return value
        if kind == b"f":
            return self.f64()
        raise ProtocolError("a number of no known kind")

    def text(self, cap: int = MAX_TEXT) -> str:
        """Return the next text, cut to ``cap`` characters; broken UTF-8 is replaced."""
        length = self.u32()
        return self.take(length).decode("utf-8", "replace")[:cap]

    def texts(self, limit: int = 4096) -> tuple[str, ...]:
        """Return the next counted list of texts."""
        return tuple(self.text() for _ in range(self.count(limit)))

    def end(self) -> None:
        """Assert that nothing is left."""
        if self.offset != len(self.data):
            raise ProtocolError("the payload has bytes left over")


def frame(tag: int, payload: bytes = b"") -> bytes:
    """Return a whole frame."""
    return HEADER.pack(tag, len(payload)) + payload


def told(tag: int, said: tuple[Any, ...]) -> bytes:
    """Return a whole frame of the host's: tuples, lists and dicts of numbers, bools and text."""
    return frame(tag, packed(said))


def packed(said: tuple[Any, ...]) -> bytes:
    """Return what ``heard`` takes apart."""
    return marshal.dumps(said, _PLAIN)


def heard(payload: bytes) -> tuple[Any, ...]:
    """Return what the host said; for the worker alone."""
    said: tuple[Any, ...] = _loads(payload)
    return said


class FrameReader:
    """Cuts a stream of bytes into frames, however the bytes arrive."""

    __slots__ = ("at", "buffer", "limit")

    def __init__(self, limit: int) -> None:
        self.buffer = bytearray()
        self.at = 0  # up to where it has been read
        self.limit = limit

    def feed(self, data: bytes) -> None:
        """Add bytes from the stream."""
        del self.buffer[: self.at]
        self.at = 0
        self.buffer += data

    def left(self) -> int:
        """Return how many bytes have arrived that no frame has been cut from."""
        return len(self.buffer) - self.at

    def next(self) -> tuple[int, bytes] | None:
        """Return the next whole frame as (tag, payload), or None; ProtocolError if it is too large."""
        start = self.at + HEADER.size
        if len(self.buffer) < start:
            return None
        tag, length = HEADER.unpack_from(self.buffer, self.at)
        if length > self.limit:
            raise ProtocolError(f"a frame of {length} bytes where at most {self.limit} are allowed")
        end = start + length
        if len(self.buffer) < end:
            return None
        self.at = end
        return tag, bytes(self.buffer[start:end])
