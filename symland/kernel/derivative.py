"""The derivative of networks: take out one occurrence of the variable at a time, open its legs.

`differentiate` returns pieces with two further groups of open legs, the row and the column leg of
the variable.  In W[hi..lo] the factor W[k] is taken out if lo <= k <= hi, which must follow from
the context (or its negation, else `Undecided` asks for cases); where k or the range is bound by a
sum, the sum is split at k.  An inverse and a function bring the chain rule; of layers W[hi..lo]
that abbreviate an expression every factor moves, which gives a sum over the layer.

`along` replaces the opened legs by the velocity of the variable; for a whole family W every factor
of W[hi..lo] moves, which gives a sum over the layer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symland.kernel.binders import binder_facts
from symland.kernel.chain_rules import RULES, atom_piece
from symland.kernel.linear import Context, KernelError, Linear, Undecided, variable
from symland.kernel.network import Atom, Head, Piece, Raw, fresh_index, link, tensor
from symland.kernel.normal import layer_of, normalise, substitute
from symland.kernel.poly import ONE, Poly, constant, symbol
from symland.kernel.products import beside, flip, grouped, replace
from symland.kernel.reduction import reduce_piece, segment
from symland.kernel.syntax import substitute_term

# For an atom: pieces that stand for its derivative.  groups[0] are the legs of the atom, in order.
Hit: TypeAlias = "Callable[[Head, tuple[Poly, ...], Context], list[Piece]]"
MOST_WRITTEN_OUT = 8  # layers of a sum that are taken one by one
GENERIC, UNIT = variable("#"), variable("##")


@dataclass(frozen=True, slots=True)
class Change:
    """What the derivative of an atom is, and of a coefficient (where a parameter moves)."""

    atom: Hit
    coefficient: Callable[[Poly, Context], list[Piece]] = lambda _poly, _context: []


def differentiate(pieces: Sequence[Piece], change: Change, context: Context) -> tuple[Piece, ...]:
    """The derivative of a sum of pieces; `change` says what the derivative of an atom is."""
    return tuple(done for piece in pieces for done in _derive(piece, change, context))


def _derive(piece: Piece, change: Change, context: Context) -> list[Piece]:
    inside = context.extend(*binder_facts(piece.binders))
    if piece.binders and inside.contradictory():
        return []
    try:
        found = [
            replace(piece, number, other, context)
            for number, (head, legs) in enumerate(piece.atoms)
            for other in (
                _of_traced(head, change, inside)
                if head.kind == "expm" and _is_traced(piece, number)
                else _of_atom(head, tuple(piece.sizes[leg] for leg in legs), change, inside)
            )
        ]
        slopes = change.coefficient(piece.coefficient, inside)
        return found + [beside(piece.with_(ONE), slope, context) for slope in slopes]
    except Undecided as need:
        parts = split_range(piece, need.form, context)
        if parts is None:
            raise
        return [done for part in parts for done in _derive(part, change, context)]


def _is_traced(piece: Piece, number: int) -> bool:
    """Whether the two legs of an atom are joined to each other and to nothing else."""
    legs = piece.atoms[number][1]
    rest = [leg for group in piece.groups for leg in group]
    rest += [leg for n, (_, own) in enumerate(piece.atoms) if n != number for leg in own]
    return len(legs) == 2 and legs[0] == legs[1] and legs[0] not in rest


def _of_traced(head: Head, change: Change, context: Context) -> list[Piece]:
    """d tr(exp A) = tr(exp(A) dA), to be joined to the two legs of the trace."""
    assert head.body is not None
    made: list[Piece] = []
    for inner in differentiate(head.body.pieces, change, context):
        both = tensor(atom_piece(head, head.body.rows + head.body.cols), inner)
        (left, right), rows, cols, *outer = both.groups
        made.append(link(both, [(right, rows[0])], ((left, cols[0]), *outer)))
    return made


def split_range(piece: Piece, form: Linear, context: Context) -> list[Piece] | None:
    """Split the range of a bound index of `form` into form >= 0 and form < 0, if there is one."""
    for place in range(len(piece.binders) - 1, -1, -1):
        name, low, high = piece.binders[place]
        if low is None:
            continue
        others = [binder for other, binder in enumerate(piece.binders) if other != place]
        outer = context.extend(*binder_facts(others))
        later = {own for own, _, _ in piece.binders[place + 1 :]}
        if not later & {own for own, _ in form.terms}:
            halves = split_bounds(name, low, high, form, outer)
            if halves is not None:
                return [_restricted(piece, place, *half, context) for half in halves]
    return None


def split_bounds(
    name: str, low: Linear, high: Linear, form: Linear, outer: Context
) -> list[tuple[Linear, Linear]] | None:
    """The parts of low <= name <= high in which form < 0 and form >= 0, in ascending order.

    None if the form does not contain the index as +name or -name.  Raises `Undecided` if it is not
    known where between the bounds the sign changes.
    """
    factor = form.coefficient(name)
    if factor not in (1, -1):
        return None
    rest = form - variable(name).scale(factor)
    first = rest.scale(-1) if factor == 1 else rest.shift(1)  # least index of the upper part
    for need in (first - low, (high - first).shift(1)):
        if not outer.entails(need):
            raise Undecided(need)
    return [(low, first.shift(-1)), (first, high)]


def _restricted(piece: Piece, place: int, low: Linear, high: Linear, context: Context) -> Piece:
    name = piece.binders[place][0]
    before, after = piece.binders[:place], piece.binders[place + 1 :]
    if low == high:
        single = Piece(piece.coefficient, before + after, piece.atoms, piece.sizes, piece.groups)
        inside = context.extend(*binder_facts(before + after))
        return reduce_piece(substitute(single, name, low, inside))
    binders = (*before, (name, low, high), *after)
    return Piece(piece.coefficient, binders, piece.atoms, piece.sizes, piece.groups)


def _of_atom(head: Head, sizes: tuple[Poly, ...], change: Change, context: Context) -> list[Piece]:
    if head.body is None:
        return change.atom(head, sizes, context)
    if head.kind == "segment":
        return _of_layers(head, head.forms[-1], head.forms[-2], change, context)
    inner = differentiate(head.body.pieces, change, context)
    if not inner:
        return []
    rule = RULES.get(head.kind)
    if rule is None:
        raise KernelError(f"the kernel has no derivative for `{head.kind}`")
    return [done for piece in inner for done in rule(head, head.body, piece, context)]


def _of_layers(
    head: Head, low: Linear, high: Linear, change: Change, context: Context
) -> list[Piece]:
    """d(W[hi..lo]) as far as its factors from low to high move: a sum over the layer."""

    def moved(place: Linear, inside: Context) -> list[Piece]:
        inner = differentiate(layer_of(head, place, inside).pieces, change, inside)
        opened = factor_out(head, head.forms[:-2], place, inside) if inner else []
        return [drive(one, piece) for one in opened for piece in inner]

    return over_layers(low, high, moved, context)


def over_layers(
    low: Linear, high: Linear, make: Callable[[Linear, Context], list[Piece]], context: Context
) -> list[Piece]:
    """The sum of `make(i)` over low <= i <= high, the range split where `make` asks for it."""
    length = high - low
    if not length.terms and length.const <= MOST_WRITTEN_OUT:
        places = (low.shift(step) for step in range(length.const + 1))
        return [piece for place in places for piece in make(place, context)]
    own = fresh_index()
    inside = context.extend(variable(own) - low, high - variable(own))
    if inside.contradictory():
        return []
    try:
        found = make(variable(own), inside)
    except Undecided as need:
        halves = split_bounds(own, low, high, need.form, context)
        if halves is None:
            raise
        return [piece for half in halves for piece in over_layers(*half, make, context)]
    return [Piece(p.coefficient, ((own, low, high), *p.binders), p.atoms, p.sizes, p.groups)
            for p in found]  # fmt: skip


def member(variable_: Raw) -> Change:
    """The derivative with respect to one letter, one member W[k] or one scalar parameter.

    A symmetric letter S moves in symmetric directions: of dS only (dS + dS') / 2 counts.
    """
    (piece, *more) = variable_.pieces
    if more:
        raise KernelError("a derivative is taken with respect to a letter or a member of a family")
    if not piece.atoms:
        return _parameter(piece.coefficient)
    (target, _), *others = piece.atoms
    if others or target.kind not in ("letter", "segment"):
        raise KernelError("a derivative is taken with respect to a letter or a member of a family")
    if target.kind == "segment" and (target.forms[-1] != target.forms[-2] or target.body):
        raise KernelError("a derivative with respect to a product or an abbreviation of layers")
    split = len(variable_.rows)

    def hit(head: Head, sizes: tuple[Poly, ...], context: Context) -> list[Piece]:
        letter = (target.kind, target.name, target.sizes, target.free)
        if (head.kind, head.name, head.sizes, head.free) != letter:
            return []
        if head.kind == "segment":
            return factor_out(head, target.forms[:-2], target.forms[-1], context)
        if not _same(head.forms, target.forms, context):
            return []
        legs = tuple(range(len(sizes)))
        rows, cols = legs[:split], legs[split:]
        if target.free or not legs:
            return [Piece(ONE, (), (), sizes, (legs, rows, cols))]
        half = constant(Fraction(1, 2))
        return [Piece(half, (), (), sizes, (legs, *ways)) for ways in ((rows, cols), (cols, rows))]

    return Change(hit)


def _parameter(target: Poly) -> Change:
    """The derivative with respect to a scalar parameter, which occurs in coefficients only."""
    names = [var for mono, _ in target.terms for var, _ in mono]
    if len(names) != 1 or target != symbol(*names[0]) or names[0][0] != "param":
        raise KernelError("a derivative is taken with respect to a letter or a scalar parameter")

    def slope(coefficient: Poly, _: Context) -> list[Piece]:
        found = coefficient.derivative(names[0])
        return [Piece(found, (), (), ())] if found.terms else []

    return Change(lambda _head, _sizes, _context: [], slope)


def _same(left: Sequence[Linear], right: Sequence[Linear], context: Context) -> bool:
    return all(context.equal(one, other) for one, other in zip(left, right, strict=True))


def factor_out(
    head: Head, params: tuple[Linear, ...], place: Linear, context: Context
) -> list[Piece]:
    """W[hi..lo] without its factor W[place]: W[hi..place+1] and W[place-1..lo], legs open."""
    high, low = head.forms[-2:]
    inside = _same(head.forms[:-2], params, context)
    if not (inside and context.decide(place - low) and context.decide(high - place)):
        return []
    upper = head.with_forms(*head.forms[:-2], high, place.shift(1))
    lower = head.with_forms(*head.forms[:-2], place.shift(-1), low)
    rows, cols = head.sizes
    sizes = (rows.substitute("#", high), rows.substitute("#", place),
             cols.substitute("#", place), cols.substitute("#", low))  # fmt: skip
    atoms: list[Atom] = []
    joined: list[tuple[int, int]] = []
    for part, ends in ((upper, (0, 1)), (lower, (2, 3))):
        if segment(part, context):
            joined.append(ends)
        else:
            atoms.append((part, ends))
    piece = Piece(ONE, (), tuple(atoms), sizes, ())
    return [link(piece, joined, ((0, 3), (1,), (2,)))]


def along(
    pieces: Sequence[Piece],
    pairs: Sequence[tuple[Any, Any]],
    context: Context,
    expand: Callable[[Any, Context], Raw],
) -> tuple[Piece, ...]:
    """The derivative when every variable moves with its velocity (pairs of terms)."""
    names = [(target[0], target[1]) for target, _ in pairs]
    whole = [name for name, (target, _) in zip(names, pairs, strict=True) if _is_whole(target)]
    if len({target for target, _ in pairs}) < len(pairs) or any(names.count(n) > 1 for n in whole):
        raise KernelError("a variable moves with two velocities")
    rules = [_moving(target, velocity, expand) for target, velocity in pairs]

    def hit(head: Head, sizes: tuple[Poly, ...], context: Context) -> list[Piece]:
        return [piece for rule in rules for piece in rule.atom(head, sizes, context)]

    def slope(coefficient: Poly, context: Context) -> list[Piece]:
        return [piece for rule in rules for piece in rule.coefficient(coefficient, context)]

    return differentiate(pieces, Change(hit, slope), context)


def _is_whole(target: Any) -> bool:
    """Whether every member of a family moves."""
    if target[0] == "segment":
        return GENERIC in target[3:5]
    return target[0] == "letter" and any(form.coefficient("#") for form in target[2])


def _moving(target: Any, velocity: Any, expand: Callable[[Any, Context], Raw]) -> Change:
    if _is_whole(target):
        whole = _moving_family if target[0] == "segment" else _moving_letters
        return Change(whole(target, velocity, expand))

    def driven(opened: list[Piece], context: Context) -> list[Piece]:
        if not opened:
            return []
        speed = expand(velocity, context)
        ways = {normalise(one, context).text for one in (speed, flip(speed))}
        if len(opened) > 1 and len(ways) > 1:
            raise KernelError(f"the symmetric letter {target[1]} moves in a direction that is not")
        return [drive(one, piece) for one in opened for piece in speed.pieces]

    def hit(head: Head, sizes: tuple[Poly, ...], context: Context) -> list[Piece]:
        return driven(member(expand(target, context)).atom(head, sizes, context), context)

    def slope(coefficient: Poly, context: Context) -> list[Piece]:
        opened = member(expand(target, context)).coefficient(coefficient, context)
        found = driven([grouped(one, (), *one.groups) for one in opened], context)
        return [grouped(one) for one in found]

    return Change(hit, slope)


def _moving_letters(target: Any, velocity: Any, expand: Callable[[Any, Context], Raw]) -> Hit:
    if target[2] not in ((GENERIC,), (UNIT, GENERIC)):
        raise KernelError("a whole family moves, or one member of it")

    def hit(head: Head, sizes: tuple[Poly, ...], context: Context) -> list[Piece]:
        if (head.kind, head.name, head.sizes) != ("letter", target[1], target[3:5]):
            return []
        speed = expand(_at_layer(velocity, head.forms), context)
        legs = tuple(range(len(sizes)))
        rows = len(speed.rows)
        opened = Piece(ONE, (), (), sizes, (legs, legs[:rows], legs[rows:]))
        return [drive(opened, piece) for piece in speed.pieces]

    return hit


def _moving_family(target: Any, velocity: Any, expand: Callable[[Any, Context], Raw]) -> Hit:
    _, name, params, high, low, *sizes = target
    if (high, low) != (GENERIC, GENERIC):
        raise KernelError("a whole family moves, or one member of it")

    def hit(head: Head, _: tuple[Poly, ...], context: Context) -> list[Piece]:
        if (head.kind, head.name, head.sizes) != ("segment", name, tuple(sizes)):
            return []
        units = head.forms[:-2]
        if params != (UNIT,) and not _same(units, params, context):
            return []

        def driven(place: Linear, inside: Context) -> list[Piece]:
            speed = expand(_at_layer(velocity, (*units, place)), inside)
            return [drive(opened, piece) for opened in factor_out(head, units, place, inside)
                    for piece in speed.pieces]  # fmt: skip

        return over_layers(head.forms[-1], head.forms[-2], driven, context)

    return hit


def _at_layer(velocity: Any, forms: Sequence[Linear]) -> Any:
    """The velocity of a whole family at a layer, or at a unit and a layer of it."""
    for name, value in zip(("##", "#")[-len(forms) :], forms, strict=True):
        velocity = substitute_term(velocity, name, value)
    return velocity


def drive(opened: Piece, speed: Piece) -> Piece:
    """Join the open legs of the variable to its velocity, whose further groups stay open."""
    both = tensor(opened, speed)
    outside, rows, cols, down, across, *outer = both.groups
    pairs = [*zip(rows, down, strict=True), *zip(cols, across, strict=True)]
    return link(both, pairs, (outside, *outer))
