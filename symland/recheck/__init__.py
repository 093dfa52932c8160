"""Documents that are checked again: certificates by the kernel, refutations by the exact evaluator.

Nothing here searches, reads a proof file, or runs what a document contains.
"""
