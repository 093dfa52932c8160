r"""Claims on minima and critical points that are not settled yet, each with its obstacle."""

from symland.prelude import *

selection = [
    open_entry(
        "the set C selects columns among singular vectors; as printed it fails for repeated "
        "singular values (oss.lem1.step5), the corrected statement is not written yet",
        ref=ref,
    )
    for ref in ("oss.lem1", "oss.lem1.step8", "oss.lem1.converse", "oss.lem1.objective")
]
