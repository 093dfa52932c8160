"""Decide a statement by the kernel's means, from the cheapest on, and keep the certificate.

1. Both sides have one canonical form (exact).
2. The hypotheses, solved for letters, make them one (certified).
3. Equations given in `by=` are used inside the formula (certified).
4. The difference is a combination of the equations and of the laws of inverses (certified).
5. An inequality is a sum of squares and known inequalities (certified).
"""

from __future__ import annotations

from symland.errors import UndecidedError
from symland.kernel.linear import KernelError
from symland.language.claims import Claim
from symland.reasoning.equations import decide_equation
from symland.reasoning.facts import Decision, Facts
from symland.reasoning.inequalities import decide_inequality


def decide(claim: Claim, facts: Facts) -> Decision:
    """Try to prove a claim; never says more than the kernel confirmed."""
    try:
        if claim.relation == "eq":
            return decide_equation(claim, facts)
        return decide_inequality(claim, facts)
    except KernelError as error:
        raise UndecidedError(f"the kernel cannot take `{claim}`: {error}") from error
