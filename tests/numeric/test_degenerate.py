"""Degenerate instances are what their names say, exactly."""

import numpy as np
import pytest

from numeric import Dimensions, draw, exact, general
from numeric.degenerate import entries_of
from numeric.elimination import reduced_rows
from numeric.instance import Letter

SHAPES = [(2, 3), (4, 3), (3, 3)]


def entries(kind, shape, seed=0):
    source = draw(Dimensions(), seed=seed, entries=entries_of(kind, general()))
    return exact.array(source.entries(Letter("matrix", "A"), shape))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_rank_deficient(shape, seed):
    found = entries("rank deficient", shape, seed)
    assert len(reduced_rows(exact, found, shape[1])[1]) < min(shape)
    assert (found != 0).any()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_repeated_singular_values(shape, seed):
    """The smaller Gram matrix is a multiple of the identity, yet the matrix is not diagonal."""
    found = entries("repeated singular values", shape, seed)
    gram = found @ found.T if shape[0] <= shape[1] else found.T @ found
    assert gram[0, 0] > 0
    assert (gram == gram[0, 0] * exact.identity(len(gram))).all()


def test_zeros():
    found = [entries("zeros", (3, 4), seed) for seed in range(12)]
    assert all((one == 0).any() for one in found)
    assert any((one == 0).all() for one in found)
    assert any((one != 0).any() for one in found)


def test_random_is_left_alone():
    plain = draw(Dimensions(), entries=general()).entries(Letter("matrix", "A"), (2, 3))
    assert np.array_equal(entries("random", (2, 3)), exact.array(plain))
