"""Instances of hypotheses that only hold together: letters chosen at once, checked exactly."""

import pytest

from numeric.compare import unmet
from numeric.construct.joint import excluded, solved_jointly
from numeric.construct.unknowns import TooManyError, system
from numeric.dimensions import Dimensions
from numeric.draw import draw
from numeric.fields import exact
from symland import (
    Eq,
    Gt,
    diag,
    diagonal,
    dims,
    family,
    frob2,
    identity,
    index,
    inv,
    matrix,
    pinv,
    scalar,
    tanh,
    tr,
)

n, m, r = dims("n m r")
A, B, X = matrix("A", n, n), matrix("B", n, n), matrix("X", n, m)
U, L, S, P = (matrix(name, n, n) for name in ("U", "Lambda", "Sigma", "P"))
V, C, D = matrix("V", n, r), matrix("C", r, r), matrix("D", r, r)
G, K = matrix("G", n, r), matrix("K", n, m)
v, w = matrix("v", n, 1), matrix("w", n, 1)
EIGEN = [Eq(S, U @ L @ U.T), Eq(U.T @ U, identity(n)), Eq(U @ U.T, identity(n)),
         Eq(L, diag(diagonal(L)))]  # fmt: skip
SYSTEMS = {
    "eigen-decomposition": (EIGEN, {"n": 3}),
    "critical point": ([*EIGEN, Eq(V @ V.T @ V, V), Eq(C @ D, identity(r)), Eq(D @ C, identity(r)),
                        Eq(G, U @ V @ C), Eq(L @ V @ V.T, V @ V.T @ L)], {"n": 3, "r": 2}),
    "range of a product": ([Eq((U.T @ G) @ pinv(U.T @ G), V @ V.T), Eq(U.T @ U, identity(n)),
                            Eq(V.T @ V, identity(r))], {"n": 3, "r": 2}),
    "projector that commutes": ([Eq(P @ P, P), Eq(P.T, P), Eq(P @ L, L @ P),
                                 Eq(L, diag(diagonal(L)))], {"n": 3}),
    "two halves of a basis": ([Eq(G.T @ G, identity(r)), Eq(K.T @ K, identity(m)),
                               Eq(G @ G.T + K @ K.T, identity(n))], {"n": 3, "r": 1, "m": 2}),
    "equal lengths": ([Eq(frob2(v), frob2(w)), Gt(frob2(v), 0)], {"n": 2}),
    "squares on a diagonal": ([Eq(A, diag(v) @ diag(v)), Eq(L, diag(w) @ diag(w)),
                               Eq((tr(A) - tr(L)) * scalar("z"), 1), Eq(inv(A) @ L, L)], {"n": 1}),
    "inverse": ([Eq(A @ B, B @ A), Eq(inv(A) @ B @ A, A)], {"n": 2}),
}  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_hypotheses_hold_exactly(name):
    claims, sizes = SYSTEMS[name]
    sides = [side for one in claims for side in (one.left, one.right)]
    found = [solved_jointly(claims, sides, draw(Dimensions(sizes)), seed) for seed in range(4)]
    for one in found:
        assert one is not None
        assert unmet(claims, one, exact) == []
    drawn = {str([(letter, one.letters[letter].tolist()) for letter in sorted(one.letters)])
             for one in found}  # fmt: skip
    assert len(drawn) > 1


def test_the_same_instance_for_the_same_seed():
    first, second = (solved_jointly(EIGEN, [], draw(Dimensions({"n": 2})), 3) for _ in range(2))
    assert {str(a): b.tolist() for a, b in first.letters.items()} == {
        str(a): b.tolist() for a, b in second.letters.items()
    }


def test_sizes_that_traces_exclude():
    halves, _ = SYSTEMS["two halves of a basis"]
    for sizes, wanted in (((3, 1, 2), False), ((3, 1, 1), True), ((2, 2, 2), True)):
        here = draw(Dimensions(dict(zip(("n", "r", "m"), sizes, strict=True))))
        assert excluded(halves, [], here) is wanted
        assert (solved_jointly(halves, [], here) is None) is wanted


def test_hypotheses_without_an_instance_give_none():
    a = scalar("a")
    here = draw(Dimensions({"n": 2}))
    assert solved_jointly([Eq(a * a, 2)], [], here) is None  # no rational one
    assert solved_jointly([Eq(a, 1), Gt(0, a)], [], here) is None
    assert solved_jointly([Eq(A @ A + identity(n), A), Eq(A.T, A)], [], here) is None


def test_layers_and_their_products():
    d, l = dims("d[]"), index("l", 1)
    W = family("W", d)
    claims = [Eq(W[l].T @ W[l], identity(d[l - 1]))]
    here = draw(Dimensions(families={"d": {0: 1, 1: 2, 2: 2}}, indices={"l": 2}))
    found = solved_jointly(claims, [], here)
    assert unmet(claims, found, exact) == []


def test_what_is_not_polynomial_is_left_to_the_caller():
    found = solved_jointly([Eq(tanh(A), B), Eq(A @ A, A)], [], draw(Dimensions({"n": 2})))
    assert unmet([Eq(A @ A, A)], found, exact) == []


def test_too_many_unknowns():
    here = draw(Dimensions({"n": 9}))
    with pytest.raises(TooManyError, match="more than 160 unknowns"):
        system([Eq(A @ B, S)], [], here)
    assert solved_jointly([Eq(A @ B, S)], [], here) is None
    assert not excluded([Eq(A @ B, S)], [], here)
