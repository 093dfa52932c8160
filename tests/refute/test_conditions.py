"""Hypotheses beyond equations: an instance is checked for them exactly, or never reported."""

from fractions import Fraction
from itertools import pairwise

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric import exact, instance
from numeric.instance import Instance
from numeric.signs import is_nonnegative, is_positive, real_roots, vanishes_where
from symland import (
    And,
    Eq,
    Evidence,
    ForAll,
    Ge,
    Gt,
    Implies,
    Le,
    activation,
    dims,
    distinct_diagonal,
    family,
    identity,
    index,
    inner,
    matrix,
    positive_diagonal,
    prove,
    psd,
    reduced_svd,
    scalar,
    tanh,
    tr,
)
from symland.language.expr import as_scalar
from symland.proof.logic.truth import Condition, conditions_of, truth
from symland.refute.functions import CATALOG, allowed_functions

n, m = dims("n m")
A, B = matrix("A", n, m), matrix("B", n, m)
Q, T = matrix("Q", n, n), matrix("T", n, n)
x, sigma = matrix("x", 1, 1), activation("sigma")
value, slope = as_scalar(sigma(x)), as_scalar(sigma.d(x))
INCREASING = ForAll(x, Gt(slope, 0))
ODD = ForAll(x, Eq(sigma(-x), -sigma(x)))
BOUNDED = ForAll(x, Le(value**2, 1))
POSITIVE = ForAll(x, Gt(value, 0))
LIPSCHITZ = ForAll(x, Le(slope**2, 4))
ONLY_AT_ZERO = ForAll(x, Implies(Eq(x @ sigma(x), 0), Eq(x, 0)))


@pytest.mark.parametrize(
    ("claim", "given", "formula"),
    [
        (Eq(sigma(A + B), sigma(A) + sigma(B)), [INCREASING], "1 + x"),
        (Eq(sigma(A + B), sigma(A) + sigma(B)), [ODD], "x^3"),
        (Ge(value, 0), [BOUNDED], "x/(1 + x^2)"),
        (Ge(as_scalar(x @ sigma(x)), 0), [ODD, ONLY_AT_ZERO], "-x"),
        (Ge(slope, 0), [POSITIVE, LIPSCHITZ], None),
        (Le(value, 1), [And(INCREASING, LIPSCHITZ)], None),
        (Le(value, scalar("c") + 1), [ForAll(x, Le(value, scalar("c") ** 2 + 3))], None),
    ],
)
def test_a_function_with_the_properties_refutes(claim, given, formula):
    found = prove(claim, given=given)
    assert found.evidence is Evidence.REFUTED
    assert formula is None or found.counterexample.functions == {"sigma": formula}
    assert all(text.endswith(" holds") for text in found.counterexample.hypotheses)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Le(value**2, 1), [BOUNDED]),
        (Ge(as_scalar(x @ sigma(x)), 0), [ODD, INCREASING]),
        (Ge(value, 0), [POSITIVE]),
        (Eq(sigma(0 * x), 0), [ODD]),
        (Ge(tr(Q), 0), [psd(Q)]),
        (Ge(inner(Q, T), 0), [psd(Q), psd(T)]),
        (Ge(tr(Q), 0), [positive_diagonal(Q)]),
        (Eq(Q @ T, T @ Q), [ForAll(T, Eq(Q @ T, T @ Q))]),
        (Eq(Q, 0), [ForAll(T, Eq(Q @ T, 0))]),
    ],
)
def test_what_follows_or_cannot_be_tried_is_not_refuted(claim, given):
    assert prove(claim, given=given).evidence is not Evidence.REFUTED


@pytest.mark.parametrize(
    ("claim", "given", "sizes"),
    [
        (Ge(tr(Q), 1), [psd(Q)], {"n": 1}),
        (Eq(Q @ T, T @ Q), [psd(Q), psd(T)], {"n": 2}),
        (Eq(Q, identity(n)), [positive_diagonal(Q)], {"n": 1}),
        (Eq(Q @ T, T @ Q), [distinct_diagonal(Q)], {"n": 2}),
        (
            Eq(Q, T),
            [
                distinct_diagonal(Q),
                positive_diagonal(Q),
                Eq(Q @ T, T @ Q),
                Eq(T @ T, T),
                Eq(tr(T), 1),
            ],
            {"n": 1},
        ),
        (
            Eq(tr(Q @ T), tr(T)),
            [
                distinct_diagonal(Q),
                positive_diagonal(Q),
                Eq(tr(Q), 4),
                Eq(T @ T.T, identity(n)),
                Eq(Q @ T, T @ Q),
            ],
            {"n": 1},
        ),
    ],
)
def test_properties_of_matrices(claim, given, sizes):
    assert prove(claim, given=given).counterexample.sizes == sizes


def test_a_reduced_decomposition():
    U, D, V, X = matrix("U", n, n), matrix("D", n, n), matrix("V", m, n), matrix("X", n, m)
    found = prove(Eq(U @ X, X), given=[reduced_svd(X, U, D, V)]).counterexample
    assert found.values["D"][0][0] > 0


def test_every_layer():
    i, W = index("i", 1, 3), family("W", n)
    found = prove(Eq(W[1], W[2]), given=[ForAll(i, Eq(W[i].T @ W[i], identity(n)))])
    values = found.counterexample.values
    assert {values[f"W[{layer}]"][0][0] ** 2 for layer in (1, 2, 3)} == {1}


