"""Lemmas about families, evaluated at random blocks, also with ranks 0 and full."""

from itertools import pairwise

import numpy as np
import pytest

from symland import different_coordinates, dims, family, index, matrix, projector_factors
from symland.errors import NamingError, SizeError, StatementError

m, p = dims("m[] p[]")
a, b = dims("a b")
i, j = index("i", 1, 3), index("j", 1, 3)


@pytest.mark.parametrize("ranks", [(0, 1, 2), (1, 1, 1), (0, 0, 0), (2, 0, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_factors_and_coordinates(ranks, seed):
    """Blocks of an orthogonal basis; the coordinates are chosen one after the other."""
    source = np.random.default_rng(seed)
    basis = np.linalg.qr(source.normal(size=(6, 6)))[0]
    starts = np.cumsum([0, *ranks])
    parts = [basis[:, low:high] for low, high in pairwise(starts)]
    for part in parts:
        P = part @ part.T
        assert np.allclose(P @ P, P)
        values, vectors = np.linalg.eigh(P)
        V = vectors[:, values > 0.5]
        assert V.shape[1] == part.shape[1]
        assert np.allclose(V @ V.T, P)
    A = sum(parts[1:], parts[0]) if len({*ranks}) == 1 else np.hstack(parts)
    A = np.hstack(parts) @ source.normal(size=(sum(ranks), 5)) if sum(ranks) else np.zeros((6, 5))
    assert np.allclose(sum(part @ part.T for part in parts), A @ np.linalg.pinv(A))
    chosen = [np.eye(5)[:, low:high] for low, high in pairwise(starts)]
    for place, F in enumerate(chosen):
        assert np.allclose(F.T @ F, np.eye(ranks[place]))
        assert np.allclose(F * F, F)
        assert all(np.allclose(F.T @ other, 0) for other in chosen[:place])


def test_what_does_not_fit_is_named():
    P, V = family("P", m, m), family("V", m, p)
    with pytest.raises(StatementError, match="needs a range"):
        projector_factors(index("k"), P[index("k")], V)
    with pytest.raises(SizeError, match="the factor has other rows"):
        projector_factors(i, P[i], family("V", a, p))
    with pytest.raises(SizeError, match="is a size of its own for each layer"):
        projector_factors(i, P[i], family("V", m, b))
    with pytest.raises(NamingError, match="the size `m` is said to exist"):
        projector_factors(i, P[i], family("V", m, m))
    with pytest.raises(NamingError, match="the family `P` is said to exist"):
        projector_factors(i, P[i], family("P", m, p))
    B, F = family("B", a, p), family("F", b, p)
    with pytest.raises(StatementError, match="two different layer indices"):
        different_coordinates(i, i, B[i], matrix("A", a, b), F)
    with pytest.raises(SizeError, match="the selection has another size"):
        different_coordinates(i, j, B[i], matrix("A", a, a), F)
