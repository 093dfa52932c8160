"""Determinants, norms, traces and powers of matrices, and checks of claims that contain them."""

from __future__ import annotations

from fractions import Fraction

import flint
import mpmath as mpmath_package
import numpy as np
import pytest

from numeric import (
    Disagreement,
    DomainError,
    FieldError,
    SingularError,
    Skipped,
    ball,
    compare,
    construct,
    digits_table,
    draw,
    evaluate,
    exact,
    float64,
    general,
    instance,
    jets,
    modular,
    mpmath,
    positive,
    small_integers,
    spot_check,
    unmet,
)
from numeric.dimensions import Dimensions
from symland.language.build import (
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    inv,
    matrix,
    ones,
    scalar,
    tr,
    vector,
    zeros,
)
from symland.language.claims import Eq, Ge, Gt, Le, Lt
from symland.language.derivatives import along_node, gradient_node, hessian_node, jacobian_node
from symland.language.functions import (
    activation,
    cos,
    det,
    diagonal,
    exp,
    expm,
    hadamard_power,
    leaky_relu,
    log,
    logdet,
    norm,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    total,
)
from symland.language.integers import dims
from tests.numeric.samples import fractions, plain

FIELDS = [modular(), exact, float64, mpmath(30), ball(30)]
ROUNDED = FIELDS[2:]
m, n, p = dims("m n p")
A, B, C = matrix("A", n, n), matrix("B", n, n), matrix("C", m, n)
S = matrix("S", n, n, symmetric=True)
W1, W2, X, Y = matrix("W1", p, n), matrix("W2", m, p), matrix("X", n, 3), matrix("Y", m, 3)
x, y = scalar("x"), scalar("y")
sigma = activation("sigma")


def here(entries, **more):
    return instance(sizes={"n": len(entries)}, letters={"A": entries, **more})


def close(field, left, right, bound=1e-13):
    difference = field.subtract(left, right)
    return field.is_zero(difference) or float(field.size(difference)) < bound


DETERMINANTS = [
    ([[5]], 5),
    ([[1, 2], [3, 4]], -2),
    ([[0, 2, 1], [1, 0, 3], [4, 1, 0]], 25),
    ([[1, 2, 3], [2, 4, 6], [0, 1, 1]], 0),
    ([[2, 0, 1, 3], [1, 1, 0, 2], [0, 5, 1, 1], [1, 2, 2, 0]], -10),
    ([[0, 0], [0, 0]], 0),
]


@pytest.mark.parametrize("field", FIELDS, ids=str)
@pytest.mark.parametrize(("entries", "expected"), DETERMINANTS)
def test_determinants(entries, expected, field):
    found = evaluate(det(A), here(entries), field)
    assert close(field, found, field.array([[expected]]))
    bird = jets.determinant(field, {0: field.array(entries)})[0]
    assert close(field, bird, field.array([[expected]]))


@pytest.mark.parametrize("field", FIELDS, ids=str)
@pytest.mark.parametrize("entries", [entries for entries, _ in DETERMINANTS])
def test_gradient_of_the_determinant_is_the_matrix_of_cofactors(entries, field):
    found = evaluate(gradient_node(det(A), A), here(entries), field)
    size = range(len(entries))
    expected = [[(-1) ** (i + j) * minor(entries, i, j) for j in size] for i in size]
    assert close(field, found, field.array(expected))


def minor(entries, row, col):
    rest = np.delete(np.delete(np.array(entries), row, 0), col, 1)
    return flint.fmpz_mat(rest.tolist()).det().__int__() if rest.size else 1


def test_second_derivatives_of_a_singular_determinant():
    found = evaluate(hessian_node(det(A), A, A), here([[0, 0], [0, 0]]), exact)
    assert plain(found) == fractions([[0, 0, 0, 1], [0, 0, -1, 0], [0, -1, 0, 0], [1, 0, 0, 0]])


@pytest.mark.parametrize("field", ROUNDED, ids=str)
def test_logdet(field):
    entries = [[3, 1], [1, 2]]
    found = evaluate(logdet(A), here(entries), field)[0, 0]
    assert abs(float(found) - float(mpmath_package.log(5))) < 1e-14
    gradient = evaluate(gradient_node(logdet(A), A), here(entries), field)
    expected = [["2/5", "-1/5"], ["-1/5", "3/5"]]
    assert close(field, gradient, field.array(np.array(fractions(expected), dtype=object)))
    with pytest.raises(DomainError, match=r"`logdet\(A\)` needs a positive determinant"):
        evaluate(logdet(A), here([[1, 2], [3, 4]]), field)


