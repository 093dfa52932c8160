"""Comparisons, spot checks and tables of digits."""

from __future__ import annotations

import ast
import math
from fractions import Fraction
from pathlib import Path

import mpmath as mpmath_package
import pytest
from hypothesis import given, settings

import numeric
from numeric import (
    Dimensions,
    Disagreement,
    NoDimensionsError,
    Skipped,
    ball,
    compare,
    digits_table,
    draw,
    evaluate,
    exact,
    float64,
    modular,
    mpmath,
    rationals,
    spot,
    spot_check,
    unmet,
)
from numeric.instance import instance
from numeric.row import Draw, row_at
from symland.errors import ExpressionError, UndecidedError
from symland.language.build import frob2, identity, inner, inv, matrix, pinv, scalar, tr
from symland.language.claims import Eq, Ge, Gt, Le, Lt
from symland.language.derivatives import gradient_node, hessian_node
from symland.language.expr import as_scalar
from symland.language.families import chain
from symland.language.integers import dims, index
from tests import strategies as random_terms
from tests.numeric.samples import LOSS, SMALL, A, B, E, S, W, X, Y, d, j, k, l, plain

FIELDS = [modular(), exact, float64, mpmath(30), ball(30)]
mu = scalar("mu")
FORMULA = chain(W, l, k + 1).T @ E @ (chain(W, k - 1, 1) @ X).T
GRADIENT = Eq(gradient_node(LOSS, W[k]), FORMULA)
m, n = dims("m n")
P, Q = matrix("P", m, n), matrix("Q", n, m)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_true_and_false_equations(field):
    assert compare(Eq(tr(A @ B), tr(B @ A)), SMALL, field).holds is True
    found = compare(Eq(A @ B, S), SMALL, field)
    assert found.holds is False
    assert found.difference.shape == (2, 2)


@pytest.mark.parametrize("field", FIELDS[1:], ids=str)
def test_order(field):
    two, three = as_scalar(2) * mu * 2, as_scalar(3)
    assert compare(Lt(two, three), SMALL, field).holds is True
    assert compare(Le(three, two), SMALL, field).holds is False
    assert compare(Gt(three, two), SMALL, field).holds is True
    assert compare(Ge(two, three), SMALL, field).holds is False
    half = as_scalar(Fraction(1, 2))
    found = [compare(rule(mu, half), SMALL, field).holds for rule in (Le, Ge, Lt, Gt)]
    assert found == [True, True, False, False]


@pytest.mark.parametrize("field", FIELDS[1:], ids=str)
def test_a_strict_order_of_sides_that_were_rounded(field):
    third = as_scalar(Fraction(1, 3))
    strict = None if field.encloses else False  # balls that meet do not show that sides are equal
    found = [compare(rule(third * mu, third * mu), SMALL, field).holds for rule in (Le, Ge, Lt, Gt)]
    assert found == [True, True, strict, strict]


def test_order_has_no_meaning_modulo_a_prime():
    with pytest.raises(ExpressionError, match="`<=` has no meaning modulo 536870909"):
        compare(Le(mu, 1), SMALL, modular())


def test_digits_of_agreement():
    off = Eq(mu * (1 + as_scalar(Fraction(1, 10**12))), mu)
    assert compare(off, SMALL, mpmath(30)).digits == pytest.approx(12)
    assert compare(off, SMALL, ball(30)).digits == pytest.approx(12)
    assert compare(off, SMALL, mpmath(30)).holds is False
    assert compare(off, SMALL, float64).holds is True
    assert compare(Eq(mu, mu), SMALL, float64).digits == math.inf
    assert compare(Eq(mu, mu), SMALL, exact).digits is None


def test_vanishing_sides_are_measured_by_intermediate_results():
    third = as_scalar(Fraction(1, 3))
    zero = Eq(third * A + 2 * third * A - A, 0)
    assert compare(zero, SMALL, mpmath(30)).holds is True
    assert compare(zero, SMALL, float64).holds is True
    small = Eq(mu * as_scalar(Fraction(1, 10**20)), 0)
    assert compare(small, SMALL, mpmath(30)).holds is False


