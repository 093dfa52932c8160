r"""Claims on minimizers that are not settled yet, each with its obstacle."""

from symland.prelude import *

no_members = (
    "a minimizer is compared with all families of layers; an instance of `ForAll` over a family "
    "needs a product of layers that are given member by member, which `chain` does not unfold"
)
for_any_depth = [
    open_entry(f"{no_members}; for two factors it is proved (gd.prop1.eq26)", ref=ref)
    for ref in ("gd.prop1.iff", "gd.prop1.rem-suff", "gd.prop1.step-range", "gd.prop1.eq27",
                "gd.prop1.eq28")
]  # fmt: skip
products = [
    open_entry(
        "the index range of the intermediate layers depends on l, and a chain may not mention l "
        "where its ends do not",
        ref=ref,
    )
    for ref in ("gd.prop1.eq31", "gd.prop1.step-verify", "gd.prop1.step-class")
]
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
