"""From expressions of the language to the graph, at concrete sizes and layer indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial, reduce
from math import prod
from typing import TypeAlias

from numeric.dimensions import Dimensions, downwards, positive
from numeric.instance import Letter
from numeric.program import nets
from numeric.program.graph import Graph, Node
from numeric.program.nets import Net
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.block_matrix import written_out
from symland.language.derivatives import GENERIC
from symland.language.expr import Expr
from symland.language.families import Family
from symland.language.functions import Activation

Terms: TypeAlias = "tuple[Net, ...]"
Rule: TypeAlias = "Callable[[Expr, Translator], Terms]"
NetRule: TypeAlias = Callable[[Graph, Net, Net], Net]

DISTRIBUTED = 16  # terms into which a product of sums of Kronecker products is multiplied out


@dataclass(slots=True)
class Translator:
    """Expressions at one choice of sizes, over the nodes of the arguments."""

    graph: Graph
    dimensions: Dimensions
    letters: Mapping[Letter, Node]
    rules: Mapping[str, Rule]
    bound: Mapping[str, int] = field(default_factory=dict)
    values: dict[tuple[Expr, tuple[tuple[str, int], ...]], Terms] = field(default_factory=dict)

    def terms(self, expr: Expr) -> Terms:
        """The value as a sum of products that are not multiplied out."""
        key = (expr, tuple(sorted(self.bound.items())))
        if key not in self.values:
            self.values[key] = self._rule(expr)(expr, self)
        return self.values[key]

    def _rule(self, expr: Expr) -> Rule:
        if expr.op not in self.rules:
            raise unknown(expr)
        return self.rules[expr.op]

    def node(self, expr: Expr) -> Node:
        """The value as a node, with rows and columns where the expression is a matrix."""
        found = self.terms(expr)
        shape = self.shape(expr) if expr.is_matrix else ()
        parts = [(Fraction(1), nets.to_node(self.graph, net, shape)) for net in found]
        return self.graph.combine(parts, shape)

    def net(self, expr: Expr) -> Net:
        """The value as a single product."""
        found = self.terms(expr)
        return found[0] if len(found) == 1 else nets.of_node(self.graph, self.node(expr))

    def integer(self, polynomial: object) -> int:
        return self.dimensions.value(polynomial, self.bound)  # type: ignore[arg-type]

    def shape(self, expr: Expr) -> tuple[int, int]:
        rows, cols = self.integer(expr.rows), self.integer(expr.cols)
        return positive(rows, expr.rows), positive(cols, expr.cols)

    def within(self, name: str, value: int) -> Translator:
        """The same where a bound layer index has a value."""
        bound = {**self.bound, name: value}
        return replace(self, bound=bound)

    def letter(self, key: Letter) -> Node:
        if key not in self.letters:
            kind = "layer" if key.kind == "member" else "letter"
            raise NamingError(f"the {kind} `{key}` is not among the arguments")
        return self.letters[key]

    def key(self, variable: Expr) -> Letter:
        """The letter or member that a variable of differentiation is."""
        if variable.op == "symbol":
            return Letter("matrix" if variable.is_matrix else "scalar", variable.data[0])
        return self.layer(variable.data[0], self.integer(variable.data[1]))

    def layer(self, family: Family, position: int) -> Letter:
        """The member of a family at a place, here."""
        units = tuple(self.integer(unit) for unit in family.params)
        return Letter("member", family.name, position, units)


def unknown(expr: Expr) -> ExpressionError:
    """The error about an operation that is not in the table of rules."""
    return ExpressionError(f"`{expr.op}` is not an operation for which code can be generated")


def single(graph: Graph, node: Node) -> Terms:
    """A node as the only term."""
    return (nets.of_node(graph, node),)


def _number(expr: Expr, here: Translator) -> Terms:  # noqa: ARG001 - the same everywhere
    return (Net(number=Fraction(expr.data)),)


def _size(expr: Expr, here: Translator) -> Terms:
    return (Net(number=Fraction(here.integer(expr.data))),)


def _symbol(expr: Expr, here: Translator) -> Terms:
    name, options = expr.data
    if not {*options} <= {"symmetric"}:
        raise ExpressionError(f"`{name}` has options that are not known: {', '.join(options)}")
    kind = "matrix" if expr.is_matrix else "scalar"
    return single(here.graph, here.letter(Letter(kind, name)))


def _member(expr: Expr, here: Translator) -> Terms:
    return single(here.graph, here.letter(here.key(expr)))  # type: ignore[arg-type]


def _chain(expr: Expr, here: Translator) -> Terms:
    def layer(place: int) -> Net:
        return nets.of_node(here.graph, here.letter(here.layer(expr.data[0], place)))

    return _multiplied(expr, here, layer)


def _defined(expr: Expr, here: Translator) -> Terms:
    """Layers that abbreviate an expression: its value at each layer."""
    return _multiplied(expr, here, lambda place: here.within(GENERIC, place).net(expr.args[0]))


def _multiplied(expr: Expr, here: Translator, layer: Callable[[int], Net]) -> Terms:
    """The product of layers from the upper down to the lower bound."""
    _, high, low = expr.data
    places = downwards(here.integer(high), here.integer(low))
    if not places:
        return (nets.identity(here.graph, here.shape(expr)[0]),)
    return (reduce(partial(nets.matmul, here.graph), map(layer, places)),)


def _identity(expr: Expr, here: Translator) -> Terms:
    return (nets.identity(here.graph, here.shape(expr)[0]),)


def _zeros(expr: Expr, here: Translator) -> Terms:
    return single(here.graph, here.graph.zero(here.shape(expr)))


def _ones(expr: Expr, here: Translator) -> Terms:
    return (nets.ones(here.graph, here.shape(expr)),)


def _commutation(expr: Expr, here: Translator) -> Terms:
    rows, cols = (here.integer(side) for side in expr.data)
    here.shape(expr)
    return (nets.commutation(here.graph, rows, cols),)


def _selection(expr: Expr, here: Translator) -> Terms:
    before, _, _ = (here.integer(part) for part in expr.data)
    return single(here.graph, here.graph.make("selection", (), before, here.shape(expr)))


def _let(expr: Expr, here: Translator) -> Terms:
    return here.terms(expr.args[0])


def _add(expr: Expr, here: Translator) -> Terms:
    """One node, or several terms where multiplying out a Kronecker product can be put off."""
    found = tuple(net for arg in expr.args for net in here.terms(arg))
    if len(found) <= DISTRIBUTED and any(net.is_structured for net in found):
        return found
    shape = here.shape(expr) if expr.is_matrix else ()
    parts = [(Fraction(1), here.node(arg)) for arg in expr.args]
    return single(here.graph, here.graph.combine(parts, shape))


def _product(join: NetRule) -> Rule:
    """A product of all operands; sums of Kronecker products are multiplied out, within limits."""

    def translated(expr: Expr, here: Translator) -> Terms:
        factors = [here.terms(arg) for arg in expr.args]
        count = reduce(lambda total, terms: total * len(terms), factors, 1)
        if count > DISTRIBUTED:
            factors = [(here.net(arg),) for arg in expr.args]
        found = factors[0]
        for terms in factors[1:]:
            found = tuple(join(here.graph, x, y) for x in found for y in terms)
        return found

    return translated


def _linear(change: Callable[[Graph, Net], Net]) -> Rule:
    """A linear map of every term."""

    def translated(expr: Expr, here: Translator) -> Terms:
        return tuple(change(here.graph, net) for net in here.terms(expr.args[0]))

    return translated


def _inner(graph: Graph, left: Net, right: Net) -> Net:
    return nets.total(graph, nets.hadamard(graph, left, right))


def _pairs(left: Sequence[Net], right: Sequence[Net], here: Translator) -> Terms:
    return tuple(_inner(here.graph, x, y) for x in left for y in right)


def _frob2(expr: Expr, here: Translator) -> Terms:
    return squared_norm(expr.args[0], here)


def squared_norm(expr: Expr, here: Translator) -> Terms:
    """The sum of the squares of all entries; a matrix product is multiplied out first."""
    terms = here.terms(expr)
    if len(terms) ** 2 > DISTRIBUTED or not any(net.is_structured for net in terms):
        terms = single(here.graph, here.node(expr))
    return _pairs(terms, terms, here)


def _sum(expr: Expr, here: Translator) -> Terms:
    name, low, high = expr.data
    bottom, top = here.integer(low), here.integer(high)
    if top < bottom - 1:
        raise SizeError(f"a sum from {bottom} to {top} has fewer than no terms")
    nodes = [here.within(name, k).node(expr.args[0]) for k in range(bottom, top + 1)]
    shape = here.shape(expr) if expr.is_matrix else ()
    return single(here.graph, here.graph.combine([(Fraction(1), x) for x in nodes], shape))


def mapped(graph: Graph, activation: Activation, node: Node, order: int = 0) -> Node:
    """A function of every entry; derivatives of the function are counted in `order`."""
    base = Activation(activation.name, 0, activation.parameter)
    order += activation.order
    if Activation(base.name, order, base.parameter).is_zero:
        return graph.zero(node.shape)
    if base.name == "power" and base.parameter is not None:
        return _power(graph, base.parameter, node, order)
    return graph.make("map", (node,), (base, order), node.shape)


def _power(graph: Graph, exponent: Fraction, node: Node, order: int) -> Node:
    """A derivative of x^p, that is p (p - 1) ... x^(p - order)."""
    factor = prod((exponent - step for step in range(order)), start=Fraction(1))
    rest = exponent - order
    if not factor or not rest:
        return graph.scaled(factor, graph.ones(node.shape))
    if rest == 1:
        return graph.scaled(factor, node)
    power = graph.make("map", (node,), (Activation("power", 0, rest), 0), node.shape)
    return graph.scaled(factor, power)


def inverse(graph: Graph, node: Node) -> Node:
    """The inverse matrix."""
    if node.op == "inverse":
        return node.args[0]
    return graph.make("inverse", (node,), None, node.shape)


RULES: dict[str, Rule] = {
    "number": _number,
    "size": _size,
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "identity": _identity,
    "zeros": _zeros,
    "ones": _ones,
    "commutation": _commutation,
    "selection": _selection,
    "block": lambda expr, here: here.terms(written_out(expr)),
    "let": _let,
    "add": _add,
    "mul": _product(nets.kron),
    "scalar": _linear(nets.trace),
    "scale": _product(nets.kron),
    "matmul": _product(nets.matmul),
    "kron": _product(nets.kron),
    "hadamard": _product(nets.hadamard),
    "transpose": _linear(lambda graph, net: net.T),  # noqa: ARG005 - only renames
    "vec": _linear(lambda graph, net: nets.vec(net)),  # noqa: ARG005
    "diag": _linear(lambda graph, net: nets.on_diagonal(net)),  # noqa: ARG005
    "diagonal": _linear(nets.diagonal),
    "trace": _linear(nets.trace),
    "total": _linear(nets.total),
    "frob2": _frob2,
    "inner": _product(_inner),
    "sum": _sum,
}