def test_wide_balls_leave_a_question_open():
    large = as_scalar(10**70)
    third = as_scalar(Fraction(1, 3))
    claim = Eq(large * third * mu - large * mu * third, as_scalar(Fraction(1, 10)))
    assert compare(claim, SMALL, ball(30)).holds is None
    assert compare(Lt(claim.left, claim.right), SMALL, ball(30)).holds is None


def test_many_digits_do_not_underflow():
    off = Eq(mu + as_scalar(Fraction(1, 10**450)), mu)
    assert compare(off, SMALL, mpmath(500)).digits == pytest.approx(450, abs=1)
    assert compare(off, SMALL, ball(500)).digits == pytest.approx(450, abs=1)


def test_unmet_hypotheses():
    false, true = Eq(A @ B, S), Eq(tr(A @ B), tr(B @ A))
    assert unmet([false, true, Gt(mu, 0)], SMALL, exact) == [false]
    assert unmet([true, Gt(mu, 0)], SMALL, modular()) == [Gt(mu, 0)]


@settings(max_examples=40, derandomize=True, deadline=None)
@given(random_terms.expressions(2))
def test_modular_and_rounded_values_are_the_exact_ones(expr):
    dimensions = Dimensions({"m": 2, "n": 3, "k": 1}, {"d": lambda j: 2 + j % 2}, {"l": 2, "i": 1})
    found = draw(dimensions, entries=rationals())
    value = evaluate(expr, found, exact)
    residues = evaluate(expr, found, modular())
    assert residues.tolist() == modular().array(value).tolist()
    difference = float64.subtract(evaluate(expr, found, float64), float64.array(value))
    assert abs(difference).max() <= 1e-9 * max(1, float(exact.size(value)))


def test_spot_check_accepts_true_statements():
    assert spot_check(GRADIENT) is None
    assert spot_check(Eq(tr(P @ Q), tr(Q @ P))) is None
    assert spot_check(Eq(hessian_node(LOSS, W[k], W[j]), hessian_node(LOSS, W[j], W[k]).T)) is None
    assert spot_check(Eq(inv(P @ P.T) @ P @ P.T, identity(m)), [], [Ge(n, m)]) is None
    assert spot_check(Eq(P @ pinv(P) @ P, P)) is None


def test_spot_check_finds_false_statements():
    swapped = Eq(gradient_node(LOSS, W[k]), 2 * FORMULA)
    found = spot_check(swapped)
    assert isinstance(found, Disagreement)
    assert found.claim is swapped
    assert plain(found.right) == plain(2 * found.left)
    again = compare(swapped, found.instance, exact)
    assert plain(again.left) == plain(found.left)
    assert not again.holds


def test_spot_check_sees_where_indices_coincide():
    free = index("p", 1, l)
    claim = Eq(gradient_node(frob2(W[k]) + frob2(W[free]), W[k]), 2 * W[k])
    assert isinstance(spot_check(claim, instances=6), Disagreement)
    assert spot_check(claim, [Lt(free, k)], instances=6) is None


def test_spot_check_uses_hypotheses():
    critical = Eq(gradient_node(LOSS, W[k]), 0)
    assert isinstance(spot_check(critical), Disagreement)
    assert spot_check(critical, [Eq(E, 0)]) is None
    assert spot_check(critical, [Eq(Y, chain(W, l, 1) @ X)]) is None


