"""A node over other operands: what does not fit is refused, nothing is taken as it stands."""

import pytest

from symland import as_scalar, dims, frob2, inner, matrix, total, vector
from symland.errors import SymlandError
from symland.language.remake import remake

m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", n, n)
u, v = vector("u", n), vector("v", n)


@pytest.mark.parametrize(
    ("node", "args"),
    [
        (as_scalar(u.T @ v), (u @ v.T,)),  # a 1 x 1 matrix stands for a scalar, no other does
        (as_scalar(u.T @ v), (u.T,)),
        (inner(A, A), (A, B)),
        (A + A @ B, (A, B)),
    ],
    ids=str,
)
def test_operands_of_other_sizes_are_refused(node, args):
    with pytest.raises(SymlandError):
        remake(node, args)


def test_a_norm_takes_a_matrix_of_any_size():
    assert remake(frob2(A), (B,)) == frob2(B)
    assert remake(total(A), (B,)) == total(B)
