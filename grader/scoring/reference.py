"""The reference: torch's autograd in double precision. The one door to torch, opened late."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, TypeAlias

from grader.errors import ReferenceMissing
from grader.model import Number, Step
from grader.scoring.target import Quantity, Read, Target

if TYPE_CHECKING:
    import torch

    _Value: TypeAlias = torch.Tensor | Number

_INT64 = 2**63


def torch_version() -> str:
    """Return torch's version, such as ``2.13.0+cpu``; ReferenceMissing if it cannot be imported."""
    _require_torch()
    import torch

    return str(torch.__version__)


def answers(target: Target) -> tuple[float, ...]:
    """Return one number per dim; a gradient is 0.0 where the root does not depend on the step."""
    _require_torch()
    import torch

    with torch.enable_grad():
        values = _run(target)
        root = values[target.graph.root]
        if isinstance(root, torch.Tensor) and root.requires_grad:
            torch.autograd.backward(root)
    return tuple(_number(values[read.step], read) for read in target.reads)


def _require_torch() -> None:
    import warnings  # late: a locked answer comes without

    try:
        with warnings.catch_warnings():
            # What torch says where there is no numpy: nothing here needs it.
            warnings.filterwarnings("ignore", message="Failed to initialize NumPy")
            import torch  # noqa: F401 - the question is whether it can be imported
    except (ImportError, OSError) as error:  # OSError: a shared library of it is missing
        raise ReferenceMissing(
            f"torch, which computes the right answers, cannot be imported ({error}); run `grade lock` on a"
            " machine with torch, or pip install torch"
        ) from error


def _run(target: Target) -> list[_Value]:
    """Return the value of every step, tensors made to keep their gradients."""
    import torch

    values: list[_Value] = []
    for step in target.graph.steps:
        found = _compute(step, [values[operand] for operand in step.operands])
        if isinstance(found, torch.Tensor) and found.requires_grad:
            found.retain_grad()
        values.append(found)
    return values


def _compute(step: Step, operands: list[_Value]) -> _Value:
    import torch

    match operands:
        case [] if step.op == "leaf":
            return torch.tensor(float(step.value), dtype=torch.float64, requires_grad=True)
        case []:
            return step.value
        case [operand]:
            return _apply(step.op, operand)
        case [left, right]:
            found: _Value = getattr(operator, step.op)(_fitting(left), _fitting(right))
            return found
        case _:
            raise ValueError(f"no operation {step.op} of {len(operands)} numbers")


def _fitting(value: _Value) -> _Value:
    """Return an integer that torch could not hold as a float; anything else unchanged."""
    return float(value) if isinstance(value, int) and abs(value) >= _INT64 else value


def _apply(op: str, operand: _Value) -> _Value:
    import torch

    if op == "neg":
        return -operand
    if op == "pos":
        # +x is x itself in torch, and would show the gradient of x instead of this step's.
        return operand.clone() if isinstance(operand, torch.Tensor) else operand
    tensor = operand if isinstance(operand, torch.Tensor) else torch.tensor(operand, dtype=torch.float64)
    found: torch.Tensor = getattr(torch, op)(tensor)
    return found


def _number(value: _Value, read: Read) -> float:
    import torch

    if read.quantity is Quantity.DATA:
        return float(value.detach()) if isinstance(value, torch.Tensor) else float(value)
    if not isinstance(value, torch.Tensor) or value.grad is None:
        return 0.0
    return float(value.grad)
