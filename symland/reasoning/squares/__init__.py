"""Inequalities as sums of squares, found without a hint; the kernel multiplies them out again."""

from symland.reasoning.squares.search import sum_of_squares

__all__ = ["sum_of_squares"]
