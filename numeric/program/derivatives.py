"""The derivative nodes of the language, carried out on the graph."""

from __future__ import annotations

from fractions import Fraction

from numeric.instance import Letter
from numeric.moving import CoincidenceError
from numeric.program.contraction import product, transpose
from numeric.program.forward import substituted, tangents
from numeric.program.graph import Graph, Node, inputs_of
from numeric.program.jacobian import jacobian_node
from numeric.program.reverse import gradient
from numeric.program.translate import Rule, Terms, Translator, single
from symland.errors import ExpressionError
from symland.language.derivatives import GENERIC, UNIT, along_parts, is_symmetric_letter
from symland.language.expr import Expr
from symland.language.families import PLACE
from symland.language.families import UNIT as EVERY_UNIT


def _variable(here: Translator, variable: Expr) -> Node:
    return here.letter(here.key(variable))


def _symmetric_part(graph: Graph, node: Node) -> Node:
    """(F + F') / 2."""
    half = Fraction(1, 2)
    return graph.combine([(half, node), (half, transpose(graph, node))], node.shape)


def _slope(body: Expr, variable: Expr, here: Translator) -> Node:
    """The gradient; that of a symmetric letter is symmetric."""
    [found] = gradient(here.graph, here.node(body), [_variable(here, variable)])
    return _symmetric_part(here.graph, found) if is_symmetric_letter(variable) else found


def _jacobian_of(node: Node, variable: Expr, here: Translator) -> Node:
    """d vec(F) / d vec(X)', times (I + K) / 2 for a symmetric letter."""
    found = jacobian_node(here.graph, node, _variable(here, variable))
    if not is_symmetric_letter(variable):
        return found
    rows, [size, _] = found.shape[0], _variable(here, variable).shape
    labels = here.graph.labels((rows, size, size))
    split = here.graph.reshape(found, (rows, size, size))
    i, j, k = labels
    turned = product(here.graph, [(split, (i, k, j))], labels)
    half = Fraction(1, 2)
    total = here.graph.combine([(half, split), (half, turned)], split.shape)
    return here.graph.reshape(total, found.shape)


def _grad(expr: Expr, here: Translator) -> Terms:
    body, variable = expr.args
    return single(here.graph, _slope(body, variable, here))


def _jacobian(expr: Expr, here: Translator) -> Terms:
    body, variable = expr.args
    return single(here.graph, _jacobian_of(here.node(body), variable, here))


def _hess(expr: Expr, here: Translator) -> Terms:
    body, first, second = expr.args
    return single(here.graph, _jacobian_of(_slope(body, first, here), second, here))


def _along(expr: Expr, here: Translator) -> Terms:
    """Velocities are held fixed in a second derivative, hence the placeholders."""
    body, variables, velocities, order = along_parts(expr)
    if order not in (1, 2):
        raise ExpressionError(f"a derivative of order {order} along a direction is not defined")
    graph, found = here.graph, here.node(body)
    moving = _velocities(here, found, variables, velocities)
    slots = {x: graph.make("slot", (), len(graph.table), x.shape) for x in moving}
    nodes = [found]
    for _ in range(order):
        nodes = tangents(graph, nodes, slots)
    result = substituted(graph, nodes, {slots[x]: v for x, v in moving.items()})
    return single(graph, result[0])


def _velocities(
    here: Translator, body: Node, variables: tuple[Expr, ...], velocities: tuple[Expr, ...]
) -> dict[Node, Node]:
    """The velocity of every argument that moves, those of whole families for each member."""
    found: dict[Node, Node] = {}
    whole: dict[str, tuple[Expr, Expr]] = {}
    for variable, velocity in zip(variables, velocities, strict=True):
        if variable.op == "member" and variable.data[1] == PLACE:
            name = variable.data[0].name
            if name in whole:
                raise CoincidenceError(f"`{name}[k]` is given two velocities")
            whole[name] = variable, velocity
            continue
        node = _variable(here, variable)
        if node in found:
            raise CoincidenceError(f"`{node.data}` is given two velocities at these layers")
        found[node] = here.node(velocity)
    for node in list(inputs_of([body])):
        letter: Letter = node.data
        if letter.kind == "member" and letter.name in whole:
            if node in found:
                raise CoincidenceError(f"`{letter}` moves alone and with all of its family")
            velocity = _of_whole(here, *whole[letter.name], letter)
            if velocity is not None:
                found[node] = velocity
    return found


def _of_whole(here: Translator, variable: Expr, velocity: Expr, letter: Letter) -> Node | None:
    """The velocity of one member of a family that moves as a whole, or unit by unit."""
    units = variable.data[0].params
    if not units:
        return here.within(GENERIC, letter.position).node(velocity)
    if units == (EVERY_UNIT,):
        inside = here.within(UNIT, letter.units[0])
        return inside.within(GENERIC, letter.position).node(velocity)
    if here.integer(units[0]) != letter.units[0]:
        return None
    return here.within(GENERIC, letter.position).node(velocity)


DERIVATIVES: dict[str, Rule] = {
    "grad": _grad,
    "jacobian": _jacobian,
    "hess": _hess,
    "along": _along,
}
