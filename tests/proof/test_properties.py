"""Properties as hypotheses: what they mean, where they may stand, what follows from them."""

import pytest

from symland import (
    Eq,
    Evidence,
    dims,
    identity,
    inv,
    invertible,
    kron,
    matrix,
    orthogonal,
    prove,
    symmetric,
    theorem,
    tr,
)
from symland.errors import ExpressionError, SizeError
from symland.proof.runner import verify
from symland.proof.settings import Settings

n, r = dims("n r")
A, B, Q = matrix("A", n, n), matrix("B", n, n), matrix("Q", n, n)
V, R = matrix("V", n, r), matrix("R", r, r)
PROVED = [
    (Eq(A.T @ B, A @ B), symmetric(A)),
    (Eq(tr(A.T @ B), tr(A @ B)), symmetric(A)),
    (Eq(Q.T @ Q @ A, A), orthogonal(Q)),
    (Eq(A @ Q @ Q.T, A), orthogonal(Q)),
    (Eq(V @ V.T @ V, V), orthogonal(V)),
    (Eq(kron(V.T @ V, A), kron(identity(r), A)), orthogonal(V)),
    (Eq(inv(A) @ A @ B, B), invertible(A)),
    (Eq(inv(inv(A) @ B), inv(B) @ A), invertible(A)),
]
REFUTED = [
    (Eq(A.T @ B, A @ B), invertible(A)),
    (Eq(V @ V.T, identity(n)), orthogonal(V)),
    (Eq(A @ B, B @ A), symmetric(A)),
]


@pytest.mark.parametrize(("claim", "hypothesis"), PROVED, ids=str)
def test_what_follows(claim, hypothesis):
    assert prove(claim, given=[hypothesis]).evidence.is_proof


@pytest.mark.parametrize(("claim", "hypothesis"), REFUTED, ids=str)
def test_what_does_not_follow(claim, hypothesis):
    assert prove(claim, given=[hypothesis]).evidence is Evidence.REFUTED


def test_what_needs_an_instance_that_is_not_sparse_is_not_proved():
    assert not prove(Eq(Q.T, Q), given=[orthogonal(Q)]).evidence.is_proof


@pytest.mark.parametrize(("claim", "hypothesis"), PROVED[:6], ids=str)
def test_without_the_hypothesis_it_is_false(claim, hypothesis):
    del hypothesis
    assert prove(claim).evidence is Evidence.REFUTED


def test_an_orthogonal_matrix_that_is_not_square_has_one_equation():
    assert [str(claim) for claim in orthogonal(V).equations] == ["V' V = I"]
    assert len(orthogonal(Q).equations) == len(invertible(Q).equations) == 2


@pytest.mark.parametrize("word", [symmetric, invertible])
def test_said_of_square_matrices_only(word):
    with pytest.raises(SizeError, match="is said of a square matrix; `V` is n x r"):
        word(V)


def test_a_letter_or_a_hypothesis():
    assert symmetric("S", n) == matrix("S", n, n, symmetric=True)
    with pytest.raises(ExpressionError, match="the size of the letter `S` is missing"):
        symmetric("S")
    with pytest.raises(ExpressionError, match="takes one matrix"):
        symmetric(A, n)
    with pytest.raises(ExpressionError, match="`orthogonal` needs a matrix"):
        orthogonal("Q")


def test_a_theorem_takes_properties():
    made = theorem(Eq(Q.T @ Q @ A, A), given=[orthogonal(Q)])(lambda p: p.calc())
    assert [str(one) for one in made.given] == ["orthogonal(Q)"] * 3  # two equations, the property


def test_a_proof_file(tmp_path):
    (tmp_path / "rotation.py").write_text(
        "from symland.prelude import *\n"
        'n = dims("n")\n'
        'A, Q = matrix("A", n, n), matrix("Q", n, n)\n\n\n'
        "@theorem(Eq(frob2(Q @ A), frob2(A)), given=[orthogonal(Q)])\n"
        "def rotation(p):\n"
        "    c = p.calc()\n"
        "    c.eq(tr(A.T @ Q.T @ Q @ A))\n"
        "    c.eq(tr(A.T @ A), by=orthogonal(Q))\n"
        "    c.eq(frob2(A))\n"
    )
    report = verify(Settings(targets=(str(tmp_path),), cache=None))
    (found,) = report.theorems
    assert found.verdict == "verified"
    assert "Q is orthogonal: Q' Q = I, Q Q' = I" in found.given