@pytest.mark.parametrize("field", [exact, modular()], ids=str)
def test_logdet_has_no_exact_value(field):
    with pytest.raises(FieldError, match="`logdet` cannot be evaluated"):
        evaluate(gradient_node(logdet(A), A), here([[3, 1], [1, 2]]), field)


def test_norms():
    assert plain(evaluate(norm(A), here([[1, 1], [3, 5]]), exact)) == [[6]]
    found = evaluate(gradient_node(norm(A), A), here([[1, 1], [3, 5]]), exact)
    assert plain(found) == fractions([["1/6", "1/6"], ["1/2", "5/6"]])
    for field in ROUNDED:
        value = evaluate(norm(A), here([[1, 0], [0, -1]]), field)[0, 0]
        assert abs(float(value) - 2**0.5) < 1e-14
    with pytest.raises(FieldError, match="the root of degree 2 of 2 is not rational"):
        evaluate(norm(A), here([[1, 0], [0, -1]]), exact)
    with pytest.raises(FieldError, match=r"roots cannot be evaluated \(modulo 536870909\)"):
        evaluate(norm(A), here([[1, 1], [3, 5]]), modular())


@pytest.mark.parametrize("field", [exact, *ROUNDED], ids=str)
def test_norm_of_zero_has_no_derivative(field):
    zero = here([[0, 0], [0, 0]])
    assert evaluate(norm(A), zero, field)[0, 0] == 0
    with pytest.raises(SingularError, match="division by"):
        evaluate(gradient_node(norm(A), A), zero, field)


def test_total_and_diagonal_are_linear():
    entries = [[1, 2], [3, 4]]
    assert plain(evaluate(gradient_node(total(A), A), here(entries), exact)) == fractions(
        [[1, 1]] * 2
    )
    found = evaluate(jacobian_node(diagonal(A), A), here(entries), exact)
    assert plain(found) == fractions([[1, 0, 0, 0], [0, 0, 0, 1]])


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_matrix_powers(field):
    found = here([[1, 2], [3, 4]])
    for power, expr in ((3, A @ A @ A), (1, A), (0, identity(n)), (-2, inv(A) @ inv(A))):
        assert close(field, evaluate(A**power, found, field), evaluate(expr, found, field))
    left = jacobian_node(A**-2, A)
    right = jacobian_node(inv(A) @ inv(A), A)
    assert close(field, evaluate(left, found, field), evaluate(right, found, field))
    assert field.is_zero(evaluate(jacobian_node(A**0, A), found, field))
    with pytest.raises(SingularError, match="a 2 x 2 matrix has no inverse"):
        evaluate(A**-1, here([[1, 2], [2, 4]]), field)


@pytest.mark.parametrize("field", ROUNDED, ids=str)
def test_matrix_exponential(field):
    turn = evaluate(expm(A), here([[0, -3], [3, 0]]), field)
    angle = instance(scalars={"x": 3})
    c, s = (evaluate(function(x), angle, field)[0, 0] for function in (cos, sin))
    bound = 1e-13 if field is float64 else 1e-40
    assert close(field, turn, np.array([[c, -s], [s, c]]), bound)
    big = evaluate(expm(A), here([[20, 1], [0, -20]]), field)
    assert abs(float(big[0, 0]) / float(mpmath_package.exp(20)) - 1) < 1e-12
    assert close(field, evaluate(expm(A), here([[0, 0], [0, 0]]), field), field.identity(2))


def test_matrix_exponential_beyond_a_field():
    for field in (exact, modular(7)):
        with pytest.raises(FieldError, match="`expm` cannot be evaluated"):
            evaluate(expm(A), here([[0]]), field)
    with pytest.raises(FieldError, match="`expm` of this matrix is too large for float64"):
        evaluate(expm(A), here([[1000]]), float64)


def test_derivative_of_a_matrix_exponential():
    """d tr(B expm(A)) at A with A^2 = 0: B' + (A B + B A)'/2 + (A B A)'/6, by the series."""
    a, b = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[2.0, 3.0], [5.0, 7.0]])
    start = instance(sizes={"n": 2}, letters={"A": a, "B": b})
    found = evaluate(gradient_node(tr(B @ expm(A)), A), start, float64)
    expected = (b + (a @ b + b @ a) / 2 + a @ b @ a / 6).T
    assert np.allclose(np.asarray(found, dtype=float), expected, atol=1e-12)


