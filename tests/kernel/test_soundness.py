"""False statements that a kernel may be led to accept; each group is one way to be misled.

All of them are false, as the independent evaluator confirms where it can; the kernel is asked
without the cross-check.
"""

from __future__ import annotations

from typing import Any

import pytest

from symland.calculus.api import GradientFlow, ddt, differential, grad, hess_form
from symland.kernel.check import equal, in_cases
from symland.kernel.linear import Context, variable
from symland.kernel.poly import symbol
from symland.language.build import (
    hadamard,
    identity,
    inv,
    layer_sum,
    matrix,
    ones,
    pinv,
    tr,
    zeros,
)
from symland.language.claims import Eq, Ge, Gt
from symland.language.derivatives import along_node
from symland.language.families import chain, family, function
from symland.language.functions import activation, arctan, exp, expm, hadamard_power, sqrt
from symland.language.integers import index
from tests.kernel.support import evidence, is_false, proved
from tests.strategies import A, G, V, W, d, i, l, m, n, nu, w

P, Q, R = family("P", n), family("Q", n), family("R", m, n)
X, Y = matrix("X", n, n), matrix("Y", n, n)
k, j, a = index("k", 1, l), index("j", 1, l), index("a", 1, l)
I = identity(n)
ALL = layer_sum(k, 1, l, W[k])
TRACES = layer_sum(k, 1, l, tr(W[k]))


def flow(factor: Any) -> Any:
    return GradientFlow(factor * tr(W[k]), [W])


