"""LaTeX says what the formula means: an independent reader gets the same formula back."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symland.elaborate import context_of, term
from symland.kernel import check
from symland.kernel.linear import KernelError
from symland.language.expr import Expr
from symland.language.functions import activation
from symland.language.notation.latex import formula, latex
from symland.language.notation.latex_lines import lines
from symland.language.notation.latex_names import latex_name
from tests.language.latex_reader import read
from tests.language.test_notation import PRINTED, SOURCES, flattened, with_functions
from tests.strategies import LETTERS, A, B, C, E, S, expressions, k, m, mu, n, nu, v

READABLE = {latex_name(name)[0]: meaning for name, meaning in LETTERS.items()}
READABLE |= {latex_name(name)[0]: activation(name) for name in ("sigma", "g_1", "act", "phi_1")}
RANDOM = settings(derandomize=True, database=None, deadline=None, max_examples=80)
_UNREADABLE = ("apply", "along", "jacobian", "zeros")  # a 0 does not show its size


def readable(expr: Expr) -> bool:
    """Whether the reader knows all operations of a formula, and every 0 in it is a number."""
    for node in expr.walk():
        if node.op in _UNREADABLE or (node.op == "symbol" and node.data[0] not in LETTERS):
            return False
        if node.op == "let" and node.data not in LETTERS:
            return False
        if node.op == "entrywise" and node.data.name == "power" and node.data.order:
            return False
        if node.op == "entrywise" and node.data.name.endswith("'"):
            return False
    return True


def same(left: Expr, right: Expr) -> bool:
    """Equal up to brackets in sums and products and the order of scalars, or by the kernel."""
    if normal(left) == normal(right):
        return True
    try:
        return check.equal(term(left), term(right), context_of([left, right], ()))
    except KernelError:
        return False


def normal(expr: Expr) -> Any:
    """The tree, each product of scalars as its number and its other factors with exponents."""
    args = [normal(arg) for arg in flattened(expr).args]
    if expr.is_matrix or expr.op not in ("number", "mul", "power"):
        return expr.is_matrix, expr.op, expr.data, tuple(args)
    if expr.op == "number":
        return "product", expr.data, frozenset()
    number, powers = Fraction(1), Counter()
    for arg in args:
        value, factors = (arg[1], dict(arg[2])) if arg[0] == "product" else (Fraction(1), {arg: 1})
        exponent = expr.data if expr.op == "power" else 1
        number *= value**exponent
        for factor, times in factors.items():
            powers[factor] += times * exponent
    return "product", number, frozenset(powers.items())


@pytest.mark.parametrize(
    "expr", [row[0] for row in (*PRINTED, *SOURCES) if readable(row[0])], ids=str
)
def test_every_formula_of_the_table_is_read_again(expr: Expr):
    assert same(read(latex(expr), READABLE), expr)


@RANDOM
@given(st.one_of(expressions(), with_functions()))
def test_formulas_are_read_again(expr: Expr):
    assume(readable(expr))
    assert same(read(latex(expr), READABLE), expr)


@RANDOM
@given(st.one_of(expressions(), with_functions()), st.sampled_from([50.0, 90.0, 160.0]))
def test_broken_lines_are_read_again(expr: Expr, room: float):
    assume(readable(expr))
    assert same(read(" ".join(lines(formula(expr), room)), READABLE), expr)


DIFFERENT = [
    ((A @ B) @ C, A + A),
    (2 * A + A, 2 * (A + A)),
    ((A + A) @ B, A + A @ B @ C @ A),
    ((A @ B).T, A.T @ S),
    (mu * (nu + 1), mu * nu + 1),
    (mu / (nu * mu), mu / nu * mu),
    ((mu + nu) ** 2, mu + nu**2),
    (-(mu**2), (-mu) ** 2),
    (-(mu + nu), -mu + nu),
    (S.inv.T @ v, S.T.T @ v),
]


@pytest.mark.parametrize("pair", DIFFERENT, ids=str)
def test_what_means_something_else_looks_different(pair: tuple[Expr, Expr]):
    assert latex(pair[0]) != latex(pair[1])


def test_the_reader_notices_a_missing_bracket():
    """The test is worth something: LaTeX without its brackets is read as another formula."""
    broken = latex((A + A) @ B).replace("(", "").replace(")", "")
    with pytest.raises(Exception, match="sizes do not match"):
        read(broken, READABLE)
    flat = latex(mu * (nu + 1)).replace("(", "").replace(")", "")
    assert not same(read(flat, READABLE), mu * (nu + 1))
    assert E.shape == (m, k)
    assert n != m
