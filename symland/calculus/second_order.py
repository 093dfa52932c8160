"""The Hessian as an operator and as a block matrix: `hvp` and `block_hessian`.

With `hess` (one block in Kronecker form) and `hess_form` (the quadratic form) these are the forms
in which second derivatives are written down; they say the same:
vec of component U of `hvp` is the sum over V of `hess(f, U, V) @ vec(direction of V)`, and
`hess_form` is the sum over U of the inner products of the direction of U with that component.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symland.calculus.api import differential, hess, hess_form
from symland.calculus.evaluate import evaluate
from symland.errors import ExpressionError, UndecidedError
from symland.language.derivatives import gradient_node
from symland.language.expr import Matrix, Scalar
from symland.language.families import Families, Family
from symland.language.notation.latex import latex


def hvp(body: Scalar, directions: Mapping[Any, Any], wrt: Matrix | None = None) -> Any:
    """The Hessian-vector product H[V], the derivative of the gradient along the directions V.

    Returns one matrix for each variable of `directions`, in its shape: component X is
    d/dt grad_X f(X + t V) at t = 0.  With `wrt=X` that component alone; a family of layers needs
    it (`hvp(f, {W: V}, wrt=W[k])`), and raises `ExpressionError` without.

    >>> from symland import dims, frob2, hvp, let, matrix
    >>> k, h, n = dims("k h n")
    >>> W, X, Y, V = matrix("W", k, h), matrix("X", h, n), matrix("Y", k, n), matrix("V", k, h)
    >>> print(hvp(frob2(W @ X - Y) / 2, {W: V})[W])
    V X X'
    """
    if wrt is not None:
        return differential(gradient_node(body, wrt), directions)
    for variable in directions:
        if isinstance(variable, Family | Families):
            raise ExpressionError(
                f"the product with the Hessian has one component for each layer of "
                f"`{variable.name}`",
                help=f"ask for one: `hvp(f, {{{variable.name}: V}}, wrt={variable.name}[k])`",
            )
    return {variable: hvp(body, directions, variable) for variable in directions}


@dataclass(frozen=True, slots=True)
class BlockHessian:
    """The Hessian of `body` with a block row and a block column for each variable.

    `H[U, V]` is the block with rows vec(U) and columns vec(V).
    """

    body: Scalar
    variables: tuple[Matrix, ...]

    def __getitem__(self, pair: tuple[Matrix, Matrix]) -> Matrix:
        for variable in pair:
            if variable not in self.variables:
                known = ", ".join(map(str, self.variables))
                raise ExpressionError(f"`{variable}` is none of the variables {known}")
        return hess(self.body, *pair)

    def __iter__(self) -> Iterator[tuple[Matrix, Matrix, Matrix]]:
        """Row variable, column variable and block, row after row."""
        return ((u, v, hess(self.body, u, v)) for u in self.variables for v in self.variables)

    def form(self, directions: Mapping[Any, Any]) -> Scalar:
        """The quadratic form H[V, V]."""
        return hess_form(self.body, directions)

    def times(self, directions: Mapping[Any, Any]) -> dict[Matrix, Matrix]:
        """H[V], a matrix for each variable; variables without a direction do not move."""
        return {variable: hvp(self.body, directions, variable) for variable in self.variables}

    def __str__(self) -> str:
        return "\n".join(f"({u}, {v}): {block}" for u, v, block in self)

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        rows = [" & ".join(_latex(self[u, v]) for v in self.variables) for u in self.variables]
        body = r" \\ ".join(rows)
        return rf"$\displaystyle \begin{{bmatrix}} {body} \end{{bmatrix}}$"


def _latex(block: Matrix) -> str:
    """A block carried out, or as a derivative where that is not possible."""
    try:
        return latex(evaluate(block))
    except UndecidedError:
        return latex(block)


def block_hessian(body: Scalar, wrt: Sequence[Matrix]) -> BlockHessian:
    """The whole Hessian over several variables, as a block matrix in the order of `wrt`.

    Raises `ExpressionError` if there are no variables or one is given twice.

    >>> from symland import block_hessian, dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", m, n)
    >>> print(block_hessian(frob2(A - B) / 2, [A, B]))
    (A, A): I
    (A, B): -I
    (B, A): -I
    (B, B): I
    """
    variables = tuple(wrt)
    if not variables or len(set(variables)) < len(variables):
        raise ExpressionError("`block_hessian` needs variables, each of them once")
    for variable in variables:
        gradient_node(body, variable)
    return BlockHessian(body, variables)
