r"""Parts of Lemma 2 that are not settled yet, each with its obstacle."""

from symland.prelude import *

instances = [
    open_entry("asks for an instance, or for one point for every subset of singular values",
               ref=ref)
    for ref in ("geo.lem2.4values", "geo.crit.strata")
]  # fmt: skip
