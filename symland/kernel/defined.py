"""What a term supposes to be defined: inverses, quotients, roots, logarithms, sizes as n - m.

A statement is about the points where its own formulas are defined.  What is used to show it may
suppose nothing else: from B A = 0 and a context B^-1 [ ] it does not follow that A = 0.  What
stands below a sum over layers is supposed only as far as the sum runs, which may be nowhere; what
layers abbreviate, for those layers; what moves at the generic layer, by that derivative alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from symland.kernel.linear import Context, KernelError, Linear, Undecided, variable
from symland.kernel.memory import Memory
from symland.kernel.normal import normalise
from symland.kernel.poly import Poly, symbol
from symland.kernel.syntax import DERIVATIVES, GENERIC, RESERVED, Term, indices, substitute_term
from symland.kernel.terms import expand

Range: TypeAlias = "tuple[object, ...]"
Supposition: TypeAlias = "tuple[tuple[Range, ...], str, Term]"  # ranges of the sums around, kind
# What is defined at all layers in a range: their indices, the range, a term.
Everywhere: TypeAlias = "tuple[tuple[str, ...], tuple[Linear, ...], Term]"

LAYERS = {"segment": 5, "defined": 4}  # after their range comes what is meant at the layer `#`
_REMEMBERED = Memory(20000)


def suppositions(term: object, *, moving: bool = False) -> frozenset[Supposition]:
    """Every application of a partial function in a term: what is applied, and to what.

    Below a derivative (`moving`) a function is applied where it has a derivative.
    """
    if isinstance(term, Poly):
        return frozenset(((), "quotient", ("poly", symbol(kind, name, forms)))
                         for mono, _ in term.terms
                         for (kind, name, forms), power in mono if power < 0)  # fmt: skip
    if not isinstance(term, tuple) or not term:
        return frozenset()
    known = _REMEMBERED.get(term, moving)
    return known if known is not None else _REMEMBERED.put(term, _found_in(term, moving), moving)


def _found_in(term: Term, moving: bool) -> frozenset[Supposition]:  # noqa: FBT001
    below = moving or term[0] in DERIVATIVES
    ranges: tuple[Range, ...] = ()
    if term[0] == "sum":
        ranges = (term[1:4],)
    elif term[0] in LAYERS:
        place = LAYERS[term[0]]
        high, low = term[place - 2 : place]
        if high == low:
            term = *term[:place], *(substitute_term(one, "#", high) for one in term[place:])
        else:
            ranges = (("#", high, low),)
    elif term[0] == "along":
        ranges = (("#", term), ("##", term))
    found = suppositions_of(term, moving=below)
    inside: list[Supposition] = [((*ranges, *within), kind, one) for within, kind, one in found]
    for part in term:
        if isinstance(part, Poly) and term[0] != "poly" and part.may_be_negative():
            inside.append((ranges if "#" in part.indices() else (), "size", ("poly", part)))
    for kind in partial(term, moving=moving):
        inside.append(((), kind, plain(term[4] if term[0] == "entry" else term[1])))
    return frozenset(inside)


def partial(term: Term, *, moving: bool) -> tuple[str, ...]:
    """The kinds of partial functions that a term applies; none if it is defined everywhere.

    A root has no derivative at 0, a pseudoinverse none where the rank changes.
    """
    if term[0] in ("inverse", "logdet"):
        return (str(term[0]),)
    if term[0] == "pinv":
        return ("constant rank",) if moving else ()
    if term[0] == "power":
        return ("quotient",) if term[2] < 0 else ()
    if term[0] != "entry" or term[1] not in ("log", "power"):
        return ()
    if term[1] == "log":
        return ("log",)
    exponent = Fraction(term[2])
    if exponent.denominator == 1:
        return ("quotient",) if exponent < 0 else ()
    return ("root", "quotient") if exponent < term[3] + moving else ("root",)


def plain(term: Term) -> Term:
    """A term without the transpositions around it."""
    return plain(term[1]) if term[0] == "T" else term


def suppositions_of(terms: Iterable[object], *, moving: bool = False) -> frozenset[Supposition]:
    """What some terms suppose."""
    return frozenset[Supposition]().union(*(suppositions(one, moving=moving) for one in terms))


def at_layer(found: Supposition, name: str, place: Linear) -> Supposition | None:
    """A supposition where a layer index has a value; None if a sum binds an index of these."""
    bound = {one[0] for one in found[0]}
    return None if bound & {name, *indices(place)} else substitute_term(found, name, place)


def check_supposed(terms: Iterable[object], stated: Iterable[object], context: Context) -> None:
    """Raise `KernelError` if terms suppose something that the stated ones do not."""
    check_known(suppositions_of(terms), suppositions_of(stated), context)


def check_known(
    needed: Iterable[Supposition], known: frozenset[Supposition], context: Context,
    everywhere: Iterable[Everywhere] = (),
) -> None:  # fmt: skip
    """Raise `KernelError` if a supposition is not known."""
    found = lacking(needed, known, context, everywhere)
    if found is not None:
        raise KernelError(f"it supposes the {found[1]} of {found[2]}"[:200])


def lacking(
    needed: Iterable[Supposition], known: frozenset[Supposition], context: Context,
    everywhere: Iterable[Everywhere] = (),
) -> Supposition | None:  # fmt: skip
    """The first of some suppositions that is not known, nor at layers that are in their ranges."""
    for need in needed:
        ranges, kind, argument = need
        is_free = not {one[0] for one in ranges} & indices(argument)
        forms = {need, ((), kind, argument)} if is_free else {need}
        if forms & known:
            continue
        here = known.union(*(_at_layers(one, need, context) for one in everywhere))
        if not forms & here and (ranges or not _meant((kind, argument), here, context)):
            return need
    return None


def _at_layers(one: Everywhere, need: Supposition, context: Context) -> set[Supposition]:
    """What is defined at all layers in a range: at those of a supposition that are in it."""
    names, facts, term = one
    found = tuple(suppositions(term))
    ways = {(facts, term)}
    for name in names:
        places = _places(name, found, need)
        ways = {substitute_term(way, name, place) for way in ways for place in places}
    inside = (said for limits, said in ways if all(map(context.entails, limits)))
    return set[Supposition]().union(*map(suppositions, inside))


def _places(name: str, found: tuple[Supposition, ...], need: Supposition) -> set[Linear]:
    """Values of a layer index at which one supposition may be another: none that a sum binds."""
    bound = {one[0] for one in need[0]} | {*GENERIC}
    shifts = {form - variable(name) for form in _linears(found) if form.coefficient(name) == 1}
    places = {form - shift for form in _linears(need) for shift in shifts}
    free = {own for own in indices((*places,)) if not own.startswith(RESERVED)} - bound
    return {one for one in places if indices(one) <= free}


def _linears(data: object) -> set[Linear]:
    """Layer indices in a term, also in its sizes."""
    if isinstance(data, Poly):
        return {*data.forms(), *(variable(name) for name in data.indices())}
    if isinstance(data, Linear):
        return {data}
    return set[Linear]().union(*map(_linears, data)) if isinstance(data, tuple) else set()


def _meant(need: tuple[str, Term], known: frozenset[Supposition], context: Context) -> bool:
    """Whether what is needed is supposed under another form, such as a factor of a product."""
    have = [group for ranges, kind, argument in known if not ranges
            for group in _groups(_names(kind, argument, context))]  # fmt: skip
    wanted = _names(*need, context).keys()
    return bool(wanted) and wanted <= set[str]().union(*(one for one in have if one <= wanted))


def _groups(names: dict[str, frozenset[Poly]]) -> list[frozenset[str]]:
    """What is there together, and each thing that is there alone.

    Where a Kronecker product has an inverse, a factor has, unless another one has the size 0.
    """
    every = frozenset[Poly]().union(*names.values())
    alone = [frozenset((one,)) for one, sizes in names.items() if every <= sizes]
    return [frozenset(names), *alone]


def _names(kind: str, argument: Term, context: Context) -> dict[str, frozenset[Poly]]:
    """Canonical names of what is supposed: of each inverse if a product falls into several.

    With each the letters for sizes that it has: a number is not 0.
    """
    try:
        if kind != "inverse":
            return {kind + normalise(expand(argument, context), context).text: frozenset()}
        raw = expand(("inverse", argument), context)
    except (KernelError, Undecided):
        return {}
    heads = (head for piece in raw.pieces for head, _ in piece.atoms if head.kind == "inverse")
    return {head.key: frozenset(size for size in (head.body.rows if head.body else ())
                                if size.number() is None) for head in heads}  # fmt: skip
