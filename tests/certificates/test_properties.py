"""Properties that a theorem states are in its certificate with all that they say, and are shown."""

import pytest

from symland.kernel.encoding import decode, read
from tests.certificates.conftest import written

TEXT = """
from symland.prelude import *

m, n, p = dims("m n p")
A, U, V = matrix("A", n, n), matrix("U", m, n), matrix("V", p, n)
S, T, W, u = matrix("S", n, n), matrix("T", n, n), matrix("W", n, n), matrix("u", n, n)
roots = [is_diagonal(T), Eq(T @ W, identity(n)), Eq(W @ T, identity(n))]


@theorem(psd(A.T @ A))
def gram(q):
    q.witness(A)


def named(q):
    q.witness(T)
    q.witness(W)


@theorem(positive_diagonal(T @ T), given=roots)
def positive(q):
    q.calc().eq(diag(diagonal(T @ T)), by=is_diagonal(T))
    named(q.part(2))


@theorem(reduced_svd(U @ T @ T @ V.T, U, T @ T, V),
         given=[*roots, Eq(U.T @ U, identity(n)), Eq(V.T @ V, identity(n))])
def decomposed(q):
    q.calc(T @ T).eq(diag(diagonal(T @ T)), by=is_diagonal(T))
    named(q.part(5))


@theorem(distinct_diagonal(2 * S + u - u), given=[distinct_diagonal(S)])
def distinct(q):
    q.calc().eq(diag(diagonal(2 * S + u - u)), by=is_diagonal(S))
    general = q.part(2)
    e, f = vector("e", n), vector("f", n)
    gap = inner(e, S @ e) - inner(f, S @ f)
    general.witness((1 / gap) / 2)
    general.calc().eq(1, by=distinct_diagonal(S)(e, f))
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return written(tmp_path_factory.mktemp("properties"), TEXT)


def claim(data):
    ((one,),) = (decode(data[key], read(data["table"])) for key in ("claims",))
    return [part[:2] if part[0] == "is" else part[0] for part in one[1:]]


def test_all_that_they_say(certificates):
    assert {name: claim(data) for name, data in certificates.items()} == {
        "gram": ["eq", "all"],
        "positive": ["eq", "eq", ("is", "inverse"), "all", "all"],
        "decomposed": ["eq"] * 5 + [("is", "inverse"), "all", "all"],
        "distinct": ["eq", "eq", "all"],
    }
