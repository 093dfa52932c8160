"""Ideal membership: a claim as a combination of hypotheses in the algebra of matrix words.

`letters` reads networks as words, `words` and `completion` compute with them, `membership` finds
the combination.  What is found counts only when the kernel has expanded it.
"""
