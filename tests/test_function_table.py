"""The table of functions in the README is the measured one."""

from pathlib import Path

import pytest

from benchmarks.function_formulas import FORMULAS
from benchmarks.function_table import HEADER, of_symland, of_sympy

README = (Path(__file__).parent.parent / "README.md").read_text()
QUICK = ["`+`, `-`, `*`, `'`", "`.*`", "`det`", "`logdet`", "`tr`"]  # SymPy takes a while


def cells(name):
    line = next(line for line in README.splitlines() if line.startswith(f"| {name} |"))
    return line.strip("| ").split(" | ")


def test_every_function_has_a_row():
    assert HEADER in README
    assert [cells(formula.name)[0] for formula in FORMULAS] == [one.name for one in FORMULAS]
    assert {len(cells(formula.name)) for formula in FORMULAS} == {10}


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
def test_what_symland_returns(formula):
    assert " | ".join(cells(formula.name)[6:]) == of_symland(formula).row()


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.filterwarnings("ignore")
def test_what_sympy_returns(name):
    formula = next(one for one in FORMULAS if one.name == name)
    assert " | ".join(cells(name)[2:6]) == of_sympy(formula).row()
