"""Inequalities as sums of squares, found without a hint; the kernel multiplies them out again."""

from symland.reasoning.squares.search import squares_under, sum_of_squares

__all__ = ["squares_under", "sum_of_squares"]
