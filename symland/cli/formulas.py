"""Derivatives of a formula for `grad`, `hess` and `latex`: what is computed, what it is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from symland.calculus.api import hess_form
from symland.calculus.evaluate import evaluate
from symland.calculus.second_order import hvp
from symland.evidence import Evidence
from symland.language.build import matrix, scalar
from symland.language.claims import Eq
from symland.language.derivatives import gradient_node, hessian_node
from symland.language.expr import Matrix
from symland.language.families import Families, Family
from symland.language.notation.latex import formula, latex
from symland.language.notation.latex_names import latex_name
from symland.language.notation.text import text
from symland.proof.prove import prove
from symland.render.latex.derivatives import Entry, Grid
from symland.render.latex.display import Row

KINDS = ("loss", "grad", "blocks", "full", "quadratic", "operator")
_NAMES = ("L", "f", "J", "loss", "objective")
_DIRECTIONS = ("V", "D", "U", "Z", "direction")
_BLOCKS = ("H", "B", "block")


@dataclass(frozen=True, slots=True)
class Formula:
    """What is differentiated, the letter that stands for it, the variables by their names."""

    body: Any
    letter: Any
    name: str
    variables: dict[str, Any]
    taken: Collection[str]

    def free(self, names: Sequence[str]) -> str:
        """The first of some names that neither is a letter here nor begins one."""
        return next(name for name in (*names, names[-1] + "_") if not self._is_taken(name))

    def _is_taken(self, name: str) -> bool:
        return any(one == name or (one.lstrip(name[0]).strip("_").isdecimal() and one[0] == name)
                   for one in self.taken)  # fmt: skip


def short_name(taken: Collection[str]) -> str:
    """A letter for a formula that has none."""
    return next(name for name in (*_NAMES, "L" * 80) if name not in taken)


def named(body: Any, name: str, variables: dict[str, Any], taken: Collection[str]) -> Formula:
    """A formula with its name; an abbreviation keeps its own letter."""
    if body.op == "let":
        return Formula(body, body, body.data, variables, taken)
    return Formula(body, scalar(name), name, variables, taken)


def parts_of(found: Formula, kinds: Sequence[str]) -> list[Entry | Grid]:
    """The derivatives that are asked for, each confirmed by the kernel."""
    return [part for kind in kinds for part in _MAKE[kind](found)]


def _loss(found: Formula) -> list[Entry]:
    body = found.body.args[0] if found.body.op == "let" else found.body
    return [Entry(formula(found.letter), found.name, found.name, body)]


def _gradients(found: Formula) -> list[Entry]:
    return [_entry(found, gradient_node, "grad", (name,)) for name in found.variables]


def _blocks(found: Formula) -> list[Entry]:
    return [_entry(found, hessian_node, "hess", (u, v))
            for u in found.variables for v in found.variables]  # fmt: skip


def _entry(found: Formula, make: Callable[..., Any], kind: str, names: tuple[str, ...]) -> Entry:
    variables = [found.variables[name] for name in names]
    shown = f"{kind}({', '.join([found.name, *names])})"
    computed = evaluate(make(found.body, *variables))
    return Entry(formula(make(found.letter, *variables)), shown, "_".join([kind, *names]), computed)


def _full(found: Formula) -> list[Grid]:
    blocks = [[evaluate(hessian_node(found.body, u, v)) for v in found.variables.values()]
              for u in found.variables.values()]  # fmt: skip
    letter, count = found.free(_BLOCKS), len(blocks)
    names = [[latex_name(f"{letter}_{i}{j}" if count < 10 else f"{letter}_{i}_{j}")[0]
              for j in range(1, count + 1)] for i in range(1, count + 1)]  # fmt: skip
    mirrored = all(prove(Eq(blocks[i][j], blocks[j][i].T)).evidence is Evidence.EXACT
                   for i in range(count) for j in range(i))  # fmt: skip
    label = (r"\nabla^2 ", *formula(found.letter))
    return [Grid(label, f"hess({found.name})", "hessian", tuple(map(tuple, names)),
                 tuple(map(tuple, blocks)), mirrored)]  # fmt: skip


def directions(found: Formula) -> dict[str, Any]:
    """The direction of each variable; of a layer it is that of its whole family."""
    letter, many = found.free(_DIRECTIONS), len(found.variables) > 1
    pairs = {}
    for number, (name, variable) in enumerate(found.variables.items(), start=1):
        shown = f"{letter}_{number}" if many else letter
        if variable.op == "member":
            pairs[name] = _whole_family(variable, shown)
        else:
            alike = "symmetric" in variable.data[1]
            pairs[name] = matrix(shown, variable.rows, variable.cols, symmetric=alike)
    return pairs


def _whole_family(layer: Matrix, name: str = "") -> Family | Families:
    """All layers of the family of W[k] or A[k][q], or as many under another name."""
    layers = layer.data[0]
    make = Families if layers.params else Family
    return make(name or layers.name, layers.rows, layers.cols)


def _motion(found: Formula) -> dict[Any, Any]:
    moves = directions(found)
    return {(_whole_family(variable) if variable.op == "member" else variable): moves[name]
            for name, variable in found.variables.items()}  # fmt: skip


def _quadratic(found: Formula) -> list[Entry]:
    letter = found.free(_DIRECTIONS)
    label = (r"\nabla^2 ", *formula(found.letter), f"[{letter},{letter}]")
    return [Entry(label, f"hess_form({found.name})", "form",
                  evaluate(hess_form(found.body, _motion(found))))]  # fmt: skip


def _operator(found: Formula) -> list[Entry]:
    letter = found.free(_DIRECTIONS)
    product = (r"\nabla^2 ", *formula(found.letter), f"[{letter}]")
    entries = []
    for name, variable in found.variables.items():
        part = ("(", *product, f")_{{{latex(variable)}}}")
        computed = evaluate(hvp(found.body, _motion(found), variable))
        alone = len(found.variables) == 1 and variable.op != "member"
        label = product if alone else part
        entries.append(Entry(label, f"hvp({found.name})[{name}]", f"hvp_{name}", computed))
    return entries


def direction_notes(found: Formula) -> list[str]:
    """`V_1 is the direction of W1`, for the comments above a result."""
    return [f"{_name(move)} is the direction of {name}" for name, move in directions(found).items()]


def direction_rows(found: Formula) -> list[Row]:
    """V = (V_1, V_2), where there are several variables."""
    moves = [latex_name(_name(move))[0] for move in directions(found).values()]
    if len(moves) < 2:
        return []
    return [Row((f"({', '.join(moves)})",), "=", (found.free(_DIRECTIONS),))]


def _name(move: Any) -> str:
    return move.name if isinstance(move, Family | Families) else text(move)


_MAKE: dict[str, Callable[[Formula], Sequence[Entry | Grid]]] = {
    "loss": _loss,
    "grad": _gradients,
    "blocks": _blocks,
    "full": _full,
    "quadratic": _quadratic,
    "operator": _operator,
}
