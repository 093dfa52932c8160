r"""Theorem 1 as one statement is not settled yet."""

from symland.prelude import *

theorem_1 = open_entry(
    "all steps of both directions are proved; the statement binds families of blocks with sizes "
    "p_i that exist with them, and the choice of one factor for every block needs a named lemma",
    ref="cp.thm1",
)
