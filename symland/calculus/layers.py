"""Which layers a variable is among, and which factors of a product of layers move with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symland.calculus.algebra import same_index, total, within
from symland.elaborate import linear
from symland.kernel.linear import Context
from symland.language.build import indices_of, layer_sum
from symland.language.expr import Expr, Matrix
from symland.language.families import PLACE, UNIT, Family, at, family_of, product_of_layers
from symland.language.integers import Atom, Int, symbol

LETTERS = ("symbol", "member", "chain")


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a product of layers, left @ body @ right, or one for each layer of a range."""

    left: Matrix
    body: Matrix
    right: Matrix
    context: Context
    over: tuple[Int, Int, Int] | None = None  # layer index, low, high

    def gather(self, terms: list[Matrix], rows: Int, cols: Int) -> list[Matrix]:
        """The terms that come from this factor, summed over the layers of the range."""
        if self.over is None or not terms:
            return terms
        return [layer_sum(*self.over, total(terms, rows, cols))]


def occurs(name: str, expr: Expr) -> bool:
    """Whether a letter or family occurs at all."""
    return any(node.op in LETTERS and name_of(node) == name for node in expr.walk())


def same_layer(expr: Expr, variable: Matrix, context: Context) -> bool:
    """Whether two members of one family are the same; raises `UndecidedError` if not known."""
    pairs = zip((*expr.data[0].params, expr.data[1]),
                (*variable.data[0].params, variable.data[1]), strict=True)  # fmt: skip
    return all(same_index(one, other, context) for one, other in pairs)


def around(expr: Expr, variable: Matrix, context: Context) -> tuple[Matrix, Matrix] | None:
    """W[hi..k+1] and W[k-1..lo] for a product W[hi..lo] that contains the variable W[k]."""
    family, high, low = expr.data
    units = zip(family.params, variable.data[0].params, strict=True)
    if not all(same_index(one, other, context) for one, other in units):
        return None
    place = variable.data[1]
    return sides(family, high, low, place) if within(place, low, high, context) else None


def sides(family: Family, high: Int, low: Int, place: Int) -> tuple[Matrix, Matrix]:
    """W[high] ... W[place+1] and W[place-1] ... W[low]."""
    return (product_of_layers(family, high, place + 1), product_of_layers(family, place - 1, low))


def factors(expr: Matrix, variable: Matrix, context: Context) -> list[Factor]:
    """The factors of a product of abbreviated layers that may move with the variable.

    A[k] stands in the layer W[k] only if the meaning of W[k] has it at no other layer.
    """
    _, high, low = expr.data
    family, length = family_of(expr), (high - low).number
    place = _only_place(expr.args[0], variable)
    if place is not None:
        chosen = [place] if within(place, low, high, context) else []
    elif length is not None:
        chosen = [low + step for step in range(length + 1)]
    else:
        return [_every(expr, family, variable, context)]
    return [Factor(left, at(expr.args[0], PLACE, place), right, context)
            for place in chosen
            for left, right in [sides(family, high, low, place)]]  # fmt: skip


def _every(expr: Matrix, family: Family, variable: Matrix, context: Context) -> Factor:
    _, high, low = expr.data
    place = free_index([expr, variable], context, low, high)
    own = linear(place)
    wide = context.extend(own - linear(low), linear(high) - own)
    left, right = sides(family, high, low, place)
    return Factor(left, at(expr.args[0], PLACE, place), right, wide, (place, low, high))


def free_index(exprs: Iterable[Expr], context: Context, low: Int, high: Int) -> Int:
    """A layer index for a sum, with a name that nothing else has."""
    taken = {name for fact in context.facts for name, _ in fact.terms}
    taken |= {atom.name for bound in (low, high) for atom in bound.atoms()}
    for expr in exprs:
        taken |= set(indices_of(expr))
    plain = ("j", "i", "p", "q", "r", "s", "t")
    letters = (*plain, *(f"{letter}_{n}" for n in range(2, 9) for letter in plain))
    name = next(letter for letter in letters if letter not in taken)
    return symbol(Atom("index", name, (), low, high))


def _only_place(meaning: Expr, variable: Matrix) -> Int | None:
    """The layer that contains the variable, if the meaning of W[#] has A[#] (or A[#][q]) only."""
    if variable.op != "member":
        return None
    if {PLACE, UNIT} & {variable.data[1], *variable.data[0].params}:
        return None
    nested = [node for node in meaning.walk() if node.op == "defined"]
    if any(node.data[1:] != (PLACE, PLACE) for node in nested):
        return None  # an abbreviation of other layers, whose own `#` is another place
    uses = [node for node in meaning.walk()
            if node.op in LETTERS and name_of(node) == name_of(variable)]  # fmt: skip
    if variable.data[0].params:
        alone = all(node.data[0].params == (PLACE,) for node in uses)
        return variable.data[0].params[0] if alone else None
    alone = all(node.op == "member" and node.data[1] == PLACE for node in uses)
    return variable.data[1] if alone else None


def name_of(node: Any) -> str:
    """The name of a letter, or of the family of a member or product."""
    return node.data[0] if node.op == "symbol" else node.data[0].name
