"""Atoms that have an expression as their argument: inverses, powers, entrywise functions, det.

An entrywise function is written as a polynomial in a few base functions, so that identities between
them (tanh' = 1 - tanh^2) hold by the canonical form.  The rules for derivatives are the table
`DERIVATIVE`; a function that it does not list is generic, and its derivative is a function of its
own.  relu(x) is x step(x), and step is its own square and has the derivative 0: formulas hold where
no argument is 0, and at 0 for the selection 0 or 1 of the subdifferential.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations
from typing import TypeAlias

from symland.kernel import poly
from symland.kernel.linear import Context, KernelError
from symland.kernel.network import Head, Piece, Raw, link, renumbered, split, tensor
from symland.kernel.normal import normalise, wrap
from symland.kernel.poly import ONE, Poly
from symland.kernel.products import entrywise, flip, grouped, regroup

# A base function: its name and a parameter (the exponent of a power, the order of a generic one).
Base: TypeAlias = "tuple[str, Fraction]"
# A polynomial in base functions of one argument: monomial (base, exponent) ... -> coefficient.
Formula: TypeAlias = "dict[tuple[tuple[Base, int], ...], Fraction]"
NONE = Fraction(0)
MOST_LEGS = 4  # the legs of a function's argument are ordered canonically up to this number


def single(head: Head, rows: tuple[Poly, ...], cols: tuple[Poly, ...]) -> Raw:
    """The network of one atom with its legs open."""
    sizes = rows + cols
    every = tuple(range(len(sizes)))
    groups = (every[: len(rows)], every[len(rows) :])
    return Raw(rows, cols, (Piece(ONE, (), ((head, every),), sizes, groups),))


def number(value: Fraction | int) -> Raw:
    """A number as a sum of networks."""
    return scalar(poly.constant(value))


def scalar(value: Poly) -> Raw:
    """A coefficient as a sum of networks."""
    return Raw((), (), (Piece(value, (), (), ()),) if value.terms else ())


def pinv(raw: Raw, context: Context) -> Raw:
    """The Moore-Penrose inverse, an atom about which only its equations are known."""
    straight = normalise(raw, context).text <= normalise(flip(raw), context).text
    body = raw if straight else flip(raw)
    found = single(wrap("pinv", "", body, context), body.cols, body.rows)
    return found if straight else flip(found)


def opaque(kind: str, raw: Raw, context: Context) -> Raw:
    """A square-matrix function: det and logdet (without legs), expm (with legs)."""
    if raw.rows != raw.cols:
        raise KernelError(f"{kind} of a matrix that is not square")
    if not raw.rows:  # a 1 x 1 matrix
        function = {"logdet": "log", "expm": "exp"}.get(kind)
        return apply(function, None, 0, raw, context) if function else raw
    straight = normalise(raw, context).text <= normalise(flip(raw), context).text
    head = wrap(kind, "", raw if straight else flip(raw), context)
    if kind != "expm":
        return single(head, (), ())
    found = single(head, raw.rows, raw.cols)
    return found if straight else flip(found)


def reciprocal(raw: Raw, context: Context) -> Raw:
    """1/s of a scalar."""
    entries = list(normalise(raw, context).entries.values())
    if not entries:
        raise KernelError("division by zero")
    return apply("power", Fraction(-1), 0, raw, context)


# -- entrywise functions --------------------------------------------------------------------------

X: Base = ("power", Fraction(1))


def formula_of(name: str, parameter: Fraction) -> Formula:
    """A function as a polynomial in base functions."""
    relu: Formula = {_times({X: 1}, {("step", NONE): 1}): Fraction(1)}
    if name == "relu":
        return relu
    if name == "leaky_relu":
        return _plus({_times({X: 1}, {}): parameter}, relu, 1 - parameter)
    return {_times({(name, parameter): 1}, {}): Fraction(1)}


def _one(base: Base, power: int = 1, factor: Fraction | int = 1) -> Formula:
    return {((base, power),): Fraction(factor)}


def derivative_of(base: Base) -> Formula:
    """The derivative of a base function, as a polynomial in base functions."""
    name, parameter = base
    if name == "power":
        return {_times({("power", parameter - 1): 1}, {}): parameter} if parameter else {}
    if name == "step":
        return {}
    if name in DERIVATIVE:
        return DERIVATIVE[name]
    return _one((name, parameter + 1))  # a generic function; the parameter is its order


DERIVATIVE: dict[str, Formula] = {
    "exp": _one(("exp", NONE)),
    "log": _one(("power", Fraction(-1))),
    "sin": _one(("cos", NONE)),
    "cos": _one(("sin", NONE), 1, -1),
    "tanh": {(): Fraction(1), ((("tanh", NONE), 2),): Fraction(-1)},
    "sigmoid": {((("sigmoid", NONE), 1),): Fraction(1), ((("sigmoid", NONE), 2),): Fraction(-1)},
    "softplus": _one(("sigmoid", NONE)),
    "arctan": _one(("one over 1 + x^2", NONE)),
    "one over 1 + x^2": {((X, 1), (("one over 1 + x^2", NONE), 2)): Fraction(-2)},
}


def _times(left: Mapping[Base, int], right: Mapping[Base, int]) -> tuple[tuple[Base, int], ...]:
    """A monomial in standard form: one power of x, step at most once."""
    total: dict[Base, int] = {}
    exponent = NONE
    for factors in (left, right):
        for (name, parameter), count in factors.items():
            if name == "power":
                exponent += parameter * count
            else:
                count = 1 if name == "step" else total.get((name, parameter), 0) + count
                total[name, parameter] = count
    if exponent > 0 and exponent.denominator == 1:
        total[X] = int(exponent)
    elif exponent:
        total["power", exponent] = 1
    return tuple(sorted(total.items()))


def _plus(left: Formula, right: Formula, factor: Fraction) -> Formula:
    total = dict(left)
    for monomial, value in right.items():
        total[monomial] = total.get(monomial, NONE) + factor * value
    return {monomial: value for monomial, value in total.items() if value}


def differentiate_formula(formula: Formula) -> Formula:
    """The derivative of a polynomial in base functions, by the product rule."""
    result: Formula = {}
    for monomial, value in formula.items():
        for place, (base, power) in enumerate(monomial):
            rest = dict(monomial[:place] + monomial[place + 1 :])
            lowered = {base: power - 1} if power > 1 else {}
            others = dict(_times(rest, lowered))
            for inner, factor in derivative_of(base).items():
                made = {_times(others, dict(inner)): value * factor * power}
                result = _plus(result, made, Fraction(1))
    return result


def apply(name: str, parameter: Fraction | None, order: int, raw: Raw, context: Context) -> Raw:
    """The derivative of the given order of a function, applied to every entry."""
    generic = name not in DERIVATIVE and name not in ("power", "step", "relu", "leaky_relu")
    formula = formula_of(name, Fraction(order) if generic else parameter or NONE)
    for _ in range(0 if generic else order):
        formula = differentiate_formula(formula)
    return of_formula(formula, raw, context)


def of_formula(formula: Formula, raw: Raw, context: Context) -> Raw:
    """A polynomial in base functions of the entries of a matrix."""
    pieces: list[Piece] = []
    for monomial, value in formula.items():
        product = _ones(raw, value)
        for base, power in monomial:
            factor = raw if base == X else _atom(base, raw, context)
            for _ in range(power):
                product = entrywise(product, factor, context)
        pieces += product.pieces
    return Raw(raw.rows, raw.cols, tuple(pieces))


def _ones(raw: Raw, value: Fraction) -> Raw:
    """The matrix whose entries all are a number."""
    sizes = raw.rows + raw.cols
    every = tuple(range(len(sizes)))
    groups = every[: len(raw.rows)], every[len(raw.rows) :]
    return Raw(raw.rows, raw.cols, (Piece(poly.constant(value), (), (), sizes, groups),))


def _atom(base: Base, raw: Raw, context: Context) -> Raw:
    """A base function of a matrix, its legs in the order that gives the smallest key."""
    inner = _factored(base, raw, context) or _power_inside(base, raw, context)
    if inner is not None:
        return inner
    count = len(raw.rows) + len(raw.cols)
    orders = permutations(range(count)) if count <= MOST_LEGS else [tuple(range(count))]
    keyed = sorted((_key(raw, order, context), order) for order in orders)
    best, order = keyed[0]
    free = 0 if count == 2 and keyed[1][0] == best else 99
    head = wrap("entry", f"{base[0]}:{base[1]}", _row(raw, order), context, free=free)
    sizes = raw.rows + raw.cols
    place = {leg: position for position, leg in enumerate(order)}
    atom = single(head, tuple(sizes[leg] for leg in order), ())
    split = len(raw.rows)
    back = tuple(place[leg] for leg in range(count))
    return regroup(atom, raw.rows, raw.cols, lambda p: grouped(p, back[:split], back[split:]))


def _factored(base: Base, raw: Raw, context: Context) -> Raw | None:
    """(c s t)^-k is c^-k s^-k t^-k for the components s, t of one network and its coefficient c."""
    name, exponent = base
    entries = list(normalise(raw, context).entries.values())
    if name != "power" or exponent.denominator != 1 or exponent > 0 or len(entries) != 1:
        return None
    (piece,) = entries
    opened = sum(piece.groups, ())
    plain = len(piece.coefficient.terms) == 1 and all(
        var[0] in ("param", "size") for mono, _ in piece.coefficient.terms for var, _ in mono
    )
    parts = split(piece.atoms, {leg: n for n, leg in enumerate(opened)})
    trivial = len(parts) == 1 and piece.coefficient == ONE
    if piece.binders or not plain or trivial or len(set(opened)) < len(opened):
        return None
    sizes = tuple(piece.sizes[leg] for leg in opened)
    number = piece.coefficient.reciprocal(-int(exponent))
    every = Piece(number, (), (), sizes, (tuple(range(len(opened))),))
    for atoms in parts:
        kept = sorted({leg for _, legs in atoms for leg in legs})
        legs = tuple(leg for leg in opened if leg in kept)
        one = renumbered(Piece(ONE, (), tuple(atoms), piece.sizes, (legs, ())), kept)
        (power,) = _atom(
            base, Raw(tuple(piece.sizes[leg] for leg in legs), (), (one,)), context
        ).pieces
        both = tensor(every, power)
        pairs = zip((opened.index(leg) for leg in legs), both.groups[1], strict=True)
        every = link(both, list(pairs), (both.groups[0],))
    split_at = len(piece.groups[0])
    (legs,) = every.groups
    return Raw(raw.rows, raw.cols, (grouped(every, legs[:split_at], legs[split_at:]),))


def _power_inside(base: Base, raw: Raw, context: Context) -> Raw | None:
    """(s^p)^q for an integer q is s^(p q), where s^p stands alone."""
    entries = list(normalise(raw, context).entries.values())
    if base[0] != "power" or base[1].denominator != 1 or len(entries) != 1:
        return None
    (piece,) = entries
    if len(piece.atoms) != 1 or piece.binders or piece.coefficient != ONE:
        return None
    head, legs = piece.atoms[0]
    opened = piece.groups[0] + piece.groups[1]
    if head.kind != "entry" or base_of(head)[0] != "power" or sorted(legs) != sorted(opened):
        return None
    exponent = base_of(head)[1] * base[1]
    if len(set(legs)) < len(legs) or (exponent > 0 and exponent.denominator == 1):
        return None
    fresh = Head("entry", f"power:{exponent}", (), head.inner, 0, head.free, head.body,
                 head.cancels, head.sizes)  # fmt: skip
    made = Piece(ONE, (), ((fresh, legs),), piece.sizes, piece.groups)
    return Raw(raw.rows, raw.cols, (made,))


def _row(raw: Raw, order: tuple[int, ...]) -> Raw:
    """All legs of a matrix as row legs, in another order."""
    sizes = raw.rows + raw.cols
    return regroup(raw, tuple(sizes[leg] for leg in order), (), lambda p: grouped(
        p, tuple((p.groups[0] + p.groups[1])[leg] for leg in order), ()))  # fmt: skip


def _key(raw: Raw, order: tuple[int, ...], context: Context) -> str:
    return normalise(_row(raw, order), context).text


def base_of(head: Head) -> Base:
    """The base function of an atom."""
    name, _, parameter = head.name.rpartition(":")
    return name, Fraction(parameter)
