"""A 1 x 1 matrix may stand where a scalar is expected; nothing else is broadcast."""

import pytest

from symland import (
    Eq,
    Evidence,
    Ge,
    Lt,
    as_scalar,
    det,
    dims,
    exp,
    expm,
    frob2,
    grad,
    hess,
    identity,
    inv,
    jacobian,
    latex,
    log,
    logdet,
    matrix,
    ones,
    prove,
    scalar,
    sqrt,
    tr,
    vector,
    zeros,
)
from symland.errors import ExpressionError, SizeError, StatementError
from symland.language.expr import ONE
from symland.language.notation.python import python
from symland.language.parse import parse
from tests.calculus.letters import agree

n, m = dims("n m")
A, B, X = matrix("A", n, n), matrix("B", n, n), matrix("X", m, n)
x, y, mu = vector("x", n), vector("y", n), scalar("mu")
s = matrix("s", 1, 1)
VARIABLES = "A:n n, x:n, y:n, mu"

GRADIENTS = [
    (x.T @ A @ x, "A x + A' x"),
    ((x.T @ A @ x) / 2 - x.T @ y, "A x/2 + A' x/2 - y"),
    (1 - x.T @ y, "-y"),
    (mu * (x.T @ x) ** 2, "4 mu (x' x) x"),
    (1 / (x.T @ x + 1), "-2 x/(x' x + 1)^2"),
    (exp(x.T @ y), "exp(x' y) y"),
    (log(1 + exp(-(y.T @ x))), "-exp(-y' x) y/(1 + exp(-y' x))"),
    (sqrt(x.T @ x), "(x' x)^(-1/2) x"),
    ((x.T @ y) * (y.T @ A @ x), "(y' A x) y + (x' y) A' y"),
    (tr((x.T @ x) * A), "2 tr(A) x"),
    (logdet(x.T @ A @ x), "A x/(x' A x) + A' x/(x' A x)"),
    (det(x.T @ A @ x), "A x + A' x"),
    (inv(x.T @ x), "-2 x/(x' x)^2"),
]
HESSIANS = [
    (x.T @ A @ x, "A + A'"),
    (mu * (x.T @ x) ** 2, "4 mu (x' x) I + 8 mu x x'"),
    (1 / (x.T @ x + 1), "-2 I/(x' x + 1)^2 + 8 x x'/(x' x + 1)^3"),
    (sqrt(x.T @ x), "(x' x)^(-1/2) I - (x' x)^(-3/2) x x'"),
    (exp(x.T @ y), "exp(x' y) y y'"),
]
SAME = [
    Eq(x.T @ y, tr(y @ x.T)),
    Eq(tr(y @ x.T), y.T @ x),
    Eq(x.T @ y, y.T @ x),
    Eq(2 * (x.T @ y) + 3, 3 + 2 * (y.T @ x)),
    Eq((x.T @ y) * A, A * tr(y @ x.T)),
    Eq(A / (x.T @ x), A * inv(x.T @ x)),
    Eq(inv(x.T @ A @ x), 1 / (x.T @ A.T @ x)),
    Eq(det(x.T @ A @ x), x.T @ A @ x),
    Eq(logdet(x.T @ x), log(x.T @ x)),
    Eq(expm(x.T @ y), exp(y.T @ x)),
    Eq(as_scalar(s) * s, s @ s),
    Eq(3 - x.T @ y, -(y.T @ x - 3)),
    Eq(inv(x.T @ x) * (x.T @ x), 1),
    Eq(0, x.T @ (x - x)),
    Eq(hess((x.T @ x) ** 2, x), 4 * (x.T @ x) * identity(n) + 8 * x @ x.T),
]


@pytest.mark.parametrize(("body", "text"), GRADIENTS)
def test_gradient(body, text):
    assert str(grad(body, x)) == text
    assert agree(grad(body, x))


@pytest.mark.parametrize(("body", "text"), HESSIANS)
def test_hessian(body, text):
    assert str(hess(body, x)) == text
    assert agree(hess(body, x))


@pytest.mark.parametrize("claim", SAME, ids=str)
def test_as_a_scalar_it_is_the_same(claim):
    assert prove(claim).evidence is Evidence.EXACT


def test_inequalities():
    assert [side.is_matrix for side in (Ge(x.T @ x, 0).left, Lt(0, x.T @ x).right)] == [False] * 2
    assert prove(Ge(x.T @ y, 0)).evidence is Evidence.REFUTED


def test_it_is_shown_as_the_author_wrote_it():
    assert str(as_scalar(x.T @ A @ x) / 2) == "x' A x/2"
    assert latex(as_scalar(x.T @ A @ x)) == r"x^\top A x"
    assert str((x.T @ y) * A) == "(x' y) A"
    assert str(as_scalar(identity(1)) + as_scalar(zeros(1))) == "1 + 0"


@pytest.mark.parametrize("text", ["x.T @ A @ x / 2 + mu", "mu * (x.T @ y) - 1", "1 / (x.T @ x)"])
def test_the_text_front_end(text):
    found = parse(text, VARIABLES)
    assert not found.is_matrix
    assert parse(python(found), VARIABLES) == found


def test_a_jacobian_of_a_scalar_is_a_row():
    assert jacobian(frob2(X), X).shape == (ONE, m * n)
    assert str(jacobian(x.T @ A @ x, x)) == "(A x)' + x' A"


REFUSED = [
    (lambda: A + 3, ExpressionError, "`\\+` needs a matrix on both sides, not 3"),
    (lambda: 3 + A, ExpressionError, "adds a number to a matrix"),
    (lambda: x + mu, ExpressionError, "needs a matrix on both sides, not the scalar `mu`"),
    (lambda: mu + x, ExpressionError, "a scalar is expected, not the matrix `x`"),
    (lambda: 1 - A, ExpressionError, "a scalar is expected, not the matrix `A`"),
    (lambda: 1 / A, ExpressionError, "a scalar is expected, not the matrix `A`"),
    (lambda: A / x, ExpressionError, "a scalar is expected, not the matrix `x`"),
    (lambda: A * B, ExpressionError, "both operands are matrices"),
    (lambda: x * y, ExpressionError, "both operands are matrices"),
    (lambda: x + s, SizeError, "sizes do not match"),
    (lambda: s @ A, SizeError, "sizes do not match in `@`"),
    (lambda: s + "x", ExpressionError, "a scalar is expected, not 'x'"),
    (lambda: True + s, ExpressionError, "a scalar is expected, not True"),
    (lambda: grad(A, x), ExpressionError, "`grad` needs a scalar to differentiate, not `A`"),
    (lambda: Eq(x, mu), StatementError, "a matrix cannot equal the scalar `mu`"),
    (lambda: Eq(ones(n), 1), StatementError, "only 0 has a size to take"),
    (lambda: Ge(A, 0), StatementError, "order is for scalars"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_nothing_else_is_broadcast(make, error, message):
    with pytest.raises(error, match=message):
        make()
