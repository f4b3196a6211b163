"""Stand-ins: importing, calling and subclassing is harmless, using a result is not."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from grader.sandbox.standin import StandIn, StandInModule, StandInUsedError, stand_in_of

ROOT = Path(__file__).parents[2]


def run(program: str) -> str:
    """Run ``program`` in a process of its own, behind the import hook."""
    head = (
        "from grader.sandbox import imports, standin\n"
        "imports.note_loaded()\n"
        "imports.install(frozenset({'hypothesis', 'numpy'}), frozenset({'torch', 'wave'}), frozenset())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(program)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_people_write_around_their_answers_is_harmless() -> None:
    printed = run(
        """
        import torch, graphviz, nothing.deep.er as deep
        import torch.nn.functional as F
        from torch import nn, optim
        from nowhere import *
        from google.colab import drive
        import matplotlib.pyplot as plt
        drive.mount("/content/drive")
        torch.manual_seed(1)
        x = torch.tensor([1.0], dtype=torch.double, requires_grad=True)
        y = (F.softmax(x, dim=0)[3] + 1) * -x / 2
        y.backward()
        x.grad = None
        x[0] = 3
        with torch.no_grad():
            print(f"{y:.4f}", str(x), repr(torch.nn))
        assert "torch" in str(torch.__version__)
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(1, 1)
        Net()
        @torch.jit.script
        def f(a):
            return a
        print(f(2))
        figure, axes = plt.subplots()
        (one, two), three, *_ = plt.grid()
        a, b, c, d = plt.quad()
        axes.plot([1, 2]).set(x=1)
        assert not isinstance(1, torch.Tensor) and not issubclass(int, torch.Tensor)
        async def installed():
            return await (await torch.micropip.install("x")).done
        waiting = installed()
        try:
            waiting.send(None)
        except StopIteration as done:
            print(done.value)
        """
    )

    assert printed.splitlines() == [
        "<stand-in for torch> <stand-in for torch> <stand-in for torch.nn>",
        "2",
        "<stand-in for torch>",
    ]


@pytest.mark.parametrize(
    "use", ["float(x)", "bool(x)", "int(x)", "len(x)", "x == 1", "x < 1", "1 in x", "range(x)"]
)
def test_a_result_that_is_used_raises_with_its_module(use: str) -> None:
    with pytest.raises(StandInUsedError, match="torch is not allowed here") as caught:
        eval(use, {"x": StandIn("torch", "forbidden")})

    assert (caught.value.module, caught.value.cause) == ("torch", "forbidden")


def test_an_absent_module_says_that_it_is_not_available() -> None:
    with pytest.raises(StandInUsedError, match="jax is not available here"):
        float(StandIn("jax", "absent"))  # type: ignore[arg-type]


def test_stand_ins_are_known_by_their_exact_type() -> None:
    assert stand_in_of(StandIn("torch", "forbidden")) == ("torch", "forbidden")
    assert stand_in_of(StandInModule("torch.nn", "absent")) == ("torch", "absent")
    assert stand_in_of(1.0) is None


def test_allowed_modules_and_the_standard_library_are_real() -> None:
    printed = run(
        """
        import math, hypothesis, click, wave
        print(math.cos(0), type(hypothesis).__name__, type(click).__name__, type(wave).__name__)
        try:
            import hypothesis.nothing
        except ImportError as error:
            print(type(error).__name__)
        """
    )

    assert printed.splitlines() == ["1.0 module StandInModule StandInModule", "ModuleNotFoundError"]


def test_the_names_of_pylab_are_those_of_numpy_where_that_is_there() -> None:
    pytest.importorskip("numpy")

    printed = run(
        """
        import numpy
        from pylab import *
        from matplotlib.pylab import cos as cosine
        import pylab
        pylab.figure(); pylab.plot([1], [2]); pylab.show()
        print(sin is numpy.sin, cosine is numpy.cos, linspace(0, 1, 3).sum(), max([1, 2]), type(max))
        """
    )

    assert printed == "True True 1.5 2 <class 'builtin_function_or_method'>"


def test_the_names_of_pylab_are_stand_ins_without_numpy() -> None:
    printed = run(
        """
        import sys
        import pylab
        print(type(pylab.sin(1)).__name__, "numpy" in sys.modules)
        """
    )

    assert printed == "StandIn False"


def test_an_allowed_module_that_is_not_installed_is_a_stand_in() -> None:
    printed = run(
        """
        import sys
        sys.path[:] = [path for path in sys.path if "site-packages" not in path]
        import numpy as np
        print(np.float64, standin.stand_in_of(np))
        """
    )

    assert printed == "<stand-in for numpy> ('numpy', 'absent')"


@pytest.mark.parametrize(
    ("tried", "handler", "fails"),
    [
        ("from engine import Value", "except ImportError:\n    class Value: pass", True),
        ("import torch", "except:\n    def torch(): pass", True),
        ("import engine", "except (OSError, ModuleNotFoundError):\n    class engine: pass", True),
        ("import engine", "except OSError:\n    class engine: pass", False),
        ("import engine", "except ImportError:\n    engine = None", False),  # nothing stands in for it
        ("import engine\n    x = 1", "except ImportError:\n    class engine: pass", False),  # x is needed
        ("import engine", "finally:\n    class other: pass", False),
        ("import math", "except ImportError:\n    class math: pass\nimport engine", False),
    ],
)
def test_an_import_fails_where_the_submission_has_code_of_its_own_for_that(
    tried: str, handler: str, fails: bool
) -> None:
    text = f"try:\n    {tried}\n{handler}\n"
    printed = run(
        f"""
        import linecache
        text = {text!r}
        linecache.cache["cell 1"] = (len(text), None, text.splitlines(True), "cell 1")
        exec(compile(text, "cell 1", "exec"))
        import sys
        print([name for name in ("engine", "torch") if name in sys.modules])
        """
    )

    assert (printed == "[]") is fails


def test_an_import_in_a_text_that_cannot_be_read_again_is_harmless() -> None:
    assert run("exec('try:\\n    import engine\\nexcept ImportError:\\n    class engine: pass')") == ""
    broken = "import linecache\nlinecache.cache['c'] = (1, None, ['try ('], 'c')\n"
    code = "try:\n    import engine\nexcept ImportError:\n    class engine: pass"
    assert (
        run(f"{broken}exec(compile({code!r}, 'c', 'exec'))\nprint(type(engine).__name__)") == "StandInModule"
    )


def test_protocols_are_not_answered() -> None:
    value, module = StandIn("m", "absent"), StandInModule("m", "absent")

    for owner in (value, module):
        with pytest.raises(AttributeError):
            owner.__wrapped__  # noqa: B018


def test_a_loop_runs_through_a_progress_bar() -> None:
    printed = run(
        """
        from rich.progress import track
        from tqdm.auto import tqdm, trange
        bar = tqdm([2, 3], desc="dims")
        for x in bar:
            bar.set_postfix(x=x)
            print(x, end=" ")
        print(*trange(2), *[y for _, y in tqdm(enumerate("ab"))], *track([7]))
        """
    )

    assert printed == "2 3 0 1 a b 7"


def test_a_class_that_derives_from_one_says_so_where_it_needs_it() -> None:
    printed = run(
        """
        from micrograd.engine import Value as Theirs
        class Value(Theirs):
            def exp(self):
                return float(self.data)
        value = Value(1.0)
        value.backward()
        print(hasattr(value, "__len__"), hasattr(value, "_private"))
        try:
            value.exp()
        except ImportError as error:
            print(error)
        """
    )

    assert printed == "False False\nthe module micrograd is not available here"


def test_a_module_that_a_cell_was_written_to_has_the_names_of_the_cells() -> None:
    printed = run(
        """
        import sys
        sys.meta_path[:] = sys.meta_path[1:-1]
        written = frozenset({"micrograd", "micrograd.engine", "engine", "torch", "numpy"})
        imports.install(frozenset({"numpy"}), frozenset({"torch"}), written)
        Value = 3
        from micrograd import engine as second
        import engine, importlib
        from engine import Value as first
        from engine import *
        importlib.reload(engine)
        print(engine.Value, first, second.Value, second.__name__)
        import torch
        print(repr(torch))
        try:
            from engine import Neuron
        except ImportError as error:
            print("cannot import name 'Neuron'" in str(error))
        """
    )

    assert printed == "3 3 3 micrograd.engine\n<stand-in for torch>\nTrue"


def test_a_module_may_be_called_like_what_it_holds() -> None:
    printed = run(
        """
        import sys
        sys.meta_path[:] = sys.meta_path[1:-1]
        imports.install(frozenset(), frozenset(), frozenset({"gradf"}))
        def gradf():
            return 3
        import gradf
        print(gradf.gradf())
        from gradf import gradf
        print(gradf())
        """
    )

    assert printed == "3\n3"
