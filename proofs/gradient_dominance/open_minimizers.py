r"""Claims on minimizers that are not settled yet, each with its obstacle."""

from symland.prelude import *

residual = [
    open_entry("needs gd.prop1.iff for each unit of the residual network", ref=ref)
    for ref in (
        "gd.prop2.eq04", "gd.prop2.eq05", "gd.prop2.rem-units", "gd.prop2.rem-r1",
        "gd.prop2.step-zero", "gd.prop2.eq32", "gd.prop2.step-inner", "gd.prop2.step-fullrank",
        "gd.prop2.step-multiplicity", "gd.prop2.eq33", "gd.prop2.step-absorb", "gd.prop2.r1",
    )
]  # fmt: skip
nonlinear = [
    open_entry("needs a named lemma: an activation that is onto has preimages, entry by entry",
               ref=ref)
    for ref in ("gd.prop3.iff", "gd.prop3.sigmainv", "gd.prop3.rem-fullrank",
                "gd.prop3.step-transfer", "gd.prop3.step-invert")
]  # fmt: skip