BOUND_AND_FREE = [
    # a bound index may not become, or take what is known of, a free one of the same name
    Eq(P[k] @ ALL, layer_sum(k, 1, l, P[k] @ W[k])),
    Eq(ALL @ P[k], layer_sum(k, 1, l, W[k] @ P[k])),
    Eq(hadamard(P[k], ALL), layer_sum(k, 1, l, hadamard(P[k], W[k]))),
    Eq(tr(P[k]) * TRACES, layer_sum(k, 1, l, tr(P[k]) * tr(W[k]))),
    Eq(grad(TRACES, W[k]), l * I),
    Eq(grad(TRACES, W[k]), layer_sum(k, 1, l, I)),
    Eq(grad(layer_sum(k, 1, l, tr(R[k].T @ R[k])), R[k]), layer_sum(k, 1, l, 2 * R[k])),
    Eq(tr(P[k] @ inv(ALL)), tr(P[k] @ inv(l * W[k]))),
    Eq(differential(TRACES, {W[k]: P[k]}), layer_sum(k, 1, l, tr(P[k]))),
]
INSIDE_ARGUMENTS = [
    # ... nor inside the argument of an inverse or a function
    Eq(layer_sum(k, 1, l, tr(W[k] @ inv(ALL))), layer_sum(k, 1, l, tr(W[k] @ inv(l * W[k])))),
    Eq(layer_sum(a, 1, l, tr(P[a] @ inv(layer_sum(k, 1, l, W[k] @ Q[a])))),
       layer_sum(a, 1, l, tr(P[a] @ inv(layer_sum(k, 1, l, W[k] @ Q[k]))))),
    Eq(layer_sum(a, 1, l, tr(P[a] @ exp(layer_sum(k, 1, l, W[k] @ Q[a])))),
       layer_sum(a, 1, l, tr(P[a] @ exp(layer_sum(k, 1, l, W[k] @ Q[k]))))),
    Eq(layer_sum(a, 1, l, tr(P[a] @ inv(W[a] @ ALL @ ALL))),
       layer_sum(a, 1, l, tr(P[a] @ inv(layer_sum(k, 1, l, W[k] @ ALL @ W[k]))))),
    Eq(layer_sum(k, 1, l, tr(inv(d[k] * X + Y))), l * tr(inv(d[l] * X + Y))),
    Eq(layer_sum(k, 1, l, tr(P[k] @ inv(d[k] * X + Y))),
       layer_sum(k, 2, l + 1, tr(P[k - 1] @ inv(d[k] * X + Y)))),
    Eq(layer_sum(k, 1, l, tr(P[k] @ exp(d[k] * X))), layer_sum(k, 1, l, tr(P[k] @ exp(d[l] * X)))),
]  # fmt: skip
COPIES_OF_BINDERS = [
    # two copies of one sum have two bound indices
    Eq(ALL @ ALL, layer_sum(k, 1, l, W[k] @ W[k])),
    Eq(ALL @ ALL, l * layer_sum(k, 1, l, W[k] @ W[k])),
    Eq(differential(arctan.d(TRACES), {W: P}),
       -2 * l * layer_sum(k, 1, l, tr(W[k]) * tr(P[k])) * arctan.d(TRACES) ** 2),
    Eq(hess_form(arctan(TRACES), {W: P}),
       l * arctan.dd(TRACES) * layer_sum(k, 1, l, tr(P[k]) * tr(P[k]))),
    Eq(hess_form(tr(exp(ALL)), {W: P}),
       l * tr(exp(ALL) @ layer_sum(k, 1, l, hadamard(P[k], P[k])))),
    Eq(hadamard_power(ALL, 2), l * layer_sum(k, 1, l, hadamard(W[k], W[k]))),
    Eq(sqrt(TRACES) ** 4, l * layer_sum(k, 1, l, tr(W[k]) ** 2)),
]  # fmt: skip
SUMS = [
    # sizes and bounds that depend on the index, empty sums, wrong ends
    Eq(layer_sum(k, 1, l, d[k]), l * d[l]),
    Eq(layer_sum(k, 1, l, tr(identity(d[k]))), l * d[l]),
    Eq(layer_sum(k, 1, l, ones(1, d[k]) @ ones(d[k], 1)), d[l] * l * identity(1)),
    Eq(layer_sum(k, 1, l, k * d[k]), d[l] * layer_sum(k, 1, l, k)),
    Eq(layer_sum(k, 1, l, layer_sum(j, 1, k, tr(W[j]))), l * TRACES),
    Eq(layer_sum(k, 1, l, layer_sum(j, 1, k, 1)), l * l),
    Eq(layer_sum(k, 1, l, tr(W[k])), layer_sum(k, 1, l, tr(W[k + 1]))),
    Eq(layer_sum(k, 1, l, tr(W[k])), layer_sum(k, 0, l, tr(W[k]))),
    Eq(layer_sum(k, 1, l, tr(W[l - k])), TRACES),
    Eq(2 * layer_sum(k, 1, l, k), l * l),
    Eq(layer_sum(k, 1, l, nu * k), nu * l),
]
LAYERS = [
    # ends of products of layers
    Eq(chain(W, l, k) @ chain(W, k, 1), chain(W, l, 1)),
    Eq(chain(W, l, k + 1) @ chain(W, k - 1, 1), chain(W, l, 1)),
    Eq(chain(W, k - 1, 1), I),
    Eq(chain(W, k, 1) @ W[k + 1], chain(W, k + 1, 1)),
    Eq(W[k], W[j]),
    Eq(grad(tr(chain(W, l, 1)), W[k]), (chain(W, l, k + 1) @ chain(W, k - 1, 1)).T),
    Eq(grad(tr(W[k]), W[j]), zeros(n, n)),
    Eq(grad(tr(W[k]), W[j]), I),
    Eq(grad(layer_sum(k, 1, l, tr(W[2 * k])), W[4]),
       grad(layer_sum(k, 1, l, (2 * k - l) * tr(W[2 * k])), W[4])),
]  # fmt: skip
FLOWS = [
    # the generic layer of a family that moves
    Eq(hess_form(tr(chain(W, l, 1)), {W: P}), 0),
    Eq(along_node(layer_sum(k, 1, l, tr(W[k] @ W[k])), {W: P}, 2),
       layer_sum(k, 1, l, tr(P[k] @ P[k]))),
    Eq(ddt(TRACES, flow(1)), ddt(TRACES, flow(2 * k - l))),
    Eq(differential(chain(W, l, 1), {W: P}), chain(P, l, 1)),
    Eq(differential(TRACES, {W: lambda place: W[place + 1]}), TRACES),
]  # fmt: skip
MATRICES = [
    # transposes, inverses and functions
    Eq(inv(X).T, inv(X)),
    Eq(inv(X @ Y), inv(X) @ inv(Y)),
    Eq(inv(X + Y), inv(X) + inv(Y)),
    Eq(inv(2 * X), 2 * inv(X)),
    Eq(inv(X) @ X.T, I),
    Eq(pinv(A) @ A, I),
    Eq(exp(X), expm(X)),
    Eq(hadamard_power(X, 2), X @ X),
    Eq(exp(hadamard(X, I)), hadamard(exp(X), I)),
    Eq(sqrt(nu * nu), nu),
    Eq(activation("g").d(X), activation("g")(X)),
    Eq(function("u", n, n)(2 * w), 2 * function("u", n, n)(w)),
    Eq(tr(X @ Y), tr(X @ Y.T)),
    Eq(tr(X @ G), tr(X @ G.T @ G)),
]