POINTS = [Fraction(k, 4) for k in range(-80, 81)]
ON_A_GRID = {
    "increasing": (INCREASING, lambda at, t: at(t)[1] > 0),
    "odd": (ODD, lambda at, t: at(-t)[0] == -at(t)[0]),
    "bounded": (BOUNDED, lambda at, t: at(t)[0] ** 2 <= 1),
    "positive": (POSITIVE, lambda at, t: at(t)[0] > 0),
    "Lipschitz": (LIPSCHITZ, lambda at, t: at(t)[1] ** 2 <= 4),
    "only at zero": (ONLY_AT_ZERO, lambda at, t: t * at(t)[0] != 0 or t == 0),
}


def _function(above, below):
    """The values of f and f' for a quotient of polynomials, by hand."""

    def at(numbers, t):
        return sum((c * t**k for k, c in enumerate(numbers)), Fraction(0))

    def rate(numbers):
        return [k * c for k, c in enumerate(numbers)][1:]

    def both(t):
        p, q = at(above, t), at(below, t)
        return p / q, (at(rate(above), t) * q - p * at(rate(below), t)) / q**2

    return both


@pytest.mark.parametrize("name", ON_A_GRID)
def test_the_list_of_functions(name):
    """What is decided for all x agrees with a grid; some functions have the property."""
    statement, test = ON_A_GRID[name]
    allowed = {(above["sigma"], below.get("sigma", (Fraction(1),)))
               for above, below in allowed_functions([Condition(statement)])}  # fmt: skip
    assert 3 <= len(allowed) < len(CATALOG)
    for above, below in CATALOG:
        both = _function(above, below)
        assert ((above, below) in allowed) == all(test(both, t) for t in POINTS), (above, below)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=6))
@settings(max_examples=80)
def test_signs_against_values(numbers):
    p = flint.fmpq_poly(numbers)
    points = [flint.fmpq(k, 4) for k in range(-60, 61)]
    values = [p(point) for point in points]
    if is_nonnegative(p):
        assert min(values) >= 0
    if is_positive(p):
        assert min(values) > 0
    if is_nonnegative(p) and not is_positive(p) and p != 0:
        assert real_roots(p) > 0
    if p != 0:
        changes = sum(a * b < 0 for a, b in pairwise(values))
        assert real_roots(p) >= changes + len({v for v, a in zip(points, values, strict=True)
                                               if a == 0})  # fmt: skip
        assert vanishes_where(p, p * p)
        assert vanishes_where(p * (flint.fmpq_poly([1, 0, 1])), p)
        assert not vanishes_where(p * flint.fmpq_poly([-17, 1]), p) or p(17) == 0


@given(st.integers(1, 3), st.integers(0, 10**6))
@settings(max_examples=60)
def test_psd_against_principal_minors(size, seed):
    generator = np.random.default_rng(seed)
    square = generator.integers(-1, 2, (size, size))
    square = square @ square.T if seed % 2 else np.triu(square) + np.triu(square, 1).T
    here = instance(sizes={"n": size}, letters={"Q": square})
    minors = [exact.determinant(exact.array(square[np.ix_(rows, rows)]))
              for rows in _subsets(size)]  # fmt: skip
    assert truth(psd(Q), here) == all(one >= 0 for one in minors)


def _subsets(size):
    return [[k for k in range(size) if mask >> k & 1] for mask in range(1, 2**size)]


def test_a_function_that_is_not_everywhere_defined_is_undecided():
    """1/sigma with sigma(x) = x: no statement about all x is decided."""
    here = Instance(activations={"sigma": (Fraction(0), Fraction(1))})
    assert not Condition(ForAll(x, Ge(1 / value, 1 / value))).holds(here)
    assert not Condition(ForAll(x, Gt(as_scalar(tanh(x)) ** 2, -1))).holds(here)


def test_conditions_that_are_never_decided():
    assert conditions_of((ForAll(T, Eq(Q @ T, 0)),)) is None
    assert conditions_of((Eq(Q, 0),)) == ()


r = index("r", 1)
i, j = index("i", 1, r), index("j", 1, r)
E, mu = family("E", n, dims("p")), family("mu", dims("q"))
ORTHONORMAL = [ForAll(i, Eq(E[i].T @ E[i], identity(*E[i].shape[1:]))),
               ForAll([i, j], Eq(E[i].T @ E[j], 0), where=[j < i])]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(Q @ E[i], E[i]), [*ORTHONORMAL, Eq(Q @ Q, Q), Eq(Q.T, Q)]),
        (Eq(Q, 0), [ForAll(i, Eq(Q @ E[i], tr(mu[i]) * E[i])), *ORTHONORMAL]),  # q only there
        (Le(tr(Q), 1), [psd(Q), Eq(Q @ Q, 2 * Q)]),
        (Eq(Q @ T, T), [positive_diagonal(T), psd(Q), Eq(Q @ Q @ Q, Q)]),
    ],
)
def test_letters_are_chosen_so_that_conditions_hold(claim, given):
    """Random letters never do; letters that stand for factors are not shown."""
    found = prove(claim, given=given)
    assert found.evidence is Evidence.REFUTED
    shown = found.counterexample
    assert all(text.endswith(" holds") for text in shown.hypotheses)
    assert not any("#" in name for name in (*shown.values, *shown.free, *shown.sizes))


def test_derivatives_of_a_quotient():
    """Of x / (1 + x^2): (1 - x^2)/(1 + x^2)^2 and 2x(x^2 - 3)/(1 + x^2)^3."""
    from numeric import evaluate

    here = Instance(activations={"sigma": (Fraction(0), Fraction(1))},
                    denominators={"sigma": (Fraction(1), Fraction(0), Fraction(1))},
                    letters=instance(letters={"x": [[2]]}).letters)  # fmt: skip
    found = [evaluate(one(x), here, exact)[0, 0] for one in (sigma, sigma.d, sigma.dd)]
    assert found == [flint.fmpq(2, 5), flint.fmpq(-3, 25), flint.fmpq(4, 125)]