def test_spot_check_says_why_it_was_skipped():
    small = Eq(frob2(P), as_scalar(Fraction(1, 7)))
    found = spot_check(Eq(7 * tr(P.T @ P), as_scalar(1)), [small])
    assert found == Skipped(f"no instance of the hypothesis `{small}` was found")
    found = spot_check(Eq(tr(P @ Q), tr(Q @ P)), [], [Ge(m, n + 9)])
    assert found == Skipped("no sizes from 2 to 4 satisfy `m >= n + 9`")
    found = spot_check(Eq(inv(P @ P.T), inv(P @ P.T)), [], [Gt(m, n)])
    assert isinstance(found, Skipped)
    assert found.reason.endswith("(modulo 536870909)")
    assert "has no inverse, its rank is" in found.reason


def test_hypotheses_without_an_instance_are_drawn_once(monkeypatch):
    """Another claim about the same letters is not checked at them; another hypothesis is."""
    small, other = (Eq(frob2(P), as_scalar(Fraction(1, n))) for n in (3, 11))
    drawn, attempt = [], spot._attempt
    monkeypatch.setattr(spot, "_attempt", lambda *args: drawn.append(args) or attempt(*args))
    reason = f"no instance of the hypothesis `{small}` was found"
    for value in (1, 2):
        assert spot_check(Eq(tr(P @ Q), value), [small]) == Skipped(reason)
        assert len(drawn) == spot.ATTEMPTS * 2
    assert isinstance(spot_check(Eq(tr(P @ Q), 1), [other]), Skipped)
    assert len(drawn) == spot.ATTEMPTS * 4
    assert isinstance(spot_check(Eq(tr(P @ Q), 1)), Disagreement)


def test_spot_check_passes_over_chains_without_meaning():
    p = index("p")
    product = chain(W, p, 3)
    claim = Eq(product, 1 * product)
    assert spot_check(claim) is None
    found = spot_check(claim, [], [Lt(p, 1)])
    assert found == Skipped("a product from 0 down to 3 has fewer than no factors")


def test_spot_check_of_inequalities():
    assert spot_check(Ge(frob2(P), 0)) is None
    assert spot_check(Le(inner(P, Q.T) ** 2, frob2(P) * frob2(Q))) is None
    assert isinstance(spot_check(Ge(inner(P, Q.T), frob2(P)), instances=8), Disagreement)
    assert spot_check(Ge(mu * frob2(P), 0), [Gt(mu, 0)]) is None
    assert isinstance(spot_check(Ge(mu * frob2(P), 0), [Lt(mu, 0)]), Disagreement)


def test_spot_check_is_reproducible():
    claim = Eq(tr(P @ Q), frob2(P))
    first, second = spot_check(claim, seed=5), spot_check(claim, seed=5)
    other = spot_check(claim, seed=6)
    assert isinstance(first, Disagreement)
    assert isinstance(second, Disagreement)
    assert isinstance(other, Disagreement)
    assert plain(first.left) == plain(second.left) != plain(other.left)


def test_digits_table_of_a_deep_gradient():
    before = mpmath_package.mp.dps
    rows = digits_table(GRADIENT, digits=50)
    assert mpmath_package.mp.dps == before
    assert [row.sizes["l"] for row in rows] == [2, 3, 4]
    assert {"n", "d[0]", "d[1]", "d[2]", "k"} <= rows[0].sizes.keys()
    for row in rows:
        assert row.agrees
        assert row.digits_asked == 50 <= row.digits_obtained <= 70
        assert row.left.shape == row.right.shape == row.instance.shape(W[k])
        assert row.sizes[f"d[{row.sizes['k']}]"] == row.left.shape[0]
        assert 0 <= row.difference_norm < row.left_norm / 10**50
        assert abs(row.left_norm - row.right_norm) < row.left_norm / 10**50


def test_digits_table_counts_digits():
    factor = 1 + as_scalar(Fraction(1, 10**40))
    rows = digits_table(Eq(factor * tr(P @ Q), tr(Q @ P)), digits=50)
    assert [round(row.digits_obtained) for row in rows] == [40, 40, 40]
    assert not any(row.agrees for row in rows)
    assert len({tuple(row.sizes.items()) for row in rows}) > 1


