"""Inequalities that are sums of squares, and of products of what is known, found without a hint."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symland.elaborate import term
from symland.evidence import Evidence
from symland.kernel.certificate import recheck
from symland.kernel.encoding import encode
from symland.kernel.linear import KernelError
from symland.language.build import (
    frob2,
    identity,
    inner,
    inv,
    kron,
    matrix,
    pinv,
    scalar,
    tr,
    vector,
)
from symland.language.claims import Claim, Eq, Ge, Gt, Le, Lt
from symland.language.functions import hadamard, tanh, total
from symland.language.integers import dims
from symland.reasoning.facts import square
from tests.reasoning.test_decide import decided

m, n, p = dims("m n p")
A, B, C, S = matrix("A", m, n), matrix("B", m, n), matrix("C", m, n), matrix("S", n, n)
x, y = vector("x", n), vector("y", n)
a, b, c = scalar("a"), scalar("b"), scalar("c")

EXACT = {
    "squares as written": Ge(frob2(A @ inv(S) @ B.T @ C - A) / 2 + a**2 * frob2(pinv(A) @ B),
                             -frob2(inv(S @ S) @ S @ B.T - A.T) / 3),
    "square of a difference": Ge(frob2(A) + frob2(B), 2 * inner(A, B)),
    "factor in the square": Ge(frob2(A) + 4 * frob2(B), 4 * inner(A, B)),
    "trace of a product": Ge(tr(A.T @ A @ B.T @ B), 0),
    "parallelogram": Le(frob2(A + B), 2 * frob2(A) + 2 * frob2(B)),
    "Young": Ge(frob2(A @ S) + frob2(B), 2 * inner(B, A @ S)),
    "quadratic form": Ge(inner(x, A.T @ A @ x), 0),
    "three terms": Ge(frob2(A) + frob2(B) + frob2(C), inner(A, B) + inner(B, C) + inner(A, C)),
    "Cauchy-Schwarz": Ge(frob2(A) * frob2(B), inner(A, B) ** 2),
    "Cauchy-Schwarz of vectors": Ge(inner(x, x) * inner(y, y), inner(x, y) ** 2),
    "submultiplicative": Le(frob2(A @ S), frob2(A) * frob2(S)),
    "trace of a square": Le(tr(S @ S), frob2(S)),
    "trace and size": Le(tr(S) ** 2, n * frob2(S)),
    "total and size": Le(total(x) ** 2, n * frob2(x)),
    "total of a matrix": Le(total(A) ** 2, m * n * frob2(A)),
    "entrywise product": Ge(total(hadamard(hadamard(A, A), hadamard(B, B))), 0),
    "of a function": Ge(frob2(A) + frob2(tanh(A)), 2 * inner(A, tanh(A))),
    "parameters": Ge(a**2 + b**2, 2 * a * b),
    "weights": Ge(a**2 * frob2(A) + b**2 * frob2(B), 2 * a * b * inner(A, B)),
    "three parameters": Ge(a**2 + b**2 + c**2, a * b + b * c + a * c),
    "positive number": Gt(frob2(A) + 1, 0),
    "completed square": Gt(a**2 - a + 1, 0),
    "Kronecker": Ge(frob2(kron(A, B)) + frob2(kron(B, A)), 2 * inner(kron(A, B), kron(B, A))),
}  # fmt: skip
CERTIFIED = {
    "product of parameters": (Ge(a * b, 0), [Ge(a, 0), Ge(b, 0)]),
    "positive product": (Gt(a * b, 0), [Gt(a, 0), Gt(b, 0)]),
    "weight": (Ge(a * frob2(A), 0), [Ge(a, 0)]),
    "weighted square": (Ge(a * frob2(A) + a * frob2(B), 2 * a * inner(A, B)), [Ge(a, 0)]),
    "transitive": (Ge(a, c), [Ge(a, b), Ge(b, c)]),
    "interval": (Ge(a * (1 - a), 0), [Ge(a, 0), Le(a, 1)]),
    "convex combination": (
        Le(frob2(a * A + (1 - a) * B), a * frob2(A) + (1 - a) * frob2(B)),
        [Ge(a, 0), Le(a, 1)],
    ),
    "bound times bound": (Le(a * c, b * c), [Le(a, b), Ge(c, 0)]),
    "strict": (Gt(a + frob2(A), 0), [Gt(a, 0)]),
}
V, W, Y = matrix("V", m, n), matrix("W", m, n), matrix("Y", m, p)
X, P, Q, r = matrix("X", n, p), matrix("P", n, n), matrix("Q", n, n), vector("r", m)
PROJECTOR = [Eq(P @ P, P), Eq(P.T, P)]
UNDER_EQUATIONS = {
    "projectors contract": (Le(frob2(P @ x), frob2(x)), PROJECTOR),
    "projectors are positive": (Ge(inner(x, P @ x), 0), PROJECTOR),
    "rotated": (Le(2 * tr(A.T @ B @ Q), frob2(A) + frob2(B)), [Eq(Q @ Q.T, identity(n))]),
    "normal equations": (
        Ge(frob2(W @ X - Y), frob2(V @ X - Y)),
        [Eq((V @ X - Y) @ X.T, 0)],
    ),
    "least squares": (Ge(frob2(A @ x - r), frob2(A @ y - r)), [Eq(A.T @ (A @ y - r), 0)]),
    "isometries shrink rows": (Le(frob2(A @ V.T), frob2(A)), [Eq(V @ V.T, identity(m))]),
    "and columns": (Le(frob2(V @ X), frob2(X)), [Eq(V @ V.T, identity(m))]),
    "Pythagoras": (Ge(frob2(A @ x), frob2(A @ y)), [Eq(A.T @ A @ y, A.T @ A @ x)]),
    "weighted": (Ge(a * frob2(x), a * frob2(P @ x)), [*PROJECTOR, Ge(a, 0)]),
}
NOT_UNDER_EQUATIONS = {
    "oblique projectors": (Le(frob2(P @ x), frob2(x)), PROJECTOR[:1]),
    "other side": (Ge(frob2(W @ X - Y), frob2(V @ X - Y)), [Eq((V @ X - Y) @ X.T, V)]),
    "strict": (Gt(frob2(x), frob2(P @ x)), PROJECTOR),
    "wrong way": (Ge(frob2(P @ x), frob2(x)), PROJECTOR),
    "no weight": (Ge(a * frob2(x), a * frob2(P @ x)), PROJECTOR),
}
FALSE = [
    (Ge(frob2(A) + frob2(B), 3 * inner(A, B)), []),
    (Ge(frob2(A) + 3 * frob2(B), 4 * inner(A, B)), []),
    (Ge(tr(S @ S), 0), []),
    (Ge(tr(S @ S @ S @ S), frob2(S)), []),
    (Le(frob2(A) * frob2(B), inner(A, B) ** 2), []),
    (Le(frob2(A @ S), frob2(A)), []),
    (Le(tr(S) ** 2, frob2(S)), []),
    (Le(total(x) ** 2, frob2(x)), []),
    (Gt(a**2, 0), []),
    (Gt(frob2(A), 0), []),
    (Gt(a**2 + b**2, 2 * a * b), []),
    (Ge(a * frob2(A), 0), []),
    (Ge(a * b, 0), [Ge(a, 0)]),
    (Gt(a * b, 0), [Gt(a, 0), Ge(b, 0)]),
    (Gt(a * frob2(A), 0), [Gt(a, 0)]),
    (Ge(-a * b, 0), [Le(a, 0), Le(b, 0)]),
    (Lt(frob2(a * A + (1 - a) * B), a * frob2(A) + (1 - a) * frob2(B)), [Gt(a, 0), Lt(a, 1)]),
    (Ge(a**3, 0), []),
    (Ge(n * frob2(S), 2 * tr(S) ** 2), []),
]  # fmt: skip


@pytest.mark.parametrize("name", EXACT)
def test_sums_of_squares(name: str):
    assert decided(EXACT[name]).evidence is Evidence.EXACT


@pytest.mark.parametrize("name", CERTIFIED)
def test_sums_of_squares_and_known_inequalities(name: str):
    claim, known = CERTIFIED[name]
    found = decided(claim, hypotheses=tuple(known))
    assert found.evidence is Evidence.CERTIFIED
    assert set(found.used) <= set(known)
    assert decided(claim).evidence is Evidence.UNDECIDED  # not without the hypotheses


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (Le(n - frob2(identity(n) - S @ pinv(S)), 2 * n), True),
        (Le(n - frob2(identity(n) - S @ pinv(S)), n - 1), False),
        (Ge(m + frob2(S @ S @ S), -2 * frob2(S - pinv(S))), True),
        (Ge(frob2(S @ S @ S) - m, -2 * frob2(S - pinv(S))), False),
    ],
)
def test_squares_of_the_author_and_what_remains(claim: Claim, *, true: bool):
    assert (decided(claim).evidence is Evidence.EXACT) is true


@pytest.mark.parametrize(("claim", "known"), FALSE, ids=str)
def test_false_inequalities_are_not_shown(claim: Claim, known: list[Claim]):
    assert decided(claim, hypotheses=tuple(known)).evidence is Evidence.UNDECIDED


@pytest.mark.parametrize("name", UNDER_EQUATIONS)
def test_squares_under_equations(name: str):
    claim, known = UNDER_EQUATIONS[name]
    found = decided(claim, hypotheses=tuple(known))
    assert found.evidence is Evidence.CERTIFIED
    assert found.used
    assert decided(claim).evidence is Evidence.UNDECIDED


@pytest.mark.parametrize("solution", [Y @ X.T @ inv(X @ X.T), Y @ pinv(X)], ids=str)
def test_least_squares_by_a_formula(solution):
    """No other matrix has a smaller residual; the inverse brings the normal equations."""
    found = decided(Ge(frob2(W @ X - Y) / 2, frob2(solution @ X - Y) / 2))
    assert found.evidence is Evidence.CERTIFIED
    assert recheck(found.certificate)
    worse = decided(Ge(frob2(W @ X - Y) / 2, frob2(2 * solution @ X - Y) / 2))
    assert worse.evidence is Evidence.UNDECIDED


@pytest.mark.parametrize("name", NOT_UNDER_EQUATIONS)
def test_what_equations_do_not_give(name: str):
    claim, known = NOT_UNDER_EQUATIONS[name]
    assert decided(claim, hypotheses=tuple(known)).evidence is Evidence.UNDECIDED


def test_a_square_may_hold_the_inverses_of_the_statement_and_no_others():
    whole = square(A @ inv(S))
    claim = Ge(frob2(A @ inv(S)) + tr(S), tr(S))
    assert decided(claim, squares=(whole,)).evidence is Evidence.CERTIFIED
    data = decided(claim, squares=(whole,)).certificate
    nothing = {**data, "right": data["left"], "pieces": encode((("0", "square", term(inv(P))),))}
    with pytest.raises(KernelError, match="it supposes the inverse"):
        recheck(nothing)


def test_the_pseudo_inverse_solves_least_squares():
    claim = Ge(frob2(A @ x - r), frob2(A @ pinv(A) @ r - r))
    assert decided(claim).evidence is Evidence.CERTIFIED
    turned = Le(frob2(A @ x - r), frob2(A @ pinv(A) @ r - r))
    assert decided(turned).evidence is Evidence.UNDECIDED


FORMS = [A, B, C]
rationals = st.fractions(-3, 3, max_denominator=3)


@settings(max_examples=25)
@given(st.lists(st.tuples(rationals, rationals, rationals), min_size=1, max_size=3))
def test_random_sums_of_squares_are_found(rows: list[tuple[Fraction, ...]]):
    squares = [sum_of(row) for row in rows if any(row)]
    assume(squares)
    gram = {(i, j): sum(row[i] * row[j] for row in rows) for i in range(3) for j in range(3)}
    expanded = [value * inner(FORMS[i], FORMS[j]) for (i, j), value in gram.items() if value]
    assert decided(Ge(reduce(add, expanded), 0)).evidence is Evidence.EXACT


def sum_of(row: tuple[Fraction, ...]):
    return reduce(add, [value * form for value, form in zip(row, FORMS, strict=True) if value])


@settings(max_examples=25)
@given(st.lists(st.tuples(rationals, rationals, rationals), min_size=3, max_size=3), st.data())
def test_forms_with_a_negative_value_are_not_shown(
    rows: list[tuple[Fraction, ...]], data: st.DataObject
):
    point = data.draw(st.tuples(*[st.integers(-3, 3)] * 3))
    value = sum(rows[i][j] * point[i] * point[j] for i in range(3) for j in range(3))
    assume(value < 0)
    forms = [rows[i][j] * inner(FORMS[i], FORMS[j]) for i in range(3) for j in range(3)]
    parts = [one for one in forms if str(one) != "0"]
    assert decided(Ge(reduce(add, parts), 0)).evidence is Evidence.UNDECIDED


def test_the_identity_is_not_taken_for_a_square_of_the_wrong_size():
    claim = Ge(tr(identity(n)) - 1, 0)  # true, as sizes are at least 1, but no sum of squares
    assert decided(claim).evidence is Evidence.UNDECIDED
