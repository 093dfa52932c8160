"""Outputs that are transposes of products: (A B')' is computed as B A', which writes it as it is.

For stacks of matrices a transposed result would have to be copied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from numeric.program.contraction import is_permutation, roles
from numeric.program.graph import Graph, Node, below, renamed


def oriented(graph: Graph, outputs: Sequence[Node]) -> list[Node]:
    """The outputs, where possible without a transposition at the end."""
    uses = Counter(arg for node in below(outputs) for arg in node.args)
    uses.update(outputs)
    found = []
    for node in outputs:
        turned = _turned(graph, node.args[0], uses) if _is_transposition(node) else None
        found.append(node if turned is None else turned)
    return found


def _is_transposition(node: Node) -> bool:
    return node.op == "arrange" and len(node.shape) == 2 and is_permutation(node)


def _turned(graph: Graph, node: Node, uses: Mapping[Node, int]) -> Node | None:
    """The transpose of a node that is used only once, None where it has to be transposed."""
    if _is_transposition(node):
        return node.args[0]
    if uses[node] > 1:
        return None
    if node.op == "combine":
        parts = [_turned(graph, arg, uses) for arg in node.args]
        terms = [(c, part) for c, part in zip(node.data, parts, strict=True) if part is not None]
        return graph.combine(terms, node.shape[::-1]) if len(terms) == len(parts) else None
    return _reversed(graph, node) if node.op == "contract" else None


def _reversed(graph: Graph, node: Node) -> Node | None:
    """A product of two matrices with its operands in the other order."""
    left, right, out = node.data
    found = roles(left, right, out)
    plain = len(found.summed) == len(found.left) == len(found.right) == 1
    if found.batch or not plain:
        return None
    names = {label: place for place, label in enumerate(dict.fromkeys((*right, *left)))}
    data = (renamed(right, names), renamed(left, names), renamed(out[::-1], names))
    return graph.make("contract", node.args[::-1], data, node.shape[::-1])
