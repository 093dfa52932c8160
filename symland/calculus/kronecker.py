"""Jacobians d vec(F) / d vec(X)' and Hessian blocks in Kronecker form.

The differential of F is a sum of P dX Q and P dX' Q; since vec(P dX Q) = (Q' (x) P) vec(dX) and
vec(dX') = K vec(dX), the Jacobian is the sum of Q' (x) P and (Q' (x) P) K.  `push` carries P and Q
down the tree to every place where X stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symland.calculus.algebra import (
    column,
    factors_of,
    kronecker,
    pinv_sides,
    product,
    slope_of,
    times,
    total,
    transposed,
)
from symland.calculus.composite import spread_entries
from symland.calculus.forward import Motion, directional
from symland.calculus.layers import around, factors, same_layer
from symland.calculus.reverse import Task, depends, gradient
from symland.errors import UndecidedError
from symland.kernel.linear import Context
from symland.language.block_matrix import written_out
from symland.language.build import commutation, diag, hadamard, identity, kron, ones
from symland.language.derivatives import is_symmetric_letter
from symland.language.expr import ONE, Matrix, Scalar, number, scale


@dataclass(frozen=True, slots=True)
class Frame:
    """The differential of F contains left d(node) right, or left d(node)' right if flipped."""

    left: Matrix
    right: Matrix
    flipped: bool = False

    def around(self, left: Matrix, right: Matrix) -> Frame:
        """The frame of a factor whose transpose is in the middle: node = left factor' right."""
        if self.flipped:
            outer = product(self.left, transposed(right)), product(transposed(left), self.right)
            return Frame(*outer)
        return Frame(product(self.left, left), product(right, self.right), flipped=True)

    def inside(self, left: Matrix, right: Matrix) -> Frame:
        """The frame of a factor: node = left factor right."""
        if self.flipped:
            outer = product(self.left, transposed(right)), product(transposed(left), self.right)
            return Frame(*outer, flipped=True)
        return Frame(product(self.left, left), product(right, self.right))

    @property
    def matrix(self) -> Matrix:
        """Q' (x) P."""
        return kronecker(transposed(self.right), self.left)


def jacobian(body: Matrix, variable: Any, context: Context) -> Matrix:
    """d vec(body) / d vec(variable)'; raises `UndecidedError` if there is no rule."""
    if not variable.is_matrix:
        return column(directional(body, Motion(((variable, number(1)),), context)))
    start = Frame(identity(body.rows), identity(body.cols))
    terms = push(body, start, Task(variable, context))
    return total(terms, body.rows * body.cols, variable.rows * variable.cols)


@lru_cache(maxsize=64)
def first_gradient(body: Scalar, first: Any, context: Context) -> Any:
    """The gradient that the blocks of one row share."""
    return gradient(body, first, context)


def hessian(body: Scalar, first: Any, second: Any, context: Context) -> Matrix:
    """The block with rows vec(first) and columns vec(second), at any point."""
    slope = first_gradient(body, first, context)
    return jacobian(slope if first.is_matrix else scale(slope, identity(1)), second, context)


def push(expr: Any, frame: Frame, task: Task) -> list[Matrix]:
    """Terms of the Jacobian that come from one node."""
    if not depends(expr, task):
        return []
    rule = RULES.get(expr.op)
    if rule is None:
        raise UndecidedError(f"there is no readable Jacobian through `{expr.op}` in `{expr}`")
    return rule(expr, frame, task)


def _leaf(expr: Matrix, frame: Frame) -> Matrix:
    if is_symmetric_letter(expr):
        both = identity(expr.rows * expr.cols) + commutation(expr.rows, expr.cols)
        return times(Fraction(1, 2), product(frame.matrix, both))
    if not frame.flipped or expr.cols == ONE or expr.rows == ONE:
        return frame.matrix
    return product(frame.matrix, commutation(expr.rows, expr.cols))


