"""The proof of a law with integrals: a certificate in which Sigma' o sigma' becomes sigma.

The time derivative of the law is written with holes in the places of Sigma'(W) o sigma'(W); with
these in the holes it is the derivative, with sigma(W) in the holes it is zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symland.calculus.api import ddt
from symland.calculus.evaluate import evaluate
from symland.conserved.laws import Integrated, Law
from symland.conserved.words import signed_sum
from symland.elaborate import context_of, term
from symland.errors import UndecidedError
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import Certificate, certificate
from symland.kernel.linear import Context
from symland.language.build import hadamard
from symland.language.claims import Claim, Eq
from symland.language.derivatives import Flow
from symland.language.expr import Matrix, as_scalar, number
from symland.language.functions import hadamard_power

if TYPE_CHECKING:
    from symland.conserved.matching import Sum


@dataclass(frozen=True, slots=True)
class Term:
    """factor * (the sums of a function of a parameter).

    Where the function is defined as an integral, f' o denominator = numerator is its `condition`.
    """

    factor: Fraction
    sums: Sum
    matrix: Matrix
    defined: Integrated | None = None
    denominator: Matrix | None = None


def prove_entrywise(terms: Sequence[Term], flow: Flow, moving: Flow) -> Law:
    """The law that a sum of terms is constant; raises `UndecidedError` if that is not confirmed."""
    quantity = signed_sum([(number(one.factor), one.matrix) for one in terms])
    proof = _certificate(terms, quantity, moving)
    if proof is None:
        raise UndecidedError(f"the matching condition gives the law `{quantity}`, but the kernel "
                             "does not confirm it")  # fmt: skip
    stated = flow if _certificate(terms, quantity, flow) is not None else moving
    defined = tuple(one.defined for one in terms if one.defined is not None)
    return Law(quantity, as_scalar(0), Eq(ddt(quantity, stated), 0),
               Evidence.CERTIFIED if defined else Evidence.EXACT, proof, "entrywise",
               defined=defined)  # fmt: skip


def _certificate(terms: Sequence[Term], quantity: Matrix, flow: Flow) -> Certificate | None:
    """A certificate by congruence, if the kernel accepts one."""
    claim = Eq(ddt(quantity, flow), 0)
    pieces: list[Any] = []
    conditions: list[Claim] = []
    for one in terms:
        if one.defined is None or one.denominator is None:
            pieces.append((number(one.factor), evaluate(ddt(one.matrix, flow))))
            continue
        hole = Matrix("hole", (), f"?{len(conditions)}", *one.sums.letter.shape)
        conditions.append(one.defined.condition)
        rest = _without(evaluate(flow.dot(one.sums.letter)), one.denominator)
        pieces.append((number(one.factor), one.sums.over(hadamard(hole, rest))))
    context = context_of([claim.left, *(one.left for one in conditions)])
    left, right = term(claim.left), term(claim.right)
    if not conditions:
        proved = check.equal(left, right, context)
        return certificate("equal", left, right, context) if proved else None
    pattern = term(signed_sum(pieces))
    pairs = tuple((term(one.left), term(one.right)) for one in conditions)
    holes = tuple((f"?{n}", n, 1) for n in range(len(conditions)))
    filling = {name: pairs[n] for name, n, _ in holes}
    if not check.congruent(pattern, filling, left, right, context):
        return None
    return certificate("congruent", left, right, context, pattern=pattern, hypotheses=pairs,
                       holes=holes)  # fmt: skip


def _without(speed: Matrix, factor: Matrix) -> Matrix:
    """A matrix B with  factor o B = speed: one of the factors taken out, or a quotient."""
    number_, factors = _factors(speed)
    for place, one in enumerate(factors):
        if check.equal(term(one), term(factor), Context()):
            rest = factors[:place] + factors[place + 1 :]
            body = hadamard(*rest) if len(rest) > 1 else rest[0] if rest else one
            return body if number_ == 1 else number_ * body
    return hadamard(speed, hadamard_power(factor, -1))


def _factors(expr: Matrix) -> tuple[Fraction, list[Matrix]]:
    """The number in front and the factors of nested entrywise products."""
    if expr.op == "scale" and expr.args[0].op == "number":
        value, factors = _factors(expr.args[1])
        return expr.args[0].data * value, factors
    if expr.op == "let":
        return _factors(expr.args[0])
    if expr.op != "hadamard":
        return Fraction(1), [expr]
    value, found = Fraction(1), []
    for arg in expr.args:
        inner, factors = _factors(arg)
        value, found = value * inner, found + factors
    return value, found
