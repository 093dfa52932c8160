"""Inverses, determinants, norms, powers and entrywise functions in the graph."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from numeric.program import nets
from numeric.program.contraction import product
from numeric.program.graph import Graph, Node
from numeric.program.translate import (
    Rule,
    Terms,
    Translator,
    inverse,
    mapped,
    single,
    squared_norm,
)
from symland.errors import ExpressionError
from symland.language.expr import Expr
from symland.language.functions import Activation

ROOT = Activation("power", 0, Fraction(1, 2))


def matrix_product(graph: Graph, left: Node, right: Node) -> Node:
    """The product of two matrices."""
    i, j = graph.labels(left.shape)
    k = graph.label(right.shape[1])
    return product(graph, [(left, (i, j)), (right, (j, k))], (i, k))


def matrix_power(graph: Graph, base: Node, exponent: int) -> Node:
    """A power with an exponent of at least 1, by repeated squaring."""
    found, square = None, base
    while exponent:
        if exponent % 2:
            found = square if found is None else matrix_product(graph, found, square)
        exponent //= 2
        square = matrix_product(graph, square, square) if exponent else square
    assert found is not None
    return found


def _kronecker_factors(expr: Expr) -> tuple[Expr, ...]:
    """The factors of a Kronecker product, also of one with a name."""
    while expr.op == "let":
        expr = expr.args[0]
    return expr.args if expr.op == "kron" else ()


def _inverse(expr: Expr, here: Translator) -> Terms:
    """The inverse; of a Kronecker product of square matrices the product of the inverses."""
    factors = _kronecker_factors(expr.args[0])
    if factors and all(factor.rows == factor.cols for factor in factors):
        return _kronecker(factors, "inverse", here)
    return single(here.graph, inverse(here.graph, here.node(expr.args[0])))


def _pinv(expr: Expr, here: Translator) -> Terms:
    factors = _kronecker_factors(expr.args[0])
    if factors:
        return _kronecker(factors, "pinv", here)
    node = here.node(expr.args[0])
    return single(here.graph, here.graph.make("pinv", (node,), None, node.shape[::-1]))


def _kronecker(factors: tuple[Expr, ...], op: str, here: Translator) -> Terms:
    parts = [here.net(type(x)(op, (x,), None, x.cols, x.rows)) for x in factors]
    return (reduce(lambda left, right: nets.kron(here.graph, left, right), parts),)


def _unary(op: str, *, scalar: bool) -> Rule:
    def translated(expr: Expr, here: Translator) -> Terms:
        node = here.node(expr.args[0])
        shape = () if scalar else node.shape
        return single(here.graph, here.graph.make(op, (node,), None, shape))

    return translated


def _matpower(expr: Expr, here: Translator) -> Terms:
    graph, base = here.graph, here.node(expr.args[0])
    if expr.data == 0:
        return (nets.identity(graph, base.shape[0]),)
    if expr.data < 0:
        base = inverse(graph, base)
    return single(graph, matrix_power(graph, base, abs(expr.data)))


def _power(expr: Expr, here: Translator) -> Terms:
    power = Activation("power", 0, Fraction(expr.data))
    return single(here.graph, mapped(here.graph, power, here.node(expr.args[0])))


def _norm(expr: Expr, here: Translator) -> Terms:
    squares = squared_norm(expr.args[0], here)
    parts = [(Fraction(1), nets.to_node(here.graph, net, ())) for net in squares]
    return single(here.graph, mapped(here.graph, ROOT, here.graph.combine(parts, ())))


def _entrywise(expr: Expr, here: Translator) -> Terms:
    return single(here.graph, mapped(here.graph, expr.data, here.node(expr.args[0])))


def _apply(expr: Expr, here: Translator) -> Terms:
    function = expr.data
    inputs, outputs = here.integer(function.inputs), here.integer(function.outputs)
    argument = here.graph.reshape(here.node(expr.args[0]), (inputs,))
    found = here.graph.make("apply", (argument,), (function.name, 0), (outputs,))
    if not expr.is_matrix and outputs != 1:
        raise ExpressionError(f"`{function.name}` is no scalar function at these sizes")
    return single(here.graph, here.graph.reshape(found, (outputs, 1) if expr.is_matrix else ()))


FUNCTIONS: dict[str, Rule] = {
    "inverse": _inverse,
    "pinv": _pinv,
    "expm": _unary("expm", scalar=False),
    "det": _unary("det", scalar=True),
    "logdet": _unary("logdet", scalar=True),
    "matpower": _matpower,
    "power": _power,
    "norm": _norm,
    "entrywise": _entrywise,
    "apply": _apply,
}
