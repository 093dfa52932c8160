"""Expressions as straight-line programs: one graph for all outputs, with its derivatives."""