@pytest.mark.parametrize(
    "claim",
    [*BOUND_AND_FREE, *INSIDE_ARGUMENTS, *COPIES_OF_BINDERS, *SUMS, *LAYERS, *FLOWS, *MATRICES],
)
def test_a_false_statement_is_not_accepted(claim: Any):
    assert not proved(claim)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        # what is supposed of a free index says nothing about a bound one
        (Eq(P[k] + grad(TRACES, W[2]), P[k]), [k <= 1]),
        (Eq(P[k] + grad(layer_sum(k, 1, l, tr(W[k])), W[1]), P[k] + l * I), [k <= 1]),
        # an equation gives a letter only where the letter stands alone and whole
        (Eq(Y, X), [Eq(hadamard(Y, I), X)]),
        (Eq(Y, X), [Eq(hadamard(Y, ones(n, n) - I), X)]),
        (Eq(Y, X), [Eq(Y.T, X)]),
        (Eq(Y, X / 2), [Eq(Y + Y.T, X)]),
        (Eq(Y, Y @ Y), [Eq(X, X @ Y)]),
        (Eq(Y, G), [Eq(Y, X), Eq(X, Y)]),
        (Eq(R[j], A), [Eq(R[k], A)]),
        (Eq(layer_sum(k, 1, l, R[k]), l * A), [Eq(R[k], A)]),
        (Eq(layer_sum(k, 1, l, Y @ W[k]), layer_sum(k, 1, l, W[k] @ W[k])), [Eq(Y, W[k])]),
        (Eq(tr(inv(Y @ ALL)), tr(inv(layer_sum(k, 1, l, W[k] @ W[k])))), [Eq(Y, W[k])]),
        # a derivative does not see what a letter equals
        (Eq(grad(tr(Y), X), I), [Eq(Y, X)]),
        (Eq(differential(tr(Y), {X: Y}), tr(Y)), [Eq(Y, X)]),
        # inequalities
        (Ge(tr(X), tr(Y)), [Ge(tr(Y), tr(X))]),
        (Gt(tr(X), 0), [Ge(tr(X), 0)]),
        (Ge(tr(X) * tr(X), tr(X)), [Ge(tr(X), 0)]),
        (Ge(nu, 0), []),
    ],
)
def test_hypotheses_give_no_more_than_they_say(claim: Any, given: list[Any]):
    assert not proved(claim, given)


def test_contradictory_hypotheses_about_indices_prove_nothing():
    claim = Eq(X, Y)
    for given in ([k <= 0], [k >= 3, k <= 2], [2 * k - 2 * j >= 1, 2 * k - 2 * j <= 1]):
        assert not proved(claim, given)


@pytest.mark.parametrize("name", ["@0", "%0", "~%0", "#"])
def test_no_cases_are_distinguished_by_a_bound_index(name: str):
    """All terms of a sum on one side of a case is not what the cases of an index are."""

    def decision(known: Context, _: tuple[Any, ...]) -> bool:
        return name in {own for fact in known.facts for own, _ in fact.terms} or known.decide(
            variable(name)
        )

    assert not in_cases((), Context(), decision)


@pytest.mark.parametrize("group", [BOUND_AND_FREE, SUMS, LAYERS, FLOWS], ids=len)
def test_the_statements_are_indeed_false(group: list[Any]):
    assert [claim for claim in group if not is_false(claim)] == []


def test_true_neighbours_of_the_false_statements_are_found():
    """So that the tests above do not pass because the kernel has become blind."""
    true = [
        Eq(P[k] @ ALL, layer_sum(j, 1, l, P[k] @ W[j])),
        Eq(grad(TRACES, W[k]), I),
        Eq(layer_sum(k, 1, l, tr(identity(d[k]))), layer_sum(j, 0, l - 1, d[j + 1])),
        Eq(layer_sum(k, 1, l, n), l * n),
        Eq(chain(W, l, k + 1) @ W[k] @ chain(W, k - 1, 1), chain(W, l, 1)),
        Eq(differential(chain(W, l, 1), {W: P}),
           layer_sum(k, 1, l, chain(W, l, k + 1) @ P[k] @ chain(W, k - 1, 1))),
        Eq(layer_sum(a, 1, l, tr(P[a] @ inv(ALL @ Q[a]))),
           layer_sum(j, 1, l, tr(P[j] @ inv(layer_sum(a, 1, l, W[a] @ Q[j]))))),
        Eq(layer_sum(i, 1, l, tr(V[i].T @ V[i])), layer_sum(k, 1, l, tr(V[k] @ V[k].T))),
    ]  # fmt: skip
    assert {str(claim): evidence(claim).is_proof for claim in true} == dict.fromkeys(
        map(str, true), True
    )


def slope_of_pinv(other: Any) -> tuple[Any, Any]:
    """d (A H)^+ along A -> B, and its formula (Golub and Pereyra 1973)."""
    size = symbol("size", "n")
    one, two = (("letter", name, (), size, size, False) for name in "AB")
    G, D = ("mul", one, other), ("mul", two, other)
    p, q, turned, minus = ("pinv", G), ("T", ("pinv", G)), ("T", D), ("num", "-1")
    formula = ("add", ("scale", minus, ("mul", p, D, p)), ("mul", p, q, turned),
               ("scale", minus, ("mul", p, q, turned, G, p)), ("mul", turned, q, p),
               ("scale", minus, ("mul", p, G, turned, q, p)))  # fmt: skip
    return ("along", p, ((one, two),), 1), formula


def test_a_hole_of_a_certificate_is_not_the_place_of_a_derivative():
    """A rule that joins a derivative at a place took a hole of the argument for that place."""
    size = symbol("size", "n")
    for other in (("letter", "H", (), size, size, False), ("hole", "d", size, size)):
        assert equal(*slope_of_pinv(other), Context(frozenset()))