def test_comparisons_modulo_a_prime_are_field_errors():
    with pytest.raises(FieldError, match="`<=` has no meaning modulo 7"):
        compare(Le(x, 1), instance(scalars={"x": 0}), modular(7))


def test_general_and_positive_entries():
    generator = np.random.default_rng(0)
    found = general()(generator, (30, 30))
    assert (found != 0).all()
    assert (found < 0).any()
    assert len(set(found.ravel().tolist())) > 40
    dominant = positive(small_integers())(generator, (4, 4))
    assert (dominant > 0).all()
    assert (2 * dominant.diagonal() > dominant.sum(axis=1)).all()


HIDDEN = W1 @ X
ERROR = W2 @ tanh(HIDDEN) - Y
DELTA = W2.T @ ERROR


def delta(function, slope):
    return hadamard(W2.T @ (W2 @ function(HIDDEN) - Y), slope(HIDDEN)) @ X.T


def loss(function):
    return frob2(W2 @ function(HIDDEN) - Y) / 2


LEAKY = leaky_relu(Fraction(1, 10))
TRUE = {
    "det": Eq(gradient_node(det(A), A), det(A) * inv(A).T),
    "det of a product": Eq(det(A @ B), det(A) * det(B)),
    "logdet": Eq(gradient_node(logdet(A), A), inv(A).T),
    "logdet of a product": Eq(logdet(A @ B), logdet(A) + logdet(B)),
    "logdet of a Gram matrix": Eq(
        gradient_node(logdet(C @ C.T + identity(m)), C), 2 * inv(C @ C.T + identity(m)) @ C
    ),
    "hessian of logdet": Eq(
        along_node(logdet(A), {A: B}, 2), -tr(inv(A) @ B @ inv(A) @ B)
    ),
    "norm": Eq(gradient_node(norm(C), C), norm(C) ** -1 * C),
    "squared norm": Eq(norm(C) ** 2, frob2(C)),
    "total": Eq(total(C), tr(ones(n, m) @ C)),
    "diagonal": Eq(tr(A), total(diagonal(A))),
    "matpower": Eq(gradient_node(tr(A**3), A), 3 * (A**2).T),
    "expm": Eq(expm(A) @ expm(-A), identity(n)),
    "tanh": Eq(tanh.d(C), ones(m, n) - hadamard_power(tanh(C), 2)),
    "tanh network": Eq(gradient_node(loss(tanh), W1), delta(tanh, tanh.d)),
    "generic network": Eq(gradient_node(loss(sigma), W1), delta(sigma, sigma.d)),
    "relu network": Eq(gradient_node(loss(relu), W1), delta(relu, step)),
    "leaky network": Eq(gradient_node(loss(LEAKY), W1), delta(LEAKY, LEAKY.d)),
    "relu": Eq(relu(C) - relu(-C), C),
    "relu of tanh": Eq(gradient_node(total(relu(tanh(C))), C), hadamard(step(C), tanh.d(C))),
    "sigmoid": Eq(gradient_node(total(softplus(C)), C), sigmoid(C)),
    "symmetry": Eq(
        hessian_node(loss(sigmoid), W1, W2), hessian_node(loss(sigmoid), W2, W1).T
    ),
    "log": Eq(gradient_node(total(log(C)), C), hadamard_power(C, -1)),
    "exp and log": Eq(exp(log(C)), C),
    "sqrt": Eq(gradient_node(total(hadamard_power(C, Fraction(1, 2))), C),
               hadamard_power(C, Fraction(-1, 2)) / 2),
    "scalar functions": Eq(sin(x) ** 2 + cos(x) ** 2, 1),
    "triangle inequality": Le(norm(A + B), norm(A) + norm(B)),
    "Cauchy-Schwarz": Le(inner(A, B), norm(A) * norm(B)),
    "equality in an inequality": Ge(norm(2 * A), 2 * norm(A)),
    "bounded": Lt(tanh(x) ** 2, 1),
}  # fmt: skip
FALSE = {
    "det": Eq(gradient_node(det(A), A), det(A) * inv(A)),
    "logdet": Eq(gradient_node(logdet(A), A), inv(A)),
    "logdet of a sum": Eq(logdet(A + B), logdet(A) + logdet(B)),
    "norm": Eq(gradient_node(norm(C), C), norm(C) * C),
    "matpower": Eq((A + B) ** 2, A**2 + 2 * A @ B + B**2),
    "expm": Eq(expm(A + B), expm(A) @ expm(B)),
    "tanh network": Eq(gradient_node(loss(tanh), W1), delta(tanh, tanh)),
    "generic network": Eq(gradient_node(loss(sigma), W1), delta(sigma, sigma.dd)),
    "relu network": Eq(gradient_node(loss(relu), W1), delta(relu, relu)),
    "relu": Eq(relu(C), C),
    "order": Eq(sigma(C @ A), sigma(C) @ A),
    "tanh and sigmoid": Eq(tanh(C), 2 * sigmoid(C) - ones(m, n)),
    "second derivative": Eq(hessian_node(total(tanh(W1)), W1, W1), diag(ones(p * n, 1))),
    "log": Eq(total(log(C)), log(total(C))),
    "inequality": Gt(norm(A), norm(2 * A)),
    "bounded": Lt(exp(x), 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_spot_check_accepts(name):
    assert spot_check(TRUE[name]) is None


@pytest.mark.parametrize("name", FALSE)
def test_spot_check_refutes(name):
    found = spot_check(FALSE[name])
    assert isinstance(found, Disagreement)
    again = compare(FALSE[name], found.instance, found.field)
    assert again.holds is False


def test_spot_check_uses_the_exact_field_where_it_can():
    assert spot_check(FALSE["relu network"]).field is exact
    assert spot_check(FALSE["det"]).field is exact
    assert spot_check(FALSE["generic network"]).field is exact
    assert spot_check(FALSE["tanh network"]).field.digits == 160


def test_small_errors_are_disagreements_and_smaller_ones_are_skipped():
    def off(digits):
        return spot_check(Eq(tanh(x) * (1 + scalar_of(digits)), tanh(x)))

    assert isinstance(off(20), Disagreement)
    found = off(28)
    assert isinstance(found, Skipped)
    assert found.reason == "the sides agree to 28 digits only"
    assert off(35) is None


def test_digits_that_cancel_are_no_disagreement():
    steep = 23 + frob2(x * ones(1, 1))
    assert spot_check(Eq(tanh.d(2 * steep), 1 - tanh(2 * steep) ** 2)) is None


def scalar_of(digits):
    return tr(identity(1)) * Fraction(1, 10**digits)


def test_spot_check_with_hypotheses():
    label = Eq(Y, W2 @ tanh(HIDDEN))
    assert spot_check(Eq(gradient_node(loss(tanh), W1), zeros(p, n)), [label]) is None
    turned = Eq(Y.T, tanh(HIDDEN).T @ W2.T)
    assert spot_check(Eq(loss(tanh), 0), [turned]) is None
    assert spot_check(Eq(S, S.T), [Eq(S, tanh(A) + tanh(A.T))]) is None
    assert isinstance(spot_check(Eq(tr(A), 0), [Eq(tanh(x), y)]), Disagreement)
    found = spot_check(Eq(tr(A), 0), [Eq(tanh(A), B + inv(B))])
    assert isinstance(found, Skipped)
    assert found.reason.startswith("no instance of the hypothesis `tanh(A) = ")


def test_symmetric_letters_get_symmetric_values_only():
    start = draw(Dimensions({"n": 3}), seed=1)
    even, odd = Eq(S, tanh(A) @ tanh(A).T), Eq(S, tanh(A))
    ready, others = construct([even], start)
    assert not others
    assert unmet([even], ready, mpmath(20)) == []
    assert construct([odd], start)[1] == [odd]


def test_statements_outside_their_domain_are_skipped():
    found = spot_check(Eq(log(-frob2(A)), x))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("the logarithm of a number that is not positive")


def test_tables_of_digits():
    rows = digits_table(TRUE["tanh network"], digits=60, instances=2)
    rows += digits_table(TRUE["log"], digits=60, instances=2)
    rows += digits_table(TRUE["logdet"], digits=60, instances=2)
    assert all(row.agrees for row in rows)
    assert not any(row.agrees for row in digits_table(FALSE["tanh network"], instances=1))


def test_velocity_through_a_network():
    w = vector("w", n)
    moving = along_node(tanh(C @ w), {C: C})
    assert spot_check(Eq(moving, hadamard(tanh.d(C @ w), C @ w))) is None
    assert spot_check(Eq(along_node(sqrt(frob2(w)), {w: w}), norm(w))) is None
