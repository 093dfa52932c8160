"""Gradients of scalars, from the outside inwards (reverse mode) on the author's own tree.

`pull(node, bar)` lists the terms of the gradient with respect to X when the gradient with respect
to the node is `bar`.  Abbreviations are differentiated through and kept where they stay, so the
residual is printed as E, not as its expansion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symland.calculus.algebra import (
    against,
    entry,
    factors_of,
    is_symmetric,
    pinv_sides,
    product,
    scalar_product,
    scalar_total,
    slope_of,
    split_scalars,
    times,
    total,
    transposed,
    within,
)
from symland.calculus.block_algebra import block_of
from symland.calculus.composite import beside_factor, unvec
from symland.calculus.layers import (
    LETTERS,
    around,
    factors,
    name_of,
    occurs,
    same_layer,
)
from symland.errors import UndecidedError
from symland.kernel.linear import Context
from symland.language.block_matrix import selections
from symland.language.build import diag, hadamard, identity, ones
from symland.language.derivatives import is_symmetric_letter
from symland.language.expr import Expr, Matrix, Scalar, number
from symland.language.families import at
from symland.language.functions import diagonal, log
from symland.language.integers import Atom, Int, symbol


@dataclass(frozen=True, slots=True)
class Task:
    """With respect to which letter, and what is known of the layer indices."""

    variable: Any
    context: Context


def gradient(body: Scalar, variable: Any, context: Context) -> Any:
    """The gradient in the shape of the variable; raises `UndecidedError` if there is no rule."""
    terms: list[Any] = pull(body, number(1), Task(variable, context))
    if not variable.is_matrix:
        return scalar_total(terms)
    if is_symmetric_letter(variable):
        terms = _projected(terms, variable)
    return total(terms, variable.rows, variable.cols)


def _projected(terms: list[Matrix], variable: Matrix) -> list[Matrix]:
    """(F + F') / 2 for the sum F of the terms."""
    kept = [term for term in terms if is_symmetric(term)]
    rest = total([term for term in terms if term not in kept], *variable.shape)
    if rest.op == "zeros" or is_symmetric(rest):
        return terms
    parts = rest.args if rest.op == "add" else (rest,)
    half = [times(Fraction(1, 2), part) for part in parts]
    return [*kept, *half, *(transposed(part) for part in half)]


def depends(expr: Expr, task: Task) -> bool:
    """Whether the variable's letter or family occurs at all."""
    return occurs(name_of(task.variable), expr)


def pull(expr: Expr, bar: Any, task: Task) -> list[Matrix]:
    """Terms of the gradient with respect to the variable."""
    if not depends(expr, task):
        return []
    rule = RULES.get(expr.op)
    if rule is None:
        raise UndecidedError(f"there is no readable gradient through `{expr.op}` in `{expr}`")
    return rule(expr, bar, task)


def _symbol(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    return [bar] if expr == task.variable else []


def _member(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    if task.variable.op != "member":
        return []
    return [bar] if same_layer(expr, task.variable, task.context) else []


def _chain(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    found = around(expr, task.variable, task.context)
    return [product(transposed(found[0]), bar, transposed(found[1]))] if found else []


def _defined(expr: Matrix, bar: Matrix, task: Task) -> list[Matrix]:
    """Layers that abbreviate an expression: each factor that may move."""
    variable, found = task.variable, []
    for factor in factors(expr, variable, task.context):
        inner = product(transposed(factor.left), bar, transposed(factor.right))
        terms = pull(factor.body, inner, Task(variable, factor.context))
        found += factor.gather(terms, variable.rows, variable.cols)
    return found


def _add(expr: Expr, bar: Any, task: Task) -> list[Matrix]:
    return [term for arg in expr.args for term in pull(arg, bar, task)]


def _scale(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    factor, matrix = expr.args
    return [*pull(matrix, times(factor, bar), task), *pull(factor, against(bar, matrix), task)]


def _matmul(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    found: list[Matrix] = []
    for place, factor in enumerate(expr.args):
        if depends(factor, task):
            sides = [expr.args[:place], expr.args[place + 1 :]]
            left, right = ([transposed(product(*side))] if side else [] for side in sides)
            found += pull(factor, product(*left, bar, *right), task)
    return found


def _hadamard(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    found: list[Matrix] = []
    for place, factor in enumerate(expr.args):
        others = expr.args[:place] + expr.args[place + 1 :]
        value, scalars, body = split_scalars(bar)
        front = scalar_product(number(value), *scalars)
        found += pull(factor, times(front, hadamard(*others, body)), task)
    return found


def _inverse(expr: Matrix, bar: Matrix, task: Task) -> list[Matrix]:
    return pull(expr.args[0], times(Fraction(-1), product(expr.T, bar, expr.T)), task)


def _pinv(expr: Matrix, bar: Matrix, task: Task) -> list[Matrix]:
    """From the constant-rank formula of dA^+, which `pinv_sides` lists."""
    (matrix,) = expr.args
    found: list[Matrix] = []
    for sign, left, right, flipped in pinv_sides(expr):
        inside = product(transposed(left), bar, transposed(right))
        inside = transposed(inside) if flipped else inside
        found += pull(matrix, times(sign, inside), task)
    return found


def _vec(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    (body,) = expr.args
    return [found for term in unvec(bar, *body.shape) for found in pull(body, term, task)]


def _kron(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    return [
        found
        for place, factor in enumerate(expr.args)
        if depends(factor, task)
        for term in beside_factor(bar, expr.args, place)
        for found in pull(factor, term, task)
    ]


def _block(expr: Expr, bar: Matrix, task: Task) -> list[Matrix]:
    """The block at the place of each entry."""
    left, right = selections(expr)
    return [
        found
        for place, entry_ in enumerate(expr.args)
        if depends(entry_, task)
        for found in pull(entry_, block_of(bar, left, right, place), task)
    ]


def _trace(expr: Expr, bar: Scalar, task: Task) -> list[Matrix]:
    if expr.args[0].op == "expm":  # d tr(exp A) = tr(exp(A) dA)
        return pull(expr.args[0].args[0], times(bar, transposed(expr.args[0])), task)
    return pull(expr.args[0], times(bar, identity(expr.args[0].rows)), task)


def _single(expr: Expr, bar: Scalar, task: Task) -> list[Matrix]:
    opened = entry(expr.args[0])
    if opened != expr:
        return pull(opened, bar, task)
    return pull(expr.args[0], times(bar, identity(1)), task)


def _frob2(expr: Expr, bar: Scalar, task: Task) -> list[Matrix]:
    return pull(expr.args[0], times(bar, times(Fraction(2), expr.args[0])), task)


def _inner(expr: Expr, bar: Scalar, task: Task) -> list[Matrix]:
    left, right = expr.args
    return [*pull(left, times(bar, right), task), *pull(right, times(bar, left), task)]


def _mul(expr: Expr, bar: Scalar, task: Task) -> list[Matrix]:
    found: list[Matrix] = []
    for place, factor in enumerate(expr.args):
        others = expr.args[:place] + expr.args[place + 1 :]
        found += pull(factor, scalar_product(bar, *others), task)
    return found


def _power(expr: Expr, bar: Scalar, task: Task) -> list[Matrix]:
    (base,) = expr.args
    exponent = expr.data
    rest = base if exponent == 2 else base ** (exponent - 1)
    return pull(base, scalar_product(number(exponent), bar, rest), task)


def _entrywise(expr: Any, bar: Any, task: Task) -> list[Matrix]:
    (argument,) = expr.args
    if expr.data.d.is_zero:
        return []
    factor, slope = slope_of(expr.data, argument)
    if not expr.is_matrix:
        return pull(argument, scalar_product(number(factor), bar, slope), task)
    value, scalars, body = split_scalars(bar)
    front = scalar_product(number(value * factor), *scalars)
    seen = slope if body.op == "ones" else hadamard(slope, body)
    return pull(argument, times(front, seen), task)


def _det(expr: Scalar, bar: Scalar, task: Task) -> list[Matrix]:
    (matrix,) = expr.args
    if matrix.is_single:
        return pull(entry(matrix), bar, task)
    return pull(matrix, times(scalar_product(bar, expr), transposed(matrix.inv)), task)


def _logdet(expr: Scalar, bar: Scalar, task: Task) -> list[Matrix]:
    (matrix,) = expr.args
    if matrix.is_single:
        return pull(log(entry(matrix)), bar, task)
    return pull(matrix, times(bar, transposed(matrix.inv)), task)


def _norm(expr: Scalar, bar: Scalar, task: Task) -> list[Matrix]:
    return pull(expr.args[0], times(scalar_product(bar, expr**-1), expr.args[0]), task)


def _total(expr: Scalar, bar: Scalar, task: Task) -> list[Matrix]:
    (matrix,) = expr.args
    return pull(matrix, times(bar, ones(*matrix.shape)), task)


def _sum(expr: Any, bar: Any, task: Task) -> list[Matrix]:
    """A sum over layers in which each term depends on its own layer only."""
    name, low, high = expr.data
    (body,) = expr.args
    variable = task.variable
    place = symbol(Atom("index", name))
    own = [node for node in body.walk()
           if node.op in LETTERS and name_of(node) == name_of(variable)]  # fmt: skip
    plain = variable.op == "member" and all(
        node.op == "member" and _is_index(node.data[1], name)
        and node.data[0].params == variable.data[0].params for node in own
    )  # fmt: skip
    if not plain:
        raise UndecidedError(f"there is no readable gradient through the sum `{expr}`")
    if not within(variable.data[1], low, high, task.context):
        return []
    return pull(at(body, place, variable.data[1]), bar, task)


def _is_index(value: Int, name: str) -> bool:
    return [atom.name for atom in value.atoms()] == [name] and value == symbol(next(value.atoms()))


RULES: dict[str, Callable[[Any, Any, Task], list[Matrix]]] = {
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "let": lambda expr, bar, task: pull(expr.args[0], bar, task),
    "add": _add,
    "scale": _scale,
    "mul": _mul,
    "power": _power,
    "matmul": _matmul,
    "hadamard": _hadamard,
    "transpose": lambda expr, bar, task: pull(expr.args[0], transposed(bar), task),
    "kron": _kron,
    "block": _block,
    "inverse": _inverse,
    "pinv": _pinv,
    "vec": _vec,
    "scalar": _single,
    "trace": _trace,
    "frob2": _frob2,
    "inner": _inner,
    "entrywise": _entrywise,
    "diag": lambda expr, bar, task: pull(expr.args[0], diagonal(bar), task),
    "diagonal": lambda expr, bar, task: pull(expr.args[0], diag(bar), task),
    "matpower": lambda expr, bar, task: pull(factors_of(expr), bar, task),
    "det": _det,
    "logdet": _logdet,
    "norm": _norm,
    "total": _total,
    "sum": _sum,
}
