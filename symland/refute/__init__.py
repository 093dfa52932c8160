"""Finds exact instances in which a statement fails while its hypotheses hold."""
