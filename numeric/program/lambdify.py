"""`lambdify`: expressions as functions of arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numeric.backends.entrywise_source import Functions
from numeric.backends.select import Backend, backend_named
from numeric.instance import SizeGiven, dimensions_of
from numeric.program.arguments import Argument, Arguments, Key
from numeric.program.specialize import check_known, specialized
from symland.language.expr import Expr
from symland.language.names import check_names


class Lambdified:
    """A function generated from expressions; `text(*arrays)` shows its program."""

    def __init__(
        self, exprs: Sequence[Expr], arguments: Arguments, backend: Backend, *, single: bool
    ) -> None:
        self.exprs, self.arguments, self.backend, self.single = exprs, arguments, backend, single
        self._programs: dict[Key, Any] = {}
        self._last: Any = None

    def __call__(self, *values: Any) -> Any:
        found = None if self._last is None else self._last(values)
        if found is None:
            key, flat = self.arguments.flat(values)
            program = self._program(key)
            found = program(flat)
            self._last = self.arguments.repeated(values, flat, program)
        return found[0] if self.single else list(found)

    def _program(self, key: Key) -> Any:
        program = self._programs.get(key)
        if program is None:
            bound = self.arguments.bound(key)
            found = specialized(bound)
            outputs = [found.translator.node(expr) for expr in self.exprs]
            program = self._programs[key] = self.backend.program(
                found.graph, found.inputs, outputs, bound
            )
        return program

    def text(self, *values: Any) -> str:
        """The program for arguments of these shapes, one line for each operation."""
        key, _ = self.arguments.flat(values)
        return self._program(key).text

    def __repr__(self) -> str:
        shown = ", ".join(self.arguments.names)
        return f"<function of {shown} generated for {self.backend}>"


def lambdify(
    exprs: Expr | Sequence[Expr],
    args: Sequence[Argument],
    backend: str = "numpy",
    *,
    digits: int = 50,
    prime: int | None = None,
    functions: Mapping[str, Sequence[Any]] | None = None,
    sizes: Mapping[str, SizeGiven] | None = None,
    indices: Mapping[str, int] | None = None,
) -> Lambdified:
    """A function that evaluates expressions at arrays, in machine or any other arithmetic.

    `args` lists the letters in the order of the call: matrices, scalars, layer indices (called with
    whole numbers), families (called with a list of the layers 1, 2, ..., or with a dict; families
    `A[k][q]` with a list of lists).  Sizes are read from the arrays and checked.  If one layer
    index is not listed and ends a chain of a family that is, it is the number of the last layer
    given.  Derivatives in the expressions are carried out by `numeric` itself.

    | backend | entries | result |
    |---|---|---|
    | `numpy` | float64 | arrays; scalars are floats |
    | `mpmath` | rationals, floats, mpf | object arrays of mpf with `digits` digits |
    | `ball` | rationals, floats, arb | object arrays of arb, each encloses the true value |
    | `exact` | rationals | object arrays of fmpq |
    | `modular` | integers, rationals | int64 residues modulo `prime` |

    Where an argument is one of FLINT's matrices (`arb_mat`, `fmpq_mat`), results are, too.

    Leading axes of the arguments are a batch: they broadcast against each other by NumPy's rules,
    and every output has them all.  A scalar of a batch has the shape of the batch.

    `functions` gives generic functions their values: `{"sigma": (f, df, d2f)}`, where each gets an
    array and returns one of the same shape, or coefficients of a polynomial.

    Raises `NamingError` for letters that are not listed, `ExpressionError` for an operation or
    function that the backend does not know; a call raises `SizeError` for shapes that do not fit,
    `SingularError` and `DomainError` outside the domain.

    >>> import numpy as np
    >>> from symland import dims, frob2, grad, matrix
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", m, n)
    >>> loss = frob2(A - B) / 2
    >>> f = lambdify([loss, grad(loss, A)], [A, B])
    >>> value, slope = f(np.ones((2, 3)), np.zeros((2, 3)))
    >>> print(value, slope.shape)
    3.0 (2, 3)
    """
    single = isinstance(exprs, Expr)
    found = [exprs] if isinstance(exprs, Expr) else list(exprs)
    check_known(found)
    check_names(found)
    given = Functions(functions or {})
    chosen = backend_named(backend, found, given, digits=digits, prime=prime)
    arguments = Arguments(args, found, dimensions_of(sizes or {}, indices or {}))
    return Lambdified(found, arguments, chosen, single=single)
