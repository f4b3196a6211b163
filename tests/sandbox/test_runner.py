"""The seam ``run(job, conversation)`` with real processes: one fault costs one call, and nothing is left."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.model import (
    CallEntryPoint,
    CellState,
    Conversation,
    Ended,
    EndReason,
    Graph,
    History,
    Known,
    Limits,
    Missing,
    NodeNames,
    Raised,
    ReadHistory,
    RunAgain,
    RunProgram,
    Step,
)
from grader.sandbox import launch, runner
from grader.sandbox.one_job import MAX_ERROR_TEXT
from grader.sandbox.runner import Sandbox
from grader.sandbox.slot import LEVELS
from tests.sandbox.conversing import GRADF, GRADF_SOURCE, QUICK, converse, is_running, job, values


def test_an_answer_arrives_as_raw_doubles_with_its_shape_and_type(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("def gradf(a, b, c):\n    return [a * 0.1, b, c / 3]"), GRADF)

    assert values(outcomes[0]) == [2 * 0.1, 3.0, 4 / 3]
    assert outcomes[0].form == "list"
    assert outcomes[0].shape == (3,)


def test_ints_arrive_as_ints_and_floats_as_floats(sandbox: Sandbox) -> None:
    source = "def gradf(*args):\n    return [1 if type(x) is int else 0 for x in args]"

    outcomes, _, _ = converse(sandbox, job(source), CallEntryPoint(name="gradf", args=(2, 3.0, 4)))

    assert values(outcomes[0]) == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("True", "bool True"),
        ("None", "None"),
        ("'1.5'", "str '1.5'"),
        ("1j", "complex 1j"),
        ("10**400", "an int too large for a double"),
        ("type('Evil', (float,), {'__eq__': lambda *_: True})(1.0)", "Evil"),
        ("__import__('decimal').Decimal('1')", "Decimal"),
    ],
    ids=["bool", "none", "text", "complex", "huge", "subclass", "decimal"],
)
def test_what_is_no_real_number_is_named(sandbox: Sandbox, expression: str, found: str) -> None:
    outcomes, _, _ = converse(sandbox, job(f"def gradf(*_):\n    return [1.0, {expression}]"), GRADF)

    assert values(outcomes[0]) == [1.0, None]
    assert outcomes[0].elements[1].found == found


def test_a_dict_keeps_its_keys_and_a_matrix_its_shape(sandbox: Sandbox) -> None:
    source = """
        def gradf(*_):
            return {'a': 1, 0: 2.5, -1: 2}
        def numerical_grad(*_):
            return [[1, 2], (3, 4)]
    """

    outcomes, _, _ = converse(sandbox, job(source), GRADF, CallEntryPoint(name="numerical_grad", args=()))

    assert [element.key for element in outcomes[0].elements] == ["a", "0", "int"]
    assert outcomes[1].shape == (2, 2)


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("[[1], [1, 2]]", "different lengths"),
        ("[0.0] * 100000", "more than 4096"),
        ("(lambda x: (x.append(x), x)[1])([])", "levels of nesting"),
    ],
    ids=["ragged", "long", "endless"],
)
def test_what_is_no_vector_is_explained(sandbox: Sandbox, expression: str, problem: str) -> None:
    outcomes, _, _ = converse(sandbox, job(f"def gradf(*_):\n    return {expression}"), GRADF)

    assert problem in outcomes[0].problem


def test_an_exception_names_the_students_own_line(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("def gradf(a, b, c):\n    x = 1\n    return x / 0\n"), GRADF)

    assert isinstance(outcomes[0], Raised)
    assert (outcomes[0].type, outcomes[0].line) == ("ZeroDivisionError", 3)
    assert "return x / 0" in outcomes[0].text


def test_a_name_that_is_not_there_is_missing(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("x = 1"), GRADF)

    assert isinstance(outcomes[0], Missing)
    assert "does not define gradf" in outcomes[0].reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while True: pass", EndReason.TIME_LIMIT),
        ("__import__('time').sleep(1000)", EndReason.TIME_LIMIT),
        ("__import__('os')._exit(0)", EndReason.CRASHED),
        ("__import__('ctypes').string_at(0)", EndReason.CRASHED),
        ("print('x' * 2**20 * 40)", EndReason.OUTPUT_LIMIT),
        ("__import__('os').closerange(0, 100)", EndReason.CRASHED),
        ("__import__('os').write(3, b'nonsense' * 100)", EndReason.CRASHED),
    ],
    ids=["loop", "sleep", "exit", "segfault", "flood", "close", "forge"],
)
def test_a_call_that_ends_its_worker_costs_that_call_alone(
    sandbox: Sandbox, body: str, reason: EndReason
) -> None:
    source = (
        f"def gradf(*_):\n    {body}\n    return [9, 9, 9]\ndef numerical_grad(*_):\n    return [1, 2, 3]"
    )
    limits = Limits(cpu_s=1.0, wall_s=4.0, memory_mb=512, output_kb=16)

    outcomes, execution, _ = converse(
        sandbox, job(source, limits=limits), GRADF, CallEntryPoint(name="numerical_grad", args=())
    )

    assert isinstance(outcomes[0], Ended)
    assert outcomes[0].reason is reason
    assert values(outcomes[1]) == [1.0, 2.0, 3.0]
    assert execution.usage.workers == 2
    assert execution.usage.wall_s < 4.5


def test_a_forged_result_does_not_answer_another_call(sandbox: Sandbox) -> None:
    source = """
        import os, struct
        payload = struct.pack("<II", 2, 1) + struct.pack("<I", 4) + b"list" + struct.pack("<II", 0, 0)
        payload += struct.pack("<I", 1) + struct.pack("<Id", 1, 42.0) + struct.pack("<IIII", 0, 0, 0, 0)
        def gradf(*_):
            os.write(3, struct.pack("<BI", 68, len(payload)) + payload)
            return [1, 2, 3]
        def numerical_grad(*_):
            return [0, 0, 0]
    """

    outcomes, _, _ = converse(sandbox, job(source), GRADF, CallEntryPoint(name="numerical_grad", args=()))

    assert isinstance(outcomes[0], Ended)
    assert values(outcomes[1]) == [0.0, 0.0, 0.0]


def test_a_cell_without_end_is_left_out_and_the_others_are_run(sandbox: Sandbox) -> None:
    source = "def gradf(*_):\n    return [1]\nwhile True: pass\ndef numerical_grad(*_):\n    return [2]"

    outcomes, execution, _ = converse(
        sandbox, job(source), GRADF, CallEntryPoint(name="numerical_grad", args=())
    )

    assert [values(outcome) for outcome in outcomes] == [[1.0], [2.0]]
    assert [cell.state for cell in execution.cells] == [CellState.OK, CellState.ENDED, CellState.OK]


def test_a_memory_hog_is_stopped_and_the_next_call_is_answered(sandbox: Sandbox) -> None:
    source = "def gradf(*_):\n    return [0.0] * 10**12\ndef numerical_grad(*_):\n    return [2]"

    outcomes, _, _ = converse(sandbox, job(source), GRADF, CallEntryPoint(name="numerical_grad", args=()))

    assert isinstance(outcomes[0], Raised)
    assert outcomes[0].type == "MemoryError"
    assert values(outcomes[1]) == [2.0]


def test_at_most_three_workers_are_spent_on_a_submission(sandbox: Sandbox) -> None:
    source = "import os\ndef gradf(*_):\n    os._exit(0)"

    outcomes, execution, _ = converse(sandbox, job(source), GRADF, GRADF, GRADF, GRADF)

    assert all(isinstance(outcome, Ended) for outcome in outcomes)
    assert "not run" in outcomes[3].figure
    assert execution.usage.workers == 3


@pytest.mark.parametrize("sandbox", ["bare"], indirect=True)
def test_no_descendant_outlives_its_job(sandbox: Sandbox) -> None:
    source = """
        import os, time
        there, told = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                print("daemon", os.getpid(), flush=True)
                os.write(told, b"x")
                time.sleep(60)
            os._exit(0)
        os.read(there, 1)
        def gradf(*_):
            return [1]
    """

    outcomes, execution, _ = converse(sandbox, job(source, limits=QUICK), GRADF)

    assert values(outcomes[0]) == [1.0]
    pid = int(execution.output.split("daemon", 1)[1].split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_the_worker_sees_no_environment_and_no_grader(sandbox: Sandbox) -> None:
    source = """
        import os, sys
        print(sorted(os.environ), [m for m in sys.modules if m.startswith("grader")])
    """

    _, execution, _ = converse(sandbox, job(source), GRADF)

    assert execution.output in ("['PYTHONHASHSEED'] []\n", "['LC_CTYPE', 'PYTHONHASHSEED'] []\n")


@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_the_streams_of_a_worker_are_a_null_device_and_a_pipe(sandbox: Sandbox) -> None:
    source = """
        import sys
        print([stream.fileno() for stream in (sys.stdin, sys.stdout, sys.stderr)])
        print(sys.stdout.seekable(), sys.stdout.line_buffering, sys.stdin.read() == "")
        print("to errors", file=sys.stderr)
    """

    _, execution, _ = converse(sandbox, job(source), GRADF)

    assert execution.output == "[0, 1, 2]\nFalse True True\nto errors\n"


@pytest.mark.parametrize("sandbox", ["bare"], indirect=True)
def test_without_a_wall_around_files_a_worker_has_a_directory_that_goes_with_it(sandbox: Sandbox) -> None:
    source = """
        import os
        print(os.getcwd(), os.listdir("."))
        open("left-behind", "w").write("x")
    """

    _, execution, _ = converse(sandbox, job(source), GRADF)

    directory, inside = execution.output.split()
    assert inside == "[]"
    assert execution.cells[-1].state is CellState.OK
    assert not Path(directory).exists()


@pytest.mark.parametrize("sandbox", ["full"], indirect=True)
def test_at_full_a_worker_is_alone_in_an_empty_place(sandbox: Sandbox) -> None:
    source = "import os\nprint(os.getcwd(), os.listdir('.'), os.getpid(), os.path.exists('/proc'))"

    _, execution, _ = converse(sandbox, job(source), GRADF)

    assert execution.output == "/empty [] 1 False\n"


@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_what_a_wall_refuses_costs_its_cell_alone(sandbox: Sandbox) -> None:
    source = """
        def gradf(*_):
            return [1]
        open("left-behind", "w")
        import os
        os.fork()
        import socket
        socket.socket()
        open("/etc/passwd")
    """

    outcomes, execution, _ = converse(sandbox, job(source), GRADF)

    failed = [cell.error.type for cell in execution.cells if isinstance(cell.error, Raised)]
    assert len(failed) == 4
    assert set(failed) <= {"PermissionError", "FileNotFoundError", "OSError"}
    assert values(outcomes[0]) == [1.0]


@pytest.mark.parametrize("sandbox", LEVELS, indirect=True)
def test_the_standard_library_can_be_imported_behind_the_walls(sandbox: Sandbox) -> None:
    source = """
        import ctypes, decimal, sqlite3, statistics, json, inspect, colorsys, encodings.cp1250, bz2
        import threading, unittest, dataclasses, asyncio, concurrent.futures, zoneinfo
        def gradf(*_):
            thread = threading.Thread(target=len, args=([],))
            thread.start()
            thread.join()
            return [len(inspect.getsource(gradf).splitlines())]
    """

    outcomes, execution, _ = converse(sandbox, job(source), GRADF)

    assert [cell.error for cell in execution.cells] == [None] * len(execution.cells)
    assert values(outcomes[0]) == [5.0]


@pytest.mark.parametrize("sandbox", [*LEVELS, "bare"], indirect=True)
def test_the_execution_names_the_level_and_its_walls(sandbox: Sandbox, behind: str) -> None:
    _, execution, _ = converse(sandbox, job("x = 1"), GRADF)

    assert execution.level == behind.replace("bare", "process")
    assert ("system-call filter" in execution.walls) is (behind != "bare")
    assert any("namespaces" in wall for wall in execution.walls) is (behind == "full")


@pytest.mark.parametrize("sandbox", [*LEVELS, "bare"], indirect=True)
def test_a_worker_dies_with_its_zygote(sandbox: Sandbox) -> None:
    killed = []

    def conversation() -> Conversation:
        yield GRADF
        workers = Path(f"/proc/{sandbox.slot.pid}/task/{sandbox.slot.pid}/children").read_text().split()
        os.kill(sandbox.slot.pid, 9)
        killed.extend(int(worker) for worker in workers)
        yield GRADF

    if sys.platform != "linux":
        pytest.skip("needs /proc")
    sandbox.run(job("def gradf(*_):\n    return [1]"), conversation())

    assert len(killed) == 1
    for _ in range(100):
        if not is_running(killed[0]):
            break
        time.sleep(0.02)
    assert not is_running(killed[0])


def test_the_zygote_comes_back_after_a_kill(sandbox: Sandbox) -> None:
    old = sandbox.slot.pid
    os.kill(old, 9)
    time.sleep(0.05)

    outcomes, _, _ = converse(sandbox, job("def gradf(*_):\n    return [1]"), GRADF)

    assert values(outcomes[0]) == [1.0]
    assert sandbox.slot.pid != old


def test_output_is_kept_at_head_and_tail(sandbox: Sandbox) -> None:
    source = "print('first')\nprint('x' * 100000)\nprint('last', flush=True)"

    _, execution, _ = converse(sandbox, job(source), GRADF)

    assert execution.output.startswith("first")
    assert execution.output.rstrip().endswith("last")
    assert len(execution.output) < 17_000
    assert execution.output_bytes > 100_000


def test_a_variable_has_one_moment_for_each_cell_that_changed_it(sandbox: Sandbox) -> None:
    source = """
        numerical_grad = [0, 0]
        numerical_grad[1] = 5
        y = 3
        numerical_grad2 = [1]
        numerical_grad = "plot"
    """

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="numerical_grad"))

    assert isinstance(outcomes[0], History)
    moments = [[element.value for element in moment.data.elements] for moment in outcomes[0].moments]
    assert moments == [[0.0, 0.0], [0.0, 5.0], [None]]
    assert outcomes[0].other_ticks == (4,)


def test_cells_run_again_with_the_hosts_function(sandbox: Sandbox) -> None:
    source = """
        def f(a, b, c):
            return 0.0
        h = 0.5
        da = (f(2 + h, 3, 4) - f(2, 3, 4)) / h
        numerical_grad = [da]
    """

    outcomes, _, points = converse(
        sandbox,
        job(source),
        ReadHistory(name="numerical_grad"),
        RunAgain(name="numerical_grad", cell=3, serve=("f",)),
        ReadHistory(name="numerical_grad"),
    )

    assert [element.value for element in outcomes[0].moments[0].data.elements] == [0.0]
    assert values(outcomes[1]) == [2 * 2 + 0.5 + 4]
    assert points == [(2.5, 3.0, 4.0), (2.0, 3.0, 4.0)]
    assert outcomes[2] == outcomes[0]


@pytest.mark.parametrize(
    "two", ["def height(a, b, c):\n    return 0.0\nf = height", "f = lambda a, b, c: 0.0\nheight = f"]
)
def test_a_function_of_two_names_is_the_hosts_under_both(sandbox: Sandbox, two: str) -> None:
    again = RunAgain(name="numerical_grad", cell=2, serve=("f",))

    outcomes, _, _ = converse(sandbox, job(f"{two}\nnumerical_grad = [height(2, 3, 4)]"), again)

    assert values(outcomes[0]) == [2 * 2 + 2 * 3 + 2 * 4]


@pytest.mark.parametrize(
    ("f", "call"),
    [
        ("def f(a, b, c): ...", "f(b=3, a=2, c=4)"),
        ("def f(x, y, z): ...", "f(2, z=4, y=3)"),
        ("def f(x=2, y=3, z=4): ...", "f(y=3)"),
        ("def f(x, y, z, *, verbose=False): ...", "f(2, 3, 4, verbose=True)"),
        ("def f(x): ...", "f([2, 3, 4])"),
        ("def f(x): ...", "f(numpy.array([2, 3, 4]))"),
        ("def f(*x): ...", "f(2, Fraction(3), 4)"),
        ("def f(x, y, z): ...", "f(*range(2, 2 + f.__code__.co_argcount))"),
        ("def f(x): ...", "f({'c': 4, 'a': 2, 'b': 3})"),
        ("def f(x): ...", "f(SimpleNamespace(c=4, a=2, b=3))"),
        ("f = lambda a: lambda b: lambda c: 0", "f(2)(3)(4)"),
        ("def f(a): return lambda b, c: 0", "f(2)(3, 4)"),
    ],
)
def test_f_is_called_as_the_student_defines_it(sandbox: Sandbox, f: str, call: str) -> None:
    if "numpy" in call:
        pytest.importorskip("numpy")
    imports = "import numpy\nfrom fractions import Fraction\nfrom types import SimpleNamespace"
    source = f"{imports}\n{f}\nnumerical_grad = [{call}]"

    outcomes, _, points = converse(
        sandbox, job(source), RunAgain(name="numerical_grad", cell=4, serve=("f",))
    )

    assert values(outcomes[0]) == [2 * 2 + 2 * 3 + 2 * 4]
    assert points == [(2.0, 3.0, 4.0)]


@pytest.mark.parametrize("call", ["f(2, 3)", "f([2, 3])", "f(2, 3, 4, 5)"])
def test_what_f_lacks_its_own_definition_says(sandbox: Sandbox, call: str) -> None:
    again = RunAgain(name="numerical_grad", cell=1, serve=("f",))

    outcomes, _, _ = converse(sandbox, job(f"def f(x, y, z): ...\nnumerical_grad = [{call}]"), again)

    assert isinstance(outcomes[0], Raised)
    assert "positional argument" in outcomes[0].message


def test_of_arguments_one_after_the_other_what_is_no_number_goes_to_the_students_own(
    sandbox: Sandbox,
) -> None:
    source = "f = lambda a: lambda b: lambda c: (len(b), c)\nnumerical_grad = f(2)([3])(4)"
    again = RunAgain(name="numerical_grad", cell=1, serve=("f",))

    outcomes, _, points = converse(sandbox, job(source), again)

    assert values(outcomes[0]) == [1.0, 4.0]
    assert points == []


def test_f_is_the_hosts_where_what_must_not_be_called_is_f_itself(sandbox: Sandbox) -> None:
    again = RunAgain(name="numerical_grad", cell=2, serve=("f",), watch=("gradf",))
    source = "def f(a, b, c):\n    return 0.0\ngradf = f\nnumerical_grad = [f(2, 3, 4)]"

    outcomes, _, _ = converse(sandbox, job(source), again)

    assert values(outcomes[0]) == [2 * 2 + 2 * 3 + 2 * 4]


def test_points_that_were_told_ahead_are_not_asked_for_and_said_in_the_answer(sandbox: Sandbox) -> None:
    source = "def f(a, b, c):\n    return 0\nnumerical_grad = [f(2, 3, 4), f(2, 3, 5), f(2.0, 3, 4)]"
    told = tuple(
        Known(args=point, value=value) for point, value in (((9.0, 9.0, 9.0), 1.0), ((2.0, 3.0, 4.0), 7.5))
    )
    again = RunAgain(name="numerical_grad", cell=1, serve=("f",), likely=told)

    outcomes, _, points = converse(sandbox, job(source), again)

    assert values(outcomes[0]) == [7.5, 2 * 2 + 2 * 3 + 2 * 5, 7.5]
    assert outcomes[0].evaluated == (1,)
    assert points == [(2.0, 3.0, 5.0)]


def test_what_is_no_plain_number_goes_to_the_students_own_function(sandbox: Sandbox) -> None:
    source = """
        def f(a, b, c):
            return "own"
        numerical_grad = [len(f([1], 2, 3)), f(1, 1, 1)]
    """

    outcomes, _, points = converse(
        sandbox, job(source), RunAgain(name="numerical_grad", cell=1, serve=("f",))
    )

    assert values(outcomes[0]) == [3.0, 4.0]
    assert points == [(1.0, 1.0, 1.0)]


def test_calls_of_a_watched_function_are_counted_and_falsified(sandbox: Sandbox) -> None:
    source = "def gradf(a, b, c):\n    return [1.0, 2.0]\nnumerical_grad = gradf(2, 3, 4)"
    again = RunAgain(name="numerical_grad", cell=1, serve=("f",), watch=("gradf",))

    outcomes, _, _ = converse(sandbox, job(source), again, again._replace(poison=1.0))

    assert outcomes[0].watched_calls == 1
    assert [values(outcome) for outcome in outcomes] == [[1.0, 2.0], [2.0, 3.0]]


def test_a_function_counts_as_its_own_cell_left_it(sandbox: Sandbox) -> None:
    source = """
        def gradf(a, b, c):
            return [1]
        numerical_grad = [0]
        def gradf(a, b, c):
            return [2]
    """

    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert values(outcomes[0]) == [1.0]


STAGES = """
    class Value:
        def __init__(self, data):
            self.data, self.grad = data, 0.0
        def __add__(self, other):
            return Value(self.data + other.data)
        def exp(self):
            return Value(self.data * 10)
        def backward(self):
            self.grad = 1.0
    logits = [Value(0.0)]
