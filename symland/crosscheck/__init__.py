"""Theorems by the numeric road: both sides of their statements at random instances."""

from symland.crosscheck.statements import Statements, of_formula, of_theorem
from symland.crosscheck.tables import VALUE, Options, Table, tables
from symland.crosscheck.unit import evaluate_unit

__all__ = ["VALUE", "Options", "Statements", "Table", "evaluate_unit", "of_formula", "of_theorem",
           "tables"]  # fmt: skip
