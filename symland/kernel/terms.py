"""Terms: the language of statements and certificates, and their meaning as tensor networks.

A term is a nested tuple whose first item names the operation; sizes are `Poly`, layer indices are
`Linear`.  `expand` gives the sum of networks that a term means, checking every size; an operation
that is not in the table raises.  Terms are plain data: a certificate holds them as JSON.

| term | meaning |
|---|---|
| (num, p/q), (poly, P) | scalars: a number; a polynomial in sizes, indices and parameters |
| (letter, name, forms, rows, cols, symmetric) | a matrix letter, possibly indexed |
| (segment, name, forms, high, low, rows, cols) | W[high] ... W[low]; sizes of W[#] |
| (defined, name, high, low, rows, cols, body) | the same, with W[#] an abbreviation of body |
| (abbreviation, name, a) | a, as a letter of its own: equal to another only by name and meaning |
| (eye, n), (zero, m, n), (ones, m, n), (commutation, m, n) | constants |
| (selection, a, m, b) | m columns of the identity of size a + m + b, those after the first a |
| (hole, name, rows, cols) | a place to be filled by a matrix |
| (add, a, b, ...), (mul, a, b, ...), (scale, s, a), (kron, a, b, ...), (hadamard, a, b, ...) | |
| (T, a), (vec, a), (diag, v), (diagonal, a), (tr, a), (inverse, a), (pinv, a), (power, s, n) | |
| (entry, name, parameter, order, a) | an entrywise function, or its derivative |
| (det, a), (logdet, a), (expm, a) | |
| (sum, name, low, high, a) | sum over a layer index |
| (map, name, outputs, v) | a generic function of a vector |
| (network, ((a, legs), ...), rows, cols) | factors whose legs of one number are joined |
| (grad, s, x), (jac, a, x), (along, a, ((x, velocity), ...), order) | derivatives |
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

from symland.kernel import poly
from symland.kernel.atoms import apply, opaque, pinv, reciprocal, scalar, single
from symland.kernel.binders import mentions_index
from symland.kernel.derivative import along, differentiate, member, split_bounds
from symland.kernel.inverses import inverse
from symland.kernel.legs import finer, unified, with_legs
from symland.kernel.linear import Context, KernelError, Linear, NotDefined, Undecided, variable
from symland.kernel.memory import Memory
from symland.kernel.network import Head, Piece, Raw, fresh_index, link
from symland.kernel.normal import at_index, defined, wrap
from symland.kernel.poly import ONE, ZERO, Poly, sum_of
from symland.kernel.products import entrywise, flip, grouped, kronecker, matmul, regroup, scaled
from symland.kernel.reduction import segment
from symland.kernel.selections import at_most, selection_head
from symland.kernel.syntax import Term, holes_of, substitute_term

LARGEST_POWER = 64
# Terms that cost much, by a canonical form or a derivative.
COSTLY = ("inverse", "pinv", "det", "logdet", "expm", "grad", "abbreviation")
# Numbers of parts of the terms that take so many and would not notice others.
ONE_PART = ("num", "poly", "eye", "T", "vec", "diag", "diagonal", "tr", "inverse", "pinv", "det",
            "logdet", "expm")  # fmt: skip
TWO_PARTS = ("zero", "ones", "commutation", "abbreviation", "power", "grad", "jac")
PARTS = {**dict.fromkeys(ONE_PART, 1), **dict.fromkeys(TWO_PARTS, 2), "hole": 3}
_REMEMBERED = Memory(100_000)  # what one and the same term means


def expand(term: Term, context: Context) -> Raw:
    """The sum of networks that a term means, each time with new names for the indices of sums."""
    if not isinstance(term, tuple) or not term or term[0] not in MEANING:
        raise KernelError(f"the kernel does not know the term {term!r}"[:200])
    if len(term) - 1 != PARTS.get(term[0], len(term) - 1):
        raise KernelError(f"a term {term[0]} has {PARTS[term[0]]} parts")
    known = _REMEMBERED.get(term, context)
    found = known or MEANING[term[0]](term, context)
    if known or (term[0] not in COSTLY and any(piece.binders for piece in found.pieces)):
        return found
    return _REMEMBERED.put(term, found, context)


def legs(*sizes: Poly) -> tuple[Poly, ...]:
    """Sizes as legs: size 1 has none."""
    for size in sizes:
        if not size.is_size():
            raise KernelError(f"{size.terms} is not a size")
    return tuple(size for size in sizes if size != ONE)


def _number(term: Term, _: Context) -> Raw:
    return scalar(poly.constant(Fraction(term[1])))


def _poly(term: Term, _: Context) -> Raw:
    return scalar(term[1])


def _letter(term: Term, _: Context) -> Raw:
    _, name, forms, rows, cols, symmetric = term
    if symmetric and rows != cols:
        raise KernelError(f"the symmetric letter {name} is not square")
    head = Head("letter", name, forms, free=0 if symmetric else 99, sizes=(rows, cols))
    return single(head, legs(rows), legs(cols))


def _segment(term: Term, context: Context) -> Raw:
    _, name, forms, high, low, rows, cols = term
    below = variable("#").shift(-1)
    if high != low and cols != rows.substitute("#", below):
        raise KernelError(f"the members of {name} do not multiply")
    if cols == ONE or rows == ONE:
        raise KernelError(f"the members of {name} are vectors, which no product has")
    head = Head("segment", name, (*forms, high, low), sizes=(rows, cols))
    if segment(head, context):
        return _eye(("eye", rows.substitute("#", high)), context)
    top, bottom = rows.substitute("#", high), cols.substitute("#", low)
    return single(head, (top,), (bottom,))


def _defined(term: Term, context: Context) -> Raw:
    _, name, high, low, rows, cols, meaning = term
    plain = _segment(("segment", name, (), high, low, rows, cols), context)
    if not plain.pieces[0].atoms:
        return plain
    own = fresh_index()
    place = variable(own)
    inside = context.extend(place - low, high - place)
    body = expand(substitute_term(meaning, "#", place), inside)
    sizes = rows.substitute("#", place), cols.substitute("#", place)
    if (body.rows, body.cols) != ((sizes[0],), (sizes[1],)) or mentions_index(body, "#"):
        raise KernelError(f"the layers {name} and what they abbreviate differ")
    generic = at_index(body, own, variable("#"), inside)
    head = defined(name, (high, low), generic, (rows, cols), context)
    return single(head, plain.rows, plain.cols)


def _eye(term: Term, _: Context) -> Raw:
    rows = legs(term[1])
    every = tuple(range(len(rows)))
    return Raw(rows, rows, (Piece(ONE, (), (), rows, (every, every)),))


def _zero(term: Term, _: Context) -> Raw:
    return Raw(legs(term[1]), legs(term[2]), ())


def _ones(term: Term, _: Context) -> Raw:
    rows, cols = legs(term[1]), legs(term[2])
    every = tuple(range(len(rows + cols)))
    groups = (every[: len(rows)], every[len(rows) :])
    return Raw(rows, cols, (Piece(ONE, (), (), rows + cols, groups),))


def _commutation(term: Term, _: Context) -> Raw:
    """K vec(A) = vec(A') for A of size m x n: rows (m, n), columns (n, m)."""
    rows, cols = legs(term[1]), legs(term[2])
    first = tuple(range(len(rows)))
    second = tuple(range(len(rows), len(rows + cols)))
    piece = Piece(ONE, (), (), rows + cols, (first + second, second + first))
    return Raw(rows + cols, cols + rows, (piece,))


def _selection(term: Term, context: Context) -> Raw:
    _, before, size, after = term
    parts = [part for part in (before, size, after) if part != ZERO]
    if size == ZERO or not all(at_most(ZERO, part) for part in parts):
        raise KernelError("a selection of rows is given by sums of sizes")
    whole = legs(sum_of(parts), *parts)[:1]
    if len(parts) == 1:
        return _eye(("eye", size), context)
    return single(selection_head(before, size, after), whole, legs(size))


def _hole(term: Term, _: Context) -> Raw:
    head = Head("hole", term[1], sizes=(term[2], term[3]))
    return single(head, legs(term[2]), legs(term[3]))


def _add(term: Term, context: Context) -> Raw:
    parts = [expand(part, context) for part in term[1:]]
    total = parts[0]
    for part in parts[1:]:
        one, other = unified(total, part, "a sum")
        total = Raw(one.rows, one.cols, one.pieces + other.pieces)
    return total


def _mul(term: Term, context: Context) -> Raw:
    parts = [expand(part, context) for part in term[1:]]
    return reduce(lambda left, right: matmul(left, right, context), parts)


def _kron(term: Term, context: Context) -> Raw:
    parts = [expand(part, context) for part in term[1:]]
    return reduce(lambda left, right: kronecker(left, right, context), parts)


def _hadamard(term: Term, context: Context) -> Raw:
    parts = [expand(part, context) for part in term[1:]]
    return reduce(lambda left, right: entrywise(left, right, context), parts)


def _transpose(term: Term, context: Context) -> Raw:
    return flip(expand(term[1], context))


def _vec(term: Term, context: Context) -> Raw:
    raw = expand(term[1], context)
    return regroup(
        raw, raw.cols + raw.rows, (), lambda p: grouped(p, p.groups[1] + p.groups[0], ())
    )


def _diag(term: Term, context: Context) -> Raw:
    raw = expand(term[1], context)
    if raw.cols:
        raise KernelError("diag needs a vector")
    return regroup(raw, raw.rows, raw.rows, lambda p: grouped(p, p.groups[0], p.groups[0]))


def _trace(term: Term, context: Context) -> Raw:
    raw = expand(term[1], context)
    sides = finer(raw.rows, raw.cols, "a trace")
    raw = with_legs(raw, sides, sides)
    return regroup(raw, (), (), lambda p: link(p, list(zip(*p.groups, strict=True)), ((), ())))


def _diagonal(term: Term, context: Context) -> Raw:
    raw = expand(term[1], context)
    sides = finer(raw.rows, raw.cols, "a diagonal")
    raw = with_legs(raw, sides, sides)
    return regroup(raw, sides, (), lambda p: link(p, list(zip(*p.groups, strict=True)),
                                                  (p.groups[0], ())))  # fmt: skip


def _inverse(term: Term, context: Context) -> Raw:
    return inverse(expand(term[1], context), context)


def _pinv(term: Term, context: Context) -> Raw:
    return pinv(expand(term[1], context), context)


def _abbreviation(term: Term, context: Context) -> Raw:
    raw = expand(term[2], context)
    if not isinstance(term[1], str) or holes_of(term[2]):
        raise KernelError("an abbreviation has a name and no holes")
    return single(wrap("abbreviation", term[1], raw, context), raw.rows, raw.cols)


def _opaque(term: Term, context: Context) -> Raw:
    return opaque(term[0], expand(term[1], context), context)


def _entry(term: Term, context: Context) -> Raw:
    _, name, parameter, order, argument = term
    given = None if parameter is None else Fraction(parameter)
    if order < 0 or (given is None) != (name not in ("power", "leaky_relu")):
        raise KernelError(f"the entrywise function {name} has no parameter {parameter}")
    return apply(name, given, order, expand(argument, context), context)


def _power(term: Term, context: Context) -> Raw:
    raw, exponent = expand(term[1], context), term[2]
    if raw.rows or raw.cols:
        raise KernelError("a power of something that is not a scalar")
    if abs(exponent) > LARGEST_POWER:
        raise KernelError(f"a power beyond {LARGEST_POWER}")
    if exponent < 0:
        raw = reciprocal(raw, context)
    result = scalar(ONE)
    for _ in range(abs(exponent)):
        result = scaled(result, raw, context)
    return result


def _sum(term: Term, context: Context) -> Raw:
    _, name, low, high, body = term
    if not context.entails((high - low).shift(1)):
        raise NotDefined(f"a sum over {name} from {low} to {high}: it does not follow from the "
                         "ranges of the indices that it runs upwards")  # fmt: skip
    if low.coefficient(name) or high.coefficient(name):
        raise KernelError(f"the bounds of a sum contain its index {name}")
    own = fresh_index()
    return _sum_over(own, low, high, substitute_term(body, name, variable(own)), context)


def _sum_over(name: str, low: Linear, high: Linear, body: Term, context: Context) -> Raw:
    """The sum over an index with a name of its own; its range is split where that is needed."""
    index = variable(name)
    try:
        inside = expand(body, context.extend(index - low, high - index))
    except Undecided as need:
        halves = split_bounds(name, low, high, need.form, context)
        if halves is None:
            raise
        parts = [_sum_part(name, *half, body, context) for half in halves]
        one, other = unified(parts[0], parts[1], "the parts of a sum")
        return Raw(one.rows, one.cols, one.pieces + other.pieces)
    for size in inside.rows + inside.cols:
        if size.mentions(name):
            raise KernelError("the terms of a sum over a layer index change their size")
    pieces = (
        Piece(p.coefficient, ((name, low, high), *p.binders), p.atoms, p.sizes, p.groups)
        for p in inside.pieces
    )
    return Raw(inside.rows, inside.cols, tuple(pieces))


def _sum_part(name: str, low: Linear, high: Linear, body: Term, context: Context) -> Raw:
    if low == high:
        return expand(substitute_term(body, name, low), context)
    own = fresh_index()
    return _sum_over(own, low, high, substitute_term(body, name, variable(own)), context)


def _map(term: Term, context: Context) -> Raw:
    _, name, outputs, argument = term
    raw = expand(argument, context)
    if raw.cols or len(raw.rows) != 1:
        raise KernelError(f"the function {name} takes a vector")
    head = wrap("map", name, raw, context, free=len(legs(outputs)), sizes=(outputs, ONE))
    return single(head, legs(outputs), ())


def _network(term: Term, context: Context) -> Raw:
    """Factors whose legs (row legs, then column legs) are joined where their numbers are equal."""
    _, factors, rows, cols = term
    total, numbers = scalar(ONE), list[int]()
    for part, given in factors:
        raw = expand(part, context)
        if len(given) != len(raw.rows) + len(raw.cols):
            raise KernelError("a factor of a network has another number of legs")
        total, numbers = kronecker(total, raw, context), [*numbers, *given]
        every = total.rows + total.cols
        total = regroup(total, every, (), lambda p: grouped(p, sum(p.groups, ()), ()))
    if not {*rows, *cols} <= set(numbers):
        raise KernelError("an open leg of a network that no factor carries")
    first = {number: place for place, number in reversed(list(enumerate(numbers)))}
    sizes = total.rows

    def rule(piece: Piece) -> Piece:
        opened = piece.groups[0]
        pairs = [(opened[first[number]], opened[place]) for place, number in enumerate(numbers)]
        groups = (tuple(opened[first[leg]] for leg in side) for side in (rows, cols))
        return link(piece, pairs, tuple(groups))

    kept = [tuple(sizes[first[leg]] for leg in side) for side in (rows, cols)]
    return regroup(total, kept[0], kept[1], rule)


def _grad(term: Term, context: Context) -> Raw:
    body = expand(term[1], context)
    if body.rows or body.cols:
        raise KernelError("the gradient of something that is not a scalar")
    letter = expand(term[2], context)
    pieces = differentiate(body.pieces, member(letter), context)
    return Raw(letter.rows, letter.cols, tuple(grouped(p, *p.groups[2:]) for p in pieces))


def _jac(term: Term, context: Context) -> Raw:
    body, letter = expand(term[1], context), expand(term[2], context)
    pieces = tuple(
        grouped(p, p.groups[1] + p.groups[0], p.groups[3] + p.groups[2])
        for p in differentiate(body.pieces, member(letter), context)
    )
    return Raw(body.cols + body.rows, letter.cols + letter.rows, pieces)


def _along(term: Term, context: Context) -> Raw:
    _, body, pairs, order = term
    raw = expand(body, context)
    if order not in (1, 2):
        raise KernelError("derivatives along a direction have order 1 or 2")
    for _ in range(order):
        pieces = along(raw.pieces, pairs, context, expand)
        raw = Raw(raw.rows, raw.cols, pieces)
    return raw


MEANING: dict[str, Callable[[Term, Context], Raw]] = {
    "num": _number, "poly": _poly, "letter": _letter, "segment": _segment, "eye": _eye,
    "defined": _defined, "zero": _zero, "ones": _ones, "commutation": _commutation,
    "selection": _selection, "hole": _hole, "add": _add,
    "mul": _mul, "scale": _mul, "kron": _kron, "hadamard": _hadamard, "T": _transpose,
    "vec": _vec, "diag": _diag, "tr": _trace, "inverse": _inverse, "pinv": _pinv,
    "power": _power, "entry": _entry, "diagonal": _diagonal, "det": _opaque, "logdet": _opaque,
    "expm": _opaque, "abbreviation": _abbreviation,
    "sum": _sum, "map": _map, "network": _network,
    "grad": _grad, "jac": _jac, "along": _along,
}  # fmt: skip
