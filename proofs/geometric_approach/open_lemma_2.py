r"""Parts of Lemma 2 that are not settled yet, each with its obstacle."""

from symland.prelude import *

choice = [
    open_entry(
        "that no such U exists for some choices of fitted singular values is a statement about "
        "all orthogonal matrices; an erratum refutes by one instance",
        ref=ref,
    )
    for ref in ("geo.lem2.2", "geo.lem2.5", "geo.lem2.s8")
]
instances = [
    open_entry("asks for an instance, or for one point for every subset of singular values",
               ref=ref)
    for ref in ("geo.lem2.nec", "geo.lem2.4values", "geo.crit.strata")
]  # fmt: skip
