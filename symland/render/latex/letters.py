"""One sign, one meaning: no two letters of a fragment may look the same in LaTeX."""

from __future__ import annotations

from collections.abc import Iterable

from symland.errors import NamingError
from symland.language.expr import Expr
from symland.language.notation.latex_names import latex_integer, latex_name


def check_letters(exprs: Iterable[Expr]) -> None:
    """Raise `NamingError` if two letters, such as `W1` and `W_1`, would be shown alike.

    A letter `W_2` beside the layer `W[2]` of a family, which is shown so, is one case.
    """
    known: dict[str, tuple[str, object]] = {}
    for node in dict.fromkeys(node for expr in exprs for node in expr.walk()):
        for letter, name, meaning in _shown(node):
            before = known.setdefault(letter, (name, meaning))
            if before != (name, meaning):
                both = " and ".join(f"`{one}`" for one in sorted((name, before[0])))
                raise NamingError(
                    f"two letters would both be shown as `{letter}` in LaTeX: {both}",
                    help="give one of them another name",
                )


def _shown(node: Expr) -> list[tuple[str, str, object]]:
    """The letters that a node shows: each in LaTeX, by its name, and what it is."""
    match node.op:
        case "member" | "chain" | "defined":
            layers, *places = node.data
            ends = [tuple(map(latex_integer, (*layers.params, place))) for place in places]
            return [(latex_name(layers.name, end)[0], f"{layers.name}[{']['.join(end)}]", "layer")
                    for end in ends]  # fmt: skip
        case "let":
            return [(latex_name(node.data)[0], node.data, node.args[0])]
        case "symbol":
            return [(latex_name(node.data[0])[0], node.data[0], "letter")]
        case "entrywise" | "apply":
            return [(latex_name(node.data.name)[0], node.data.name, "function")]
    return []
