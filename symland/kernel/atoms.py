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
from functools import reduce
from itertools import permutations
from typing import TypeAlias

from symland.kernel import poly
from symland.kernel.linear import Context, KernelError
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.normal import normalise, wrap
from symland.kernel.poly import ONE, Poly
from symland.kernel.products import entrywise, flip, grouped, matmul, regroup

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


def inverse(raw: Raw, context: Context) -> Raw:
    """A^-1; of A and A' the one with the smaller key becomes the atom."""
    if raw.rows != raw.cols:
        raise KernelError("the inverse of a matrix that is not square")
    if not raw.rows:
        return reciprocal(raw, context)
    factors = _path(raw)
    if len(factors) > 1:
        inverses = [inverse(one, context) for one in reversed(factors)]
        return reduce(lambda left, right: matmul(left, right, context), inverses)
    keys = normalise(raw, context).text, normalise(flip(raw), context).text
    body, factor = _monic(raw if keys[0] <= keys[1] else flip(raw), context)
    found = _inverted(body)
    if found is None:
        symmetric = len(raw.rows) == 1 and keys[0] == keys[1]
        head = wrap("inverse", "", body, context, free=0 if symmetric else 99)
        found = single(head, raw.rows, raw.cols)
    found = found if keys[0] <= keys[1] else flip(found)
    return Raw(found.rows, found.cols, tuple(p.with_(p.coefficient * factor) for p in found.pieces))


def _inverted(raw: Raw) -> Raw | None:
    """A, if a matrix is A^-1 or its transpose and nothing else."""
    if len(raw.pieces) != 1 or len(raw.pieces[0].atoms) != 1 or raw.pieces[0].binders:
        return None
    ((head, legs),) = raw.pieces[0].atoms
    opened, half = sum(raw.pieces[0].groups, ()), len(legs) // 2
    plain = head.kind == "inverse" and raw.pieces[0].coefficient == ONE
    if head.body is None or not plain or len(set(legs)) < len(legs):
        return None
    return {legs: head.body, legs[half:] + legs[:half]: flip(head.body)}.get(opened)


def _path(raw: Raw) -> list[Raw]:
    """The factors of a product of square matrices of one size; [] if it is none.

    If such a product has an inverse, each factor has.
    """
    if len(raw.pieces) != 1 or len(raw.rows) != 1 or raw.pieces[0].binders:
        return []
    (piece,) = raw.pieces
    leg, end = piece.groups[0][0], piece.groups[1][0]
    left, found = list(piece.atoms), []
    while left:
        here = [atom for atom in left if leg in atom[1]]
        if len(here) != 1 or len(here[0][1]) != 2 or here[0][1][0] == here[0][1][1]:
            return []
        (head, legs) = here[0]
        left.remove(here[0])
        factor = single(head, (piece.sizes[legs[0]],), (piece.sizes[legs[1]],))
        found.append(factor if legs[0] == leg else flip(factor))
        leg = legs[1] if legs[0] == leg else legs[0]
        if leg == end and left:
            return []
    square = all(size == raw.rows[0] for size in piece.sizes)
    if leg != end or not square or not found:
        return []
    first = found[0].pieces[0].with_(piece.coefficient)
    return [Raw(found[0].rows, found[0].cols, (first,)), *found[1:]]


def _monic(raw: Raw, context: Context) -> tuple[Raw, Poly]:
    """Pull a single numeric factor out of an inverse: (c A)^-1 = A^-1 / c."""
    entries = list(normalise(raw, context).entries.values())
    if len(entries) == len(raw.pieces) == 1 and not entries[0].binders:
        value = entries[0].coefficient.number()
        if value not in (None, 0, 1):
            return Raw(raw.rows, raw.cols, (entries[0].with_(ONE),)), poly.constant(1 / value)
    return raw, ONE


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
    inner = _coefficient(base, raw, context) or _power_inside(base, raw)
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


def _coefficient(base: Base, raw: Raw, context: Context) -> Raw | None:
    """s^-k of a scalar s that is one term in parameters and sizes: a coefficient."""
    name, exponent = base
    if name != "power" or exponent.denominator != 1 or exponent > 0 or raw.rows or raw.cols:
        return None
    (piece, *others) = normalise(raw, context).entries.values()
    if others or piece.atoms or piece.binders or len(piece.coefficient.terms) != 1:
        return None
    (mono, _) = piece.coefficient.terms[0]
    if any(var[0] not in ("param", "size") for var, _ in mono):
        return None
    return scalar(piece.coefficient.reciprocal(-int(exponent)))


def _power_inside(base: Base, raw: Raw) -> Raw | None:
    """(s^p)^q for an integer q is s^(p q), where s^p stands alone."""
    if base[0] != "power" or base[1].denominator != 1 or len(raw.pieces) != 1:
        return None
    (piece,) = raw.pieces
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
