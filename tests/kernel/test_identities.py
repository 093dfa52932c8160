"""True identities are found and false ones are not, on random expressions.

A random expression is rewritten by textbook identities (`rewrites`): the kernel must find the
result equal.  After a further edit (`edits`) it must not, whenever exact evaluation shows that the
edit changed the value.
"""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symland.language.claims import Claim
from symland.language.expr import Expr
from tests.kernel.edits import edited
from tests.kernel.rewrites import rewritten
from tests.kernel.support import RANDOM, is_false, proved
from tests.strategies import expressions

SMALL = 40  # nodes; a power of a sum of Kronecker products may be long when multiplied out


@settings(RANDOM, max_examples=300)
@given(expressions(2), st.integers(0, 10**6))
def test_rewriting_by_true_identities_is_seen_as_equal(expr: Expr, seed: int):
    assume(sum(1 for _ in expr.walk()) <= SMALL)
    claim = Claim("eq", expr, rewritten(expr, Random(seed), 6))
    assert proved(claim), claim


@settings(RANDOM, max_examples=400)
@given(expressions(2), st.integers(0, 10**6))
def test_a_false_edit_is_never_accepted(expr: Expr, seed: int):
    assume(sum(1 for _ in expr.walk()) <= SMALL)
    rng = Random(seed)
    other = edited(rewritten(expr, rng, 3), rng)
    assume(other is not None)
    claim = Claim("eq", expr, other)
    if proved(claim):
        assert not is_false(claim, instances=2), claim
