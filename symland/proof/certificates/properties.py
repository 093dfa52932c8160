"""What a property says, from what a proof had to show for it.

A proof shows that A is positive semidefinite by a B with B'B = A; a theorem that supposes it takes
tr(V' A V) >= 0 from it.  Here are the steps from the one to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from symland.elaborate import term
from symland.kernel.formulas import names
from symland.kernel.values import put
from symland.language.build import frob2, identity, matrix, vector
from symland.language.claims import Claim, Eq
from symland.language.expr import Matrix, as_scalar
from symland.language.integers import Atom, symbol
from symland.proof.certificates.block import Block, CertificateError
from symland.proof.certificates.formulas import diagonal_of, formula, more_than_equations
from symland.proof.certificates.leaves import Leaves
from symland.proof.chain import Proof
from symland.proof.logic.goals import to_show
from symland.proof.logic.statements import Exists
from symland.proof.properties import CONSEQUENCES, Property, invertible

Named = tuple[Exists, tuple[Any, ...], tuple[Any, ...]]  # what exists, its value, what is shown


def conclude(said: Property, proof: Proof, leaves: Leaves, block: Block) -> None:
    """Write the steps after which it is known what a property says."""
    if not block.holds(formula(said)):
        rule = RULES.get(said.word, _inverse)
        rule(said, list(_named(proof)), leaves, block)


def _named(proof: Proof) -> Iterator[Named]:
    yield from proof.chosen
    for part in proof.parts:
        yield from _named(part)


def _value(said: Property, named: Sequence[Named]) -> tuple[Any, tuple[Any, ...]]:
    """What was named for the `Exists` that shows a property, and what was shown of it."""
    *_, goal = to_show(said)
    for own, values, shown in named:
        if own == goal:
            return values[0], shown
    raise CertificateError(f"`{goal}` is not shown by something that was named")


def _inverse(said: Property, named: Sequence[Named], _: Leaves, block: Block) -> None:
    """There is an inverse, as one was named."""
    wanted = formula(said)
    if wanted[0] == "is":
        value, shown = _value(said, named)
        uses = tuple(block.number(formula(one)) for one in shown)
        block.claim("is", wanted, value=term(value), uses=uses)


def _diagonal(said: Property, _: Sequence[Named], leaves: Leaves, block: Block) -> None:
    """A matrix that is diagonal is symmetric."""
    shown, *_ = to_show(said)
    for one in said.equations[:2]:
        leaves.prove(one, [shown], block)


def _psd(said: Property, named: Sequence[Named], leaves: Leaves, block: Block) -> None:
    (A,) = said.subject
    _, shown = _value(said, named)
    leaves.prove(Eq(A.T, A), shown, block)
    _square_form(said, shown, leaves, block)


def _positive(said: Property, named: Sequence[Named], leaves: Leaves, block: Block) -> None:
    """S = T T with T diagonal and T W = W T = I."""
    S = diagonal_of(said)
    own = Property("positive_diagonal", (S,))
    _diagonal(own, named, leaves, block)
    diagonal, _ = to_show(own)
    T, shown = _value(own, named)
    W, inverse = _value(invertible(T), named)
    known = [diagonal, *(one for one in shown if isinstance(one, Claim)), *inverse]
    leaves.prove(Eq(T.T, T), [Eq(T, shown[0].right)], block)
    known.append(Eq(T.T, T))
    uses: list[int] = []
    for product in (S @ (W @ W), (W @ W) @ S):
        one = Eq(product, identity(S.rows))
        leaves.prove(one, known, block)
        uses.append(block.number(formula(one)))
    block.claim("is", ("is", "inverse", term(S)), value=term(W @ W), uses=tuple(uses))
    _square_form(own, known, leaves, block)
    _sums(own, T, known, leaves, block)


def _square_form(said: Property, known: Sequence[Any], leaves: Leaves, block: Block) -> None:
    """tr(V' A V) >= 0 for all V, a squared norm."""
    (A,) = said.subject
    general = more_than_equations(said)[0]
    size, letter = _unused(block, "p", "V")
    claim, _ = CONSEQUENCES["psd"](A, matrix(letter, A.rows, symbol(Atom("size", size))))
    inner = block.child()
    leaves.prove(claim, known, inner)
    block.claim("all", general, names=(size, letter), proof=tuple(inner.steps))


def _sums(said: Property, T: Matrix, known: Sequence[Any], leaves: Leaves, block: Block) -> None:
    """The sum of two entries of S = T T is not 0: else T u = 0, and u = 0, but u'u = 1."""
    general = more_than_equations(said)[1]
    (S,) = said.subject

    def show(u: Matrix, v: Matrix, deeper: Block) -> None:
        claim, needs = CONSEQUENCES["positive_diagonal"](S, u, v)
        (total,) = claim.left.args[-1].args  # of total * (1 / total)
        zero = deeper.child()
        zero.enter(("eq", term(total), ("num", "0")))
        norm, length = Claim("le", frob2(T @ u), as_scalar(0)), as_scalar(u.T @ u)
        leaves.prove(norm, [*known, Eq(total, 0)], zero)
        zero.claim("definite", formula(Eq(T @ u, 0)), facts=tuple(sorted(zero.context.facts)),
                   uses=(zero.number(formula(norm)),), way="trace")  # fmt: skip
        leaves.prove(Eq(u, 0), [*known, Eq(T @ u, 0)], zero)
        ends = formula(Claim("eq", as_scalar(0), length)), formula(Eq(length, 1))
        leaves.prove(Claim("eq", as_scalar(0), length), [Eq(u, 0)], zero)
        leaves.prove(Eq(length, 1), needs, zero)
        never = ("eq", ("num", "0"), ("num", "1"))
        zero.claim("chain", never, uses=tuple(map(zero.number, ends)))
        wanted = ("is", "quotient", term(total))
        zero.claim("is", wanted, value=("num", "0"), uses=(zero.number(never),))
        deeper.claim("cases", wanted, on=term(total), proofs=(tuple(zero.steps), ()))

    _for_basis_vectors(general, S, show, block)


def _distinct(said: Property, named: Sequence[Named], leaves: Leaves, block: Block) -> None:
    """The entries at any two vectors differ, under the names that the property has for them."""
    (S,) = said.subject
    _diagonal(said, named, leaves, block)
    (general,) = more_than_equations(said)
    shown = formula(to_show(said)[1])

    def show(u: Matrix, v: Matrix, deeper: Block) -> None:
        values = term(u), term(v)
        found = put(shown[2], dict(zip(shown[1], values, strict=True)))
        deeper.step("instance", found, of=deeper.number(shown), values=values)
        leaves.detach(found, deeper)

    _for_basis_vectors(general, S, show, block)


def _for_basis_vectors(
    general: Any, S: Matrix, show: Callable[[Matrix, Matrix, Block], None], block: Block
) -> None:
    """A statement about the entries of S at all basis vectors, shown at two new ones."""
    new = _unused(block, "u", "v")
    u, v = (vector(name, S.rows) for name in new)
    body = put(general[2], dict(zip(general[1], (term(u), term(v)), strict=True)))
    inner = block.child()
    deeper = inner.child()
    deeper.enter(body[1])
    show(u, v, deeper)
    inner.claim("implies", body, proof=tuple(deeper.steps))
    block.claim("all", general, names=new, proof=tuple(inner.steps))


def _unused(block: Block, *wanted: str) -> tuple[str, ...]:
    """Names that nothing has which is known in a block."""
    taken = names(tuple(block.known))
    found: list[str] = []
    for name in wanted:
        while name in taken:
            name += "'"
        found.append(name)
    return tuple(found)


RULES: dict[str, Callable[[Property, Sequence[Named], Leaves, Block], None]] = {
    "is_diagonal": _diagonal,
    "psd": _psd,
    "positive_diagonal": _positive,
    "reduced_svd": _positive,
    "distinct_diagonal": _distinct,
}