def _symbol(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    return [_leaf(expr, frame)] if expr == task.variable else []


def _member(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    if task.variable.op != "member":
        return []
    same = same_layer(expr, task.variable, task.context)
    return [_leaf(task.variable, frame)] if same else []


def _chain(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    found = around(expr, task.variable, task.context)
    return [_leaf(task.variable, frame.inside(*found))] if found else []


def _defined(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    variable, found = task.variable, []
    for factor in factors(expr, variable, task.context):
        inside = frame.inside(factor.left, factor.right)
        terms = push(factor.body, inside, Task(variable, factor.context))
        sizes = (frame.left.rows * frame.right.cols, variable.rows * variable.cols)
        found += factor.gather(terms, *sizes)
    return found


def _add(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    return [term for arg in expr.args for term in push(arg, frame, task)]


def _scale(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    factor, matrix = expr.args
    scaled = Frame(times(factor, frame.left), frame.right, flipped=frame.flipped)
    found = push(matrix, scaled, task)
    if depends(factor, task):
        inside = transposed(matrix) if frame.flipped else matrix
        moved = column(product(frame.left, inside, frame.right))
        slope = gradient(factor, task.variable, task.context)
        parts = slope.args if slope.op == "add" else (slope,)
        found += [product(moved, transposed(column(part))) for part in parts if part.op != "zeros"]
    return found


def _matmul(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    found: list[Matrix] = []
    for place, factor in enumerate(expr.args):
        before, after = expr.args[:place], expr.args[place + 1 :]
        left = product(*before) if before else identity(factor.rows)
        right = product(*after) if after else identity(factor.cols)
        found += push(factor, frame.inside(left, right), task)
    return found


def _transpose(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    return push(expr.args[0], Frame(frame.left, frame.right, flipped=not frame.flipped), task)


def _inverse(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    inside = frame.inside(expr, expr)
    minus = Frame(times(Fraction(-1), inside.left), inside.right, flipped=inside.flipped)
    return push(expr.args[0], minus, task)


def _pinv(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    found: list[Matrix] = []
    for sign, left, right, flipped in pinv_sides(expr):
        inside = (frame.around if flipped else frame.inside)(times(sign, left), right)
        found += push(expr.args[0], inside, task)
    return found


def _through(expr: Matrix, frame: Frame, columns: list[Matrix]) -> list[Matrix]:
    """Left-multiply Jacobian terms of a node by the frame."""
    outer = frame.matrix
    if frame.flipped:
        outer = product(outer, commutation(expr.rows, expr.cols))
    return [product(outer, column) for column in columns]


def _vec(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    (body,) = expr.args
    start = Frame(identity(body.rows), identity(body.cols))
    inner_terms = push(body, start, task)
    if frame.flipped:
        return [product(kronecker(transposed(frame.right), frame.left), t) for t in inner_terms]
    return _through(expr, frame, inner_terms)


def _kron(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    first, *rest = expr.args
    second = rest[0] if len(rest) == 1 else kron(*rest)
    order = spread_entries(first, second)
    terms = [product(order, kron(term, column(second))) for term in _own(first, task)]
    terms += [product(order, kron(column(first), term)) for term in _own(second, task)]
    return _through(expr, frame, terms)


def _own(expr: Matrix, task: Task) -> list[Matrix]:
    """Terms of the Jacobian of an expression by itself, an identity as I (x) I."""
    terms = push(expr, Frame(identity(expr.rows), identity(expr.cols)), task)
    both = kron(identity(expr.cols), identity(expr.rows))
    return [both if term.op == "identity" and expr.cols != ONE else term for term in terms]


def _diag(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    """diag(v) is I o (v 1')."""
    (vector,) = expr.args
    return push(hadamard(identity(expr.rows), vector @ ones(1, expr.rows)), frame, task)


def _diagonal(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    """The diagonal of A is (A o I) 1."""
    (body,) = expr.args
    return push(hadamard(body, identity(expr.rows)) @ ones(expr.rows), frame, task)


def _hadamard(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    found: list[Matrix] = []
    for place, factor in enumerate(expr.args):
        if not depends(factor, task):
            continue
        others = expr.args[:place] + expr.args[place + 1 :]
        rest = others[0] if len(others) == 1 else hadamard(*others)
        start = Frame(identity(expr.rows), identity(expr.cols))
        terms = push(factor, start, task)
        found += _through(expr, frame, [product(diag(column(rest)), term) for term in terms])
    return found


def _entrywise(expr: Matrix, frame: Frame, task: Task) -> list[Matrix]:
    """vec(d f(A)) = diag(vec(f'(A))) vec(dA)."""
    (argument,) = expr.args
    if expr.data.d.is_zero:
        return []
    start = Frame(identity(expr.rows), identity(expr.cols))
    factor, slope = slope_of(expr.data, argument)
    scaling = times(factor, diag(column(slope)))
    return _through(expr, frame, [product(scaling, term) for term in push(argument, start, task)])


RULES: dict[str, Callable[[Matrix, Frame, Task], list[Matrix]]] = {
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "let": lambda expr, frame, task: push(expr.args[0], frame, task),
    "add": _add,
    "scale": _scale,
    "matmul": _matmul,
    "transpose": _transpose,
    "kron": _kron,
    "block": lambda expr, frame, task: push(written_out(expr), frame, task),
    "diag": _diag,
    "diagonal": _diagonal,
    "inverse": _inverse,
    "pinv": _pinv,
    "vec": _vec,
    "hadamard": _hadamard,
    "entrywise": _entrywise,
    "matpower": lambda expr, frame, task: push(factors_of(expr), frame, task),
}