"""
TOY = """
    class Value:
        def __init__(self, x):
            self.x = x
        def __add__(self, other):
            return Value(self.x + other.x)
"""


@pytest.mark.parametrize("below", [TOY, "del Value", "Value = 3"], ids=["toy", "deleted", "a number"])
def test_a_class_is_used_under_its_name_whatever_stands_there_at_the_end(
    sandbox: Sandbox, below: str
) -> None:
    steps = (Step(op="leaf", value=0.5), Step(op="exp", operands=(0,)))
    program = RunProgram("Value", "Value(x)", "data", "grad", Graph(steps, (), root=1), reads=(1,))
    asked = job(STAGES, below)._replace(nodes=(NodeNames("Value", "data", "grad", ("exp",)),))

    outcomes, _, _ = converse(sandbox, asked, program)

    assert values(outcomes[0])[:1] == [5.0]


def test_what_a_cell_that_was_stopped_was_to_define_tells_of_its_end(sandbox: Sandbox) -> None:
    cells = "x = 1\nwhile True:\n    numerical_grad = [1]", "numerical_grad2 = [2]"
    asked = job(*cells, form="notebook")

    outcomes, _, _ = converse(
        sandbox, asked, *map(ReadHistory, ("numerical_grad", "numerical_grad2", "gradf"))
    )

    stopped, found, absent = outcomes
    assert isinstance(stopped, Missing)
    assert stopped.ended is not None
    assert (stopped.cell, stopped.ended.reason, stopped.ended.label) == (0, EndReason.TIME_LIMIT, "cell 1")
    assert isinstance(found, History)
    assert isinstance(absent, Missing)
    assert absent.ended is None


def test_a_cell_that_lacked_a_later_name_runs_once_more(sandbox: Sandbox) -> None:
    _, execution, _ = converse(sandbox, job("x = y + 1", "y = 1", form="notebook"), GRADF)

    assert [(cell.state, cell.retried) for cell in execution.cells] == [
        (CellState.OK, True),
        (CellState.OK, False),
    ]


def test_who_defines_a_name_inside_of_a_function_is_told_so(sandbox: Sandbox) -> None:
    source = "def main(x=1, *, y=2):\n    numerical_grad = [1]\n    return numerical_grad\nmain()\nmain(2)"

    outcomes, _, _ = converse(sandbox, job(source), ReadHistory(name="numerical_grad"), ReadHistory(name="x"))

    assert [each.reason for each in outcomes if isinstance(each, Missing)] == [
        "the submission does not define numerical_grad; only its function main knows the name: "
        "move it out of there, to the left margin",
        "the submission does not define x",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "class Solution:\n    def gradf(a, b, c):\n        return [1]",
        "class Solution:\n    def run(self):\n        gradf = 1",
        "class Solution:\n    def run(self):\n        class gradf:\n            copy = lambda self: gradf()",
    ],
)
def test_who_defines_a_name_inside_of_a_class_is_told_so(sandbox: Sandbox, source: str) -> None:
    outcomes, _, _ = converse(sandbox, job(source), GRADF)

    assert [each.reason for each in outcomes if isinstance(each, Missing)] == [
        "the submission does not define gradf; only its class Solution knows the name: "
        "move it out of there, to the left margin"
    ]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "outside",
    [
        "import os\nos.chdir('/content/drive')",
        "open('data.csv')",
        "import os\nos.environ['NOT_SET']",
        "import pathlib\npathlib.Path('~nobody-at-all').expanduser()",
        "import locale\nlocale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')",
        "import zoneinfo\nzoneinfo.ZoneInfo('Nowhere/At_all')",
        "import plots\nif plots.is_dark():\n    x = 1",
        "open('a'); open('b')\nopen('c')",
        "import torch\ndevice = 'cuda' if torch.cuda.is_available() else 'cpu'\nprint(device)",
        "from torch import *\nx = tensor([1.0])\ny = x + zeros(1)",
        "with open('words.txt') as file:\n    words = file.read()\nletters = set(words)\nprint(len(letters))",
    ],
)
def test_what_is_not_there_costs_its_own_statements_alone(sandbox: Sandbox, outside: str) -> None:
    cell = f"{outside}\ndef gradf(a, b, c):\n    return [a]"

    outcomes, execution, _ = converse(sandbox, job(cell, form="notebook"), GRADF)

    assert values(outcomes[0]) == [2.0]
    assert [cell.state for cell in execution.cells] == [CellState.RAISED]


def test_a_name_to_be_made_of_what_is_not_there_costs_later_cells_nothing_else(sandbox: Sandbox) -> None:
    cells = ("words = open('words.txt')", "longest = max(words)\ndef gradf(a, b, c):\n    return [a]")

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [2.0]


def test_a_breakpoint_that_was_left_stops_nothing(sandbox: Sandbox) -> None:
    outcomes, _, _ = converse(sandbox, job("def gradf(a, b, c):\n    breakpoint()\n    return [a]"), GRADF)

    assert values(outcomes[0]) == [2.0]


@pytest.mark.parametrize(
    "own", ["assert 1 == 2", "{}['x']", "open('x')\nassert 1 == 2", "x = open('x')\nprint(y)"]
)
def test_behind_a_mistake_of_its_own_a_cell_does_not_go_on(sandbox: Sandbox, own: str) -> None:
    cell = f"{own}\ndef gradf(a, b, c):\n    return [a]"

    outcomes, _, _ = converse(sandbox, job(cell, form="notebook"), GRADF)

    assert isinstance(outcomes[0], Raised)


def test_behind_the_answers_one_training_without_end_is_enough(sandbox: Sandbox) -> None:
    training = "while True: pass"
    cells = (
        "def gradf(a, b, c):\n    return [g(a)]",
        training,
        "x = y",
        "def g(a):\n    return a",
        training,
        training,
    )

    outcomes, execution, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [2.0]
    assert execution.usage.workers == 2
    assert [cell.label for cell in execution.cells] == ["cell 1", "cell 2", "cell 3", "cell 4"]


def test_an_answer_is_found_below_many_trainings(sandbox: Sandbox) -> None:
    training = "while True: pass"
    cells = (training, training, "x = 1\nwhile x: pass", "def gradf(a, b, c):\n    return [a]")

    outcomes, execution, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [2.0]
    assert execution.usage.workers == 3


def test_an_answer_is_found_beside_a_training_without_end(sandbox: Sandbox) -> None:
    cell = "def gradf(a, b, c):\n    return [a]\nwhile True: pass"

    outcomes, execution, _ = converse(sandbox, job(cell, "while True: pass", form="notebook"), GRADF)

    assert values(outcomes[0]) == [2.0]
    assert [cell.state for cell in execution.cells] == [CellState.ENDED]


def test_a_cell_that_lacks_a_name_runs_once_more_behind_a_training_too(sandbox: Sandbox) -> None:
    training = "while True: pass"
    cells = ("numerical_grad = [f(1)]", training, "def f(a):\n    return a", training, training)

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), RunAgain(name="numerical_grad", cell=0))

    assert values(outcomes[0]) == [1.0]


def test_a_class_that_is_written_to_a_module_is_found(sandbox: Sandbox) -> None:
    cells = ("%%writefile engine.py\ndef gradf(a, b, c):\n    return [a]", "from engine import gradf")

    outcomes, execution, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [2.0]
    assert [cell.state for cell in execution.cells] == [CellState.OK, CellState.OK]


def test_answers_inside_of_a_main_function_are_found(sandbox: Sandbox) -> None:
    source = """
        def f(a, b, c):
            return a * b

        def main():
            h = 0.5
            numerical_grad = [(f(2 + h, 3, 4) - f(2, 3, 4)) / h]
            print(numerical_grad)

        if __name__ == "__main__":
            main()
    """

    outcomes, _, _ = converse(sandbox, job(source), RunAgain(name="numerical_grad", cell=9, watch=("f",)))

    assert values(outcomes[0]) == [3.0]


def test_a_cell_waits_for_what_another_cell_that_runs_once_more_defines(sandbox: Sandbox) -> None:
    cells = ("z = x + 1", "x = y + 1", "y = 1")

    _, execution, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert [(cell.state, cell.retried) for cell in execution.cells] == [
        (CellState.OK, True),
        (CellState.OK, True),
        (CellState.OK, False),
    ]


def test_what_a_cell_left_half_done_is_forgotten_once_it_has_run_to_its_end(sandbox: Sandbox) -> None:
    cells = (
        "numerical_grad = [0, 0]\nnumerical_grad[0] = y",
        "y = 1",
        "def gradf(a, b, c):\n    return [1]",
    )

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), ReadHistory(name="numerical_grad"))

    assert isinstance(outcomes[0], History)
    assert [values(moment.data) for moment in outcomes[0].moments] == [[1.0, 0.0]]


def test_numpy_is_the_real_one_for_who_writes_its_name(sandbox: Sandbox) -> None:
    pytest.importorskip("numpy")
    source = """
        import numpy as np
        import numpy.polynomial.hermite_e, numpy.lib.recfunctions, numpy.testing
        def gradf(a, b, c):
            return np.array([a, b, c]) * 0.5
        def numerical_grad(*_):
            return [np.float32(0.5), np.int64(3), np.bool_(True), np.array(2.5)]
    """

    outcomes, execution, _ = converse(
        sandbox, job(source), GRADF, CallEntryPoint(name="numerical_grad", args=())
    )

    assert [cell.error for cell in execution.cells] == [None] * len(execution.cells)
    assert values(outcomes[0]) == [1.0, 1.5, 2.0]
    assert outcomes[0].form == "ndarray"
    assert values(outcomes[1]) == [0.5, 3.0, None, 2.5]


def test_what_another_submission_had_loaded_cannot_be_imported(sandbox: Sandbox) -> None:
    pytest.importorskip("numpy")
    source = """
        module = __import__("num" + "py")
        def gradf(*_):
            return [module.float64(1.0)]
    """
    found = []
    for _ in range(2):
        outcomes, _, _ = converse(sandbox, job(source), GRADF)
        found.append(outcomes[0])
        converse(sandbox, job("import numpy\ndef gradf(*_):\n    return [1]"), GRADF)

    assert found[0] == found[1]
    assert isinstance(found[0], Raised)


@pytest.mark.parametrize("sandbox", ["full"], indirect=True)
def test_tensors_are_numbers_where_the_exercise_allows_torch(sandbox: Sandbox) -> None:
    pytest.importorskip("torch")
    source = """
        import torch
        def gradf(a, b, c):
            x = torch.tensor([float(a), b, c], dtype=torch.float64, requires_grad=True)
            (x**2).sum().backward()
            return [x.grad[0], x.grad[1].item(), torch.tensor(3)]
        def numerical_grad(*_):
            return torch.tensor([1.5, 2.5])
    """
    limits = Limits(cpu_s=5, wall_s=20, memory_mb=2000, output_kb=16)
    allowed = job(source, limits=limits)._replace(modules=("torch",), forbidden=())

    outcomes, _, _ = converse(sandbox, allowed, GRADF, CallEntryPoint(name="numerical_grad", args=()))

    assert values(outcomes[0]) == [4.0, 6.0, 3.0]
    assert values(outcomes[1]) == [1.5, 2.5]


def test_a_zygote_that_is_killed_while_it_starts_costs_no_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox() as usual:
        highest = usual.stand().level
    real, starts = launch.spawn, []

    def spawn(descriptor: int, arguments: Sequence[str], *wrapper: Sequence[str]) -> int:
        starts.append(arguments)
        pid = real(descriptor, arguments, *wrapper)
        if len(starts) < runner.STARTS:
            os.kill(pid, signal.SIGKILL)
        return pid

    monkeypatch.setattr(launch, "spawn", spawn)

    with Sandbox() as sandbox:
        assert sandbox.stand().level == highest


def test_a_level_that_kills_its_zygote_is_given_up_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    real = launch.spawn

    def spawn(descriptor: int, arguments: Sequence[str]) -> int:
        if arguments[0] != "process":
            return os.posix_spawn("/bin/false", ["false"], {})
        return real(descriptor, arguments)

    monkeypatch.setattr(launch, "spawn", spawn)

    with Sandbox() as low:
        outcomes, execution, _ = converse(low, job("def gradf(*_):\n    return [1]"), GRADF)
        assert values(outcomes[0]) == [1.0]
        assert execution.level == "process"
    with Sandbox() as high, pytest.raises(SandboxError, match="ended while they were put up"):
        high.require("confined")


@pytest.mark.unmeasured
@pytest.mark.parametrize("indices", ["range(1, 70_000)", "[3, 3]", "[9_999]"])
def test_cells_that_no_submission_can_have_end_their_worker(sandbox: Sandbox, indices: str) -> None:
    source = f"""
        import os, struct
        for i in {indices}:
            os.write(3, struct.pack("<BI", 64, 12) + struct.pack("<III", i, 0, 0))
            os.write(4, b"!")
        def gradf(*_):
            return [1]
    """

    outcomes, execution, _ = converse(sandbox, job(source, form="notebook"), GRADF)

    assert isinstance(outcomes[0], (Ended, Missing))
    assert "outside the protocol" in str(execution.cells)
    assert len(execution.cells) < 10


def test_a_report_says_few_words_of_very_many_failing_cells(sandbox: Sandbox) -> None:
    cells = [f"raise ValueError('m' * 1500 + '{n}')" for n in range(120)]

    _, execution, _ = converse(sandbox, job(*cells, GRADF_SOURCE, form="notebook"), GRADF)

    errors = [cell.error for cell in execution.cells if isinstance(cell.error, Raised)]
    assert [error.type for error in errors] == ["ValueError"] * 120
    assert sum(len(error.message) for error in errors) <= MAX_ERROR_TEXT
    assert errors[0].message.startswith("mmm")


OTHER = "def numerical_grad(*_):\n    return [2]"


@pytest.mark.parametrize(
    "starter",
    ["return [0, 0, 0]", "return 0.0", "pass", "...", "'your answer'", '"""Return."""\n    return (0, 0)'],
)
def test_a_function_counts_below_the_starter_s_own_and_other_answers(sandbox: Sandbox, starter: str) -> None:
    cells = (f"def gradf(*_):\n    {starter}", OTHER, GRADF_SOURCE)

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [1.0]


@pytest.mark.parametrize("first", ["return [3]", "return list(map(abs, (3, )))", "x = 3\n    return [x]"])
def test_a_function_below_another_answer_is_another_one(sandbox: Sandbox, first: str) -> None:
    cells = (f"def gradf(*_):\n    {first}", OTHER, GRADF_SOURCE)

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [3.0]


def test_a_starter_s_function_alone_is_what_was_handed_in(sandbox: Sandbox) -> None:
    cells = ("def gradf(*_):\n    return [0]", OTHER, "def gradf(*_):\n    return [0]")

    outcomes, _, _ = converse(sandbox, job(*cells, form="notebook"), GRADF)

    assert values(outcomes[0]) == [0.0]
