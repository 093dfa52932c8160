"""`invariants(flow, degree)`: the laws of a gradient flow, for every residual, each proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symland.calculus.api import ddt
from symland.calculus.evaluate import DisagreementError
from symland.conserved.ansatz import Found, Search
from symland.conserved.laws import Invariants, Law
from symland.conserved.matching import entrywise_laws
from symland.conserved.pools import Pool, pools_of
from symland.conserved.residual import with_free_residual
from symland.conserved.selection import with_selections
from symland.conserved.words import Factor, Word, combined, trace_of
from symland.elaborate import context_of, term
from symland.errors import ExpressionError
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import certificate
from symland.kernel.linear import KernelError
from symland.language.claims import Claim, Eq
from symland.language.derivatives import Flow
from symland.language.expr import Scalar, as_scalar
from symland.language.families import at
from symland.language.functions import diagonal
from symland.language.integers import Constraint, Int, index

MOST_LAYERS = 17  # by which a supposed depth is lowered

SHOWN = {
    "matrix": combined,
    "diagonal": lambda terms: diagonal(combined(terms)),
    "trace": trace_of,
}


def invariants(
    flow: Flow, degree: int = 2, *, functions: Mapping[str, Any] | None = None
) -> Invariants:
    """All laws d/dt Q = 0 (or kappa Q) with Q a polynomial in the parameters, for every residual.

    Candidates are words of degree 1 to `degree` in the parameters and their transposes, their
    diagonals and traces, and sums of entrywise functions such as diag(W_2' W_2) - 2 Sigma(W_1) 1.
    Data and loss count only through a free matrix R; sizes are symbols, depth may be.  ReLUs are
    taken with an arbitrary selection of the subdifferential.  `functions` gives the formulas of
    generic entrywise functions, as SymPy expressions in one symbol.  Each law carries a certificate
    of the kernel; `spaces` holds the ranks, by which there are no other laws in the ansatz at sizes
    that are large enough.

    Raises `ExpressionError` if `flow` is no flow or `degree` no positive number, `UndecidedError`
    where the order of layers matters.  After Marcotte, Gribonval, Peyre 2023, section 2.

    >>> from symland import GradientFlow, dims, frob2, invariants, matrix
    >>> k, h, d, n = dims("k h d n")
    >>> W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
    >>> X, Y = matrix("X", d, n), matrix("Y", k, n)
    >>> found = invariants(GradientFlow(frob2(W2 @ W1 @ X - Y) / 2, wrt=(W1, W2)))
    >>> print(found[0])
    W_2' W_2 - W_1 W_1' is constant
    """
    if not isinstance(flow, Flow):
        raise ExpressionError(f"`invariants` needs a flow, not {flow!r}",
                              help="for example `GradientFlow(L, wrt=(W1, W2))`")  # fmt: skip
    if isinstance(degree, bool) or not isinstance(degree, int) or not 1 <= degree <= 8:
        raise ExpressionError(f"a degree is a number from 1 to 8, not {degree!r}")
    free = with_free_residual(flow)
    moving = with_selections(free.flow)
    pools = pools_of(moving, degree)
    searches = [Search(pool, moving, degree).run() for pool in pools]
    found = _distinct([one for search in searches for one in search.found], degree)
    laws = [_law(one, flow, moving) for one in found]
    entrywise, notes = entrywise_laws(flow, moving, functions or {})
    return Invariants(
        (*laws, *entrywise), tuple(space for search in searches for space in search.spaces),
        flow, moving, free.residuals, degree,
        tuple(dict.fromkeys(one for pool in pools for one in pool.constraints)), notes,
    )  # fmt: skip


def _law(found: Found, flow: Flow, moving: Flow) -> Law:
    """A combination of words as a law, proved by the kernel."""
    terms, layer = _placed(found)
    quantity = SHOWN[found.kind](terms)
    right = 0 if _is_zero(found.rate) else found.rate * quantity
    free, claim = Eq(ddt(quantity, moving), right), Eq(ddt(quantity, flow), right)
    left_term, right_term = term(free.left), term(free.right)
    for given in _depths(found):
        context = context_of([free.left, free.right], given)
        if check.equal(left_term, right_term, context):
            proof = certificate("equal", left_term, right_term, context)
            stated = claim if _shown(claim, given) else free
            return Law(quantity, found.rate, stated, Evidence.EXACT, proof, found.kind, terms,
                       layer, given)  # fmt: skip
    raise DisagreementError(f"discovery found `{free}`, which the kernel does not confirm")


def _shown(claim: Claim, given: Sequence[Constraint]) -> bool:
    """Whether the kernel can take the flow as it was given, and confirms the law for it."""
    context = context_of([claim.left, claim.right], given)
    try:
        return check.equal(term(claim.left), term(claim.right), context)
    except KernelError:
        return False


def _depths(found: Found) -> list[tuple[Constraint, ...]]:
    """What may have to be supposed of the depth: nothing, or some layers more and more."""
    if found.pool.generic is not None or not found.pool.constraints:
        return [()]
    most = range(MOST_LAYERS)
    return [
        (),
        *(tuple(Constraint(one.value + n) for one in found.pool.constraints) for n in most[::-1]),
    ]


def _is_zero(rate: Scalar) -> bool:
    return rate.op == "number" and not rate.data


def _placed(found: Found) -> tuple[dict[Word, Scalar], Int | None]:
    """The words with the widest range of their generic layer."""
    if found.pool.generic is None:
        return found.terms, None
    layers, name = found.pool.generic
    narrow = next(atom for word in found.terms for factor in word
                  for atom in factor.letter.data[1].atoms() if atom.name == name)  # fmt: skip
    place = index(name, narrow.low, narrow.high)
    offsets = [(factor.letter.data[1] - place).number or 0
               for word in found.terms for factor in word]  # fmt: skip
    wide = index(name, layers.low - min(offsets), layers.high - max(offsets))
    return _moved(found.terms, place, wide), wide


def _moved(terms: dict[Word, Scalar], place: Int, value: Int) -> dict[Word, Scalar]:
    return {
        tuple(Factor(at(factor.letter, place, value), factor.turned) for factor in word): c
        for word, c in terms.items()
    }


def _distinct(found: Sequence[Found], degree: int) -> list[Found]:
    """Without laws at an end of a family that are instances of one for every layer."""
    seen: set[Any] = set()
    for one in found:
        if one.pool.generic is not None:
            seen |= _instances(one, degree)
    generic = [one for one in found if one.pool.generic is not None]
    kept = [one for one in found if one.pool.generic is None and _key(one) not in seen]
    return [*generic, *{_key(one): one for one in kept}.values()]


def _instances(one: Found, degree: int) -> set[Any]:
    terms, wide = _placed(one)
    assert wide is not None
    atom = next(wide.atoms())
    ends = (atom.low, 1), (atom.high, -1)
    places = [bound + sign * n for bound, sign in ends if bound is not None for n in range(degree)]
    return {_key(Found(one.kind, one.rate, _moved(terms, wide, p), Pool(()))) for p in places}


def _key(one: Found) -> Any:
    lead = str(next(iter(one.terms.values())))
    shown = {word: str(c) for word, c in one.terms.items()}
    negated = {word: str(as_scalar(-1) * c) for word, c in one.terms.items()}
    return one.kind, str(one.rate), frozenset((negated if lead < "0" else shown).items())