def test_digits_table_of_a_statement_about_zero():
    rows = digits_table(Eq(gradient_node(LOSS, W[k]), 0), 30, given=[Eq(E, 0)])
    assert all(row.agrees for row in rows)


def test_a_rank_that_rounding_hides_is_no_difference():
    """P Q is 0 but for rounding, of which the pseudo-inverse has a 1e+40."""
    x, y = matrix("x", 2, 3), matrix("y", 3, 2)
    first = [Fraction(1, 3), Fraction(1, 3), Fraction(1, 7)]
    second = [[Fraction(1, 3)] * 2, [Fraction(1, 3)] * 2, [Fraction(-14, 9)] * 2]
    there = instance(letters={"x": [first, first], "y": second})
    draws = Draw(0, "random", 30)
    row = row_at(Eq(pinv(x @ y), 0), there, [mpmath(30)], draws)
    assert row.left_norm > 1e30
    assert row.holds is None
    assert row_at(Eq(pinv(y @ x), 0), there, [mpmath(30)], draws).holds is False


def test_digits_table_takes_sizes_and_depth():
    sizes = {"n": 2, "d": [1, 2, 3]}
    rows = digits_table(GRADIENT, 30, sizes, depth=2, instances=4)
    assert [row.sizes["l"] for row in rows] == [1, 2, 1, 2]
    assert all(row.sizes["d[0]"] == 1 and row.sizes["n"] == 2 for row in rows)
    assert rows[0].left_norm != rows[2].left_norm


def test_digits_table_of_concrete_layers():
    product = chain(W, 2, 1)
    rows = digits_table(Eq(product, W[2] @ W[1]), 30, {"d": {0: 2, 1: 3, 2: 4}})
    assert rows[0].sizes == {"d[0]": 2, "d[1]": 3, "d[2]": 4}


def test_digits_table_refuses_what_it_cannot_check():
    with pytest.raises(ExpressionError, match="the backends are auto, ball, mpmath"):
        digits_table(Le(mu, 1), backend="quad")
    opposite = Eq(P.T @ P, -identity(n))
    with pytest.raises(UndecidedError, match="no instance of the hypothesis `P' P = -I` was found"):
        digits_table(Eq(frob2(P), as_scalar(n)), given=[opposite])
    with pytest.raises(NoDimensionsError, match="no layer indices were found"):
        digits_table(GRADIENT, depth=0)
    with pytest.raises(NoDimensionsError, match="no sizes were found that satisfy the constraints"):
        digits_table(Eq(P, P), given=[Gt(m, n + 9)])
    with pytest.raises(UndecidedError, match="no instance was found: SL301: a 3 x 3 matrix"):
        digits_table(Eq(inv(P.T @ P), inv(P.T @ P)), 20, {"m": 2, "n": 3})


def test_digits_table_where_letters_are_chosen_together():
    S = matrix("S", n, n)
    symmetric = [Eq(S @ S, S), Eq(tr(S), 1), Eq(S, S.T)]
    rows = digits_table(Eq(frob2(S), 1), given=symmetric)
    assert rows
    assert all(row.agrees and row.kind == "solved for the hypotheses" for row in rows)


def test_digits_table_is_reproducible():
    first, second = (digits_table(GRADIENT, 20, seed=3, instances=1)[0] for _ in range(2))
    assert first.left_norm == second.left_norm
    assert digits_table(GRADIENT, 20, seed=4, instances=1)[0].left_norm != first.left_norm


def test_the_second_road_shares_no_code_with_the_first():
    folder = Path(numeric.__file__).parent
    for file in folder.rglob("*.py"):
        for name in imported(ast.parse(file.read_text())):
            if name.split(".")[0] == "symland":
                assert name == "symland.errors" or name.startswith("symland.language."), file


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_public_names_exist():
    assert all(hasattr(numeric, name) for name in numeric.__all__)
    assert d[0] is not None
