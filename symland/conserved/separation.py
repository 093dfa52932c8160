"""The matching condition: unknown entrywise functions, found by separation of variables.

For Q = sum_i phi_i(W_i) 1 the time derivative is a sum of networks in which the entries of the
parameters stand at a few places beside a free matrix.  Networks with one skeleton give one
functional equation  sum_i phi_i'(x_i) A_i(x_1, x_2, ...) = 0  in independent real variables, one
for each parameter.  Two unknowns separate: phi_1'(x_1) / phi_2'(x_2) = -A_2 / A_1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Integer, Symbol, separatevars
from sympy import simplify as _simplify

Slopes = dict[int, Any]  # phi_i' as an expression in the symbol of parameter i


@dataclass(frozen=True, slots=True)
class Equation:
    """sum over i of phi_i'(x_i) * factors[i] = 0, for all values of the variables."""

    factors: Mapping[int, Any]


def simplified(value: Any) -> Any:
    """SymPy's simplest form."""
    return _simplify(value)


def solve(equations: Sequence[Equation], variables: Mapping[int, Symbol]) -> list[Slopes]:
    """Slopes phi_i' that satisfy all equations; each solution is determined up to a factor.

    Unknowns that no equation contains are not part of any solution.
    """
    zero = _forced_zero(equations)
    left = [Equation({i: a for i, a in one.factors.items() if i not in zero}) for one in equations]
    left = [one for one in left if one.factors]
    solutions: list[Slopes] = []
    for start in left:
        known: set[int] = set().union(*solutions)
        if len(start.factors) != 2 or known & start.factors.keys():
            continue
        found = _extended(_pair(start, variables), left, variables)
        if found and _holds(found, left):
            solutions.append(found)
    return solutions


def _forced_zero(equations: Sequence[Equation]) -> set[int]:
    """Unknowns that stand alone in an equation, and those that then do."""
    zero: set[int] = set()
    while True:
        more = {next(iter(rest)) for one in equations
                if len(rest := one.factors.keys() - zero) == 1}  # fmt: skip
        if not more:
            return zero
        zero |= more


def _pair(equation: Equation, variables: Mapping[int, Symbol]) -> Slopes:
    """phi_i' a_i(x_i, x_j) + phi_j' a_j(x_i, x_j) = 0 by separation of variables."""
    (i, a), (j, b) = equation.factors.items()
    x, y = variables[i], variables[j]
    ratio = simplified(-b / a)
    parts: Any = separatevars(ratio, symbols=[x, y], dict=True)
    if parts is None or parts["coeff"].free_symbols & set(variables.values()):
        return {}
    return {i: parts["coeff"] * parts[x], j: 1 / parts[y]}


def _extended(
    slopes: Slopes, equations: Sequence[Equation], variables: Mapping[int, Symbol]
) -> Slopes:
    """Further unknowns, from equations in which all but one are known."""
    while slopes:
        step = next((one for one in equations
                     if len(one.factors.keys() - slopes.keys()) == 1
                     and one.factors.keys() & slopes.keys()), None)  # fmt: skip
        if step is None:
            return slopes
        (unknown,) = step.factors.keys() - slopes.keys()
        rest = sum((slopes[i] * a for i, a in step.factors.items() if i != unknown), Integer(0))
        value = simplified(-rest / step.factors[unknown])
        if value.free_symbols & (set(variables.values()) - {variables[unknown]}):
            return {}
        slopes = {**slopes, unknown: value}
    return slopes


def _holds(slopes: Slopes, equations: Sequence[Equation]) -> bool:
    for one in equations:
        if one.factors.keys() & slopes.keys():
            if not one.factors.keys() <= slopes.keys():
                return False
            total = sum((slopes[i] * a for i, a in one.factors.items()), Integer(0))
            if simplified(total) != 0:
                return False
    return True
