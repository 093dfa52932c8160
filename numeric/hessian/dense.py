"""`hessian`: the dense matrix of second derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from numeric.arithmetic import Array
from numeric.backends.floating import Intake, outside
from numeric.hessian.assemble import HessianCode
from numeric.hessian.parameters import Parameters, Variable
from numeric.hessian.pieces import block
from numeric.hessian.products import block_nodes
from numeric.hessian.second_order import SecondOrder
from numeric.program.arguments import Argument, Bound
from numeric.program.jacobian import jacobian_terms
from numeric.program.specialize import Specialized
from symland.errors import ExpressionError, SizeError
from symland.language.expr import Scalar


class Hessian(SecondOrder):
    """A function of the arguments that returns the dense Hessian."""

    def __call__(self, *values: Any, out: Array | None = None) -> Array:
        key, flat = self.arguments.flat(values)
        return self.program(key)(flat, out)

    def generate(self, bound: Bound, found: Specialized, known: Parameters) -> Any:
        slopes = self.gradient(found, known)
        if not self.is_numpy:
            _, nodes = block_nodes(found, known, slopes)
            program = self.backend.program(found.graph, found.inputs, nodes, bound)
            return BlockwiseHessian(program, known)
        blocks = [
            [block(found.graph, jacobian_terms(found.graph, slope, x), slope.shape, x.shape)
             for x in known.nodes] for slope in slopes
        ]  # fmt: skip
        batched = {node: bool(lead) for node, lead in
                   zip(found.inputs, bound.batches, strict=True)}  # fmt: skip
        code = HessianCode(found.graph, batched, self.functions, known, blocks)
        return NumpyHessian(code, bound)


class NumpyHessian:
    """Generated code between checked arguments and the output."""

    def __init__(self, code: HessianCode, bound: Bound) -> None:
        self.code, self.intake = code, Intake(bound)
        total = code.known.total
        self.shape = (*self.intake.batch, total, total)

    def __call__(self, values: Sequence[Any], out: Array | None) -> Array:
        out = np.empty(self.shape) if out is None else self._checked(out)
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            arrays = self.intake(values)
            try:
                if not self.code.batched:
                    self.code(arrays, 1, out)
                else:
                    self.code(arrays, self.intake.length, out.reshape((-1, *self.shape[-2:])))
            except FloatingPointError as error:
                raise outside(error) from error
        return out

    def _checked(self, out: Array) -> Array:
        if out.shape != self.shape or out.dtype != np.float64 or not out.flags.c_contiguous:
            raise SizeError(f"`out` must be a C-contiguous float64 array of shape {self.shape}, "
                            f"not {out.dtype} of shape {out.shape}")  # fmt: skip
        return out


class BlockwiseHessian:
    """The Hessian over another arithmetic, put together from its blocks."""

    def __init__(self, program: Any, known: Parameters) -> None:
        self.program, self.known = program, known

    def __call__(self, values: Sequence[Any], out: Array | None) -> Array:
        if out is not None:
            raise ExpressionError("`out` is for the NumPy backend")
        found = self.program(values)
        slices = list(self.known.slices())
        lead = found[0].shape[:-2]
        whole = np.empty((*lead, self.known.total, self.known.total), dtype=found[0].dtype)
        places = [(rows, cols) for rows in slices for cols in slices]
        for (rows, cols), part in zip(places, found, strict=True):
            whole[..., rows, cols] = part
        return whole


def hessian(
    loss: Scalar,
    wrt: Sequence[Variable],
    args: Sequence[Argument],
    backend: str = "numpy",
    **options: Any,
) -> Hessian:
    """The Hessian of a loss; rows and columns are the entries of vec of each in `wrt`, in order.

    Called like a function of `lambdify`, with the same `args`, backends and options; leading axes
    of the arguments are a batch.  With NumPy the result is written into `out=`, if given, without
    temporaries of its size.

    Raises `ExpressionError` unless the loss is a scalar and `wrt` holds letters or families.

    >>> import numpy as np
    >>> from symland import dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> H = hessian(frob2(A @ B) / 2, [A, B], [A, B])
    >>> H(np.ones((1, 2)), np.ones((2, 1))).shape
    (4, 4)
    """
    return Hessian(loss, wrt, args, backend, **options)
