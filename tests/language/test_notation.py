"""Text, LaTeX and Python source of expressions."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.errors import ExpressionError, StatementError
from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    inv,
    kron,
    layer_sum,
    let,
    matrix,
    ones,
    pinv,
    scalar,
    tr,
    vec,
    zeros,
)
from symland.language.claims import Eq, Ge, Gt, Le, Lt
from symland.language.derivatives import (
    along_node,
    ddt_node,
    flow_of,
    gradient_node,
    hessian_node,
    jacobian_node,
)
from symland.language.expr import Expr, Matrix, Scalar, as_scalar, number
from symland.language.families import chain, family, function
from symland.language.functions import (
    NAMED,
    Activation,
    activation,
    arctan,
    cos,
    det,
    diagonal,
    exp,
    expm,
    hadamard_div,
    hadamard_power,
    leaky_relu,
    log,
    logdet,
    norm,
    relu,
    sigmoid,
    softplus,
    sqrt,
    step,
    tanh,
    total,
)
from symland.language.integers import dims, index
from symland.language.notation.latex import latex, latex_claim
from symland.language.notation.latex_names import latex_integer, latex_name
from symland.language.notation.python import identifier, python
from symland.language.notation.text import text
from tests.strategies import (
    LETTERS,
    A,
    B,
    C,
    E,
    G,
    S,
    V,
    W,
    d,
    expressions,
    i,
    k,
    l,
    m,
    matrices,
    mu,
    n,
    nu,
    v,
)
from tests.tex import needs_tex, run_tex

RANDOM = settings(derandomize=True, database=None, deadline=None, max_examples=80)
u, f = function("u", m, n), function("f", m)
half = Fraction(1, 2)
L = let("L", frob2(E) / 2)
sigma, leaky = activation("sigma"), leaky_relu(Fraction(1, 10))


def power(exponent: int | Fraction, order: int = 0) -> Activation:
    return Activation("power", order, Fraction(exponent))


FUNCTIONS = (*map(activation, (*NAMED, "sigma", "g_1")), leaky, leaky_relu(-2), sqrt)
EXPONENTS = (2, 3, -1, -2, half, Fraction(-3, 2))


def with_functions() -> st.SearchStrategy[Expr]:
    """Expressions with entrywise functions, norms, determinants, powers of matrices."""
    shapes = st.sampled_from([(m, n), (n, k), (m, m), (n, n), (m, 1), (1, 1)])
    return st.one_of(shapes.flatmap(lambda shape: entrywise(*shape)), numbers())


@st.composite
def entrywise(draw, rows, cols, depth: int = 2) -> Matrix:
    inside = entrywise(rows, cols, depth - 1) if depth else matrices(rows, cols, 1)
    found, kind = draw(inside), draw(st.integers(0, 9))
    if kind < 2:
        return draw(st.sampled_from(FUNCTIONS))(found)
    if kind == 2:
        return draw(st.sampled_from(FUNCTIONS)).d(found)
    if kind == 3:
        return hadamard_power(found, draw(st.sampled_from(EXPONENTS)))
    if kind == 4:
        return hadamard_div(found, draw(inside))
    if kind == 5:
        return draw(numbers(1)) * found
    if kind in (6, 8) and rows == cols:
        return draw(st.sampled_from([expm, lambda x: x**3, lambda x: x**-2]))(found)
    if kind == 7 and rows == cols:
        return diag(diagonal(found))
    return found - draw(inside)


@st.composite
def numbers(draw, depth: int = 2) -> Scalar:
    if not depth:
        return draw(st.sampled_from([mu, nu, as_scalar(n), mu - nu / 2, tr(S), frob2(v)]))
    square, any_shape = entrywise(n, n, depth - 1), entrywise(m, n, depth - 1)
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return draw(st.sampled_from([det, logdet, norm, total, tr]))(draw(square))
    if kind == 1:
        return draw(st.sampled_from([norm, total, frob2]))(draw(any_shape))
    if kind == 2:
        return draw(st.sampled_from(FUNCTIONS))(draw(numbers(depth - 1)))
    if kind == 3:
        return draw(st.sampled_from(FUNCTIONS)).d(draw(numbers(depth - 1)))
    return draw(numbers(depth - 1)) / draw(numbers(depth - 1))


# expression, ASCII text, LaTeX
PRINTED: list[tuple[Expr, str, str]] = [
    # products, transposes, inverses
    (A @ B, "A B", r"A B"),
    (A.T, "A'", r"A^\top"),
    ((A @ B).T, "(A B)'", r"(A B)^\top"),
    (A.T.T, "(A')'", r"(A^\top)^\top"),
    ((2 * A) @ B, "(2 A) B", r"(2 A) B"),
    (2 * (A @ B), "2 A B", r"2 A B"),
    ((-A) @ B, "(-A) B", r"(-A) B"),
    ((A + A) @ B, "(A + A) B", r"(A + A) B"),
    (S.inv, "S^-1", r"S^{-1}"),
    (S.inv.T @ A, "(S^-1)' A", r"(S^{-1})^\top A"),
    (inv(S.T), "(S')^-1", r"(S^\top)^{-1}"),
    (pinv(A), "A^+", r"A^+"),
    (kron(A @ B, A.T), "(A B) (x) A'", r"(A B) \otimes A^\top"),
    (kron(A, kron(A, B)), "A (x) (A (x) B)", r"A \otimes (A \otimes B)"),
    (kron(A, B, C), "A (x) B (x) C", r"A \otimes B \otimes C"),
    (hadamard(A, A) @ B, "(A o A) B", r"(A \circ A) B"),
    (kron(A, B).T, "(A (x) B)'", r"(A \otimes B)^\top"),
    # signs, multiples, fractions
    (-A, "-A", "-A"),
    (-(A + A), "-(A + A)", r"-(A + A)"),
    (A - A, "A - A", "A - A"),
    (A + (-A), "A - A", "A - A"),
    (A - 2 * A, "A - 2 A", "A - 2 A"),
    (A - (A - A), "A - (A - A)", r"A - (A - A)"),
    (A / 2, "A/2", r"\tfrac{1}{2} A"),
    (-A / 2, "-A/2", r"-\tfrac{1}{2} A"),
    (A * Fraction(3, 2), "3 A/2", r"\tfrac{3}{2} A"),
    ((A + A) / 2, "(A + A)/2", r"\tfrac{1}{2} (A + A)"),
    (A @ B / 2, "A B/2", r"\tfrac{1}{2} A B"),
    (2 * kron(A, B), "2 (A (x) B)", r"2 (A \otimes B)"),
    (A - kron(A, v.T @ v), "A - A (x) (v' v)", r"A - A \otimes (v^\top v)"),
    (mu * A, "mu A", r"\mu A"),
    (mu / 2 * A, "mu A/2", r"\tfrac{1}{2} \mu A"),
    (A / mu, "A/mu", r"\frac{1}{\mu} A"),
    ((mu + nu) * A, "(mu + nu) A", r"(\mu + \nu) A"),
    (2 * zeros(m, n), "2*0", r"2 \cdot 0"),
    # scalars
    (tr(A @ A.T) / 2, "tr(A A')/2", r"\tfrac{1}{2} \operatorname{tr}(A A^\top)"),
    (-tr(S), "-tr(S)", r"-\operatorname{tr}(S)"),
    (frob2(E), "|E|_F^2", r"\lVert E \rVert_F^2"),
    (frob2(A) ** 2, "(|A|_F^2)^2", r"(\lVert A \rVert_F^2)^2"),
    (
        frob2(frob2(A) * A),
        "|(|A|_F^2 A)|_F^2",
        r"\lVert \lVert A \rVert_F^2 A \rVert_F^2",
    ),
    (inner(A, A), "<A, A>", r"\langle A, A \rangle"),
    (mu / nu, "mu/nu", r"\frac{\mu}{\nu}"),
    (mu / (mu * nu), "mu/(mu nu)", r"\frac{\mu}{\mu \nu}"),
    (mu / (2 * n), "mu/(2 n)", r"\frac{\mu}{2 n}"),
    (mu / (n + 1), "mu/(n + 1)", r"\frac{\mu}{n + 1}"),
    (1 / mu, "1/mu", r"\frac{1}{\mu}"),
    (mu**-2 * nu, "nu/mu^2", r"\frac{\nu}{\mu^2}"),
    ((mu + nu) ** 2, "(mu + nu)^2", r"(\mu + \nu)^2"),
    (mu - (-nu), "mu + nu", r"\mu + \nu"),
    (3 * (2 * mu), "3*2 mu", r"3 \cdot 2 \mu"),
    (half * as_scalar(-3), "-3/2", r"-\tfrac{3}{2}"),
    (number(-3) ** 2, "(-3)^2", r"(-3)^2"),
    (mu * (n + 1), "mu (n + 1)", r"\mu (n + 1)"),
    (mu + n - 1, "mu + n - 1", r"\mu + n - 1"),
    (as_scalar(m * m), "m^2", r"m^2"),
    (mu * d[i - 1], "mu d[i - 1]", r"\mu d_{i-1}"),
    # constants and columns
    (identity(m) @ S, "I S", r"I_m S"),
    (ones(m, n), "1(m, n)", r"\mathbf{1}_{m \times n}"),
    (ones(m), "1(m, 1)", r"\mathbf{1}_m"),
    (commutation(m, n).T, "K(m, n)'", r"K_{m,n}^\top"),
    (vec(A @ B), "vec(A B)", r"\operatorname{vec}(A B)"),
    (diag(v), "diag(v)", r"\operatorname{diag}(v)"),
    # layers
    (W[i].T, "W[i]'", r"W_i^\top"),
    (chain(V, l, i + 1), "V[l..i + 1]", r"V_l \cdots V_{i+1}"),
    (chain(V, i - 1, 1), "V[i - 1..1]", r"V_{i-1} \cdots V_1"),
    (chain(V, l, 1).T, "V[l..1]'", r"(V_l \cdots V_1)^\top"),
    (chain(W, l, 1) @ B, "W[l..1] B", r"W_l \cdots W_1 B"),
    (chain(W, 2, 1), "W[2..1]", "W_2 W_1"),
    (chain(W, i, i), "W[i..i]", "W_i"),
    (chain(W, 0, 1), "W[0..1]", "I_n"),
    (chain(W, 9, 1), "W[9..1]", r"W_9 \cdots W_1"),
    (
        layer_sum(i, 1, l, frob2(V[i])) / 2,
        "sum(i=1..l, |V[i]|_F^2)/2",
        r"\tfrac{1}{2} \sum_{i=1}^l \lVert V_i \rVert_F^2",
    ),
    (
        layer_sum(i, 1, l, W[i] + W[1]) @ B,
        "sum(i=1..l, W[i] + W[1]) B",
        r"\left(\sum_{i=1}^l (W_i + W_1)\right) B",
    ),
    # entrywise functions
    (tanh(A), "tanh(A)", r"\tanh(A)"),
    (sigma(A @ B), "sigma(A B)", r"\sigma(A B)"),
    (sigma.d(A), "sigma'(A)", r"\sigma'(A)"),
    (sigma.dd(mu), "sigma''(mu)", r"\sigma''(\mu)"),
    (sigma.dd.dd(A), "sigma^(4)(A)", r"\sigma^{(4)}(A)"),
    (tanh.d(A).T, "tanh'(A)'", r"\tanh'(A)^\top"),
    (exp(A) @ B, "exp(A) B", r"\exp(A) B"),
    (log(mu) / 2, "log(mu)/2", r"\tfrac{1}{2} \log(\mu)"),
    (1 / cos(mu), "1/cos(mu)", r"\frac{1}{\cos(\mu)}"),
    (arctan(mu) ** 2, "arctan(mu)^2", r"\arctan(\mu)^2"),
    (relu(A), "relu(A)", r"\operatorname{relu}(A)"),
    (step(A - A), "step(A - A)", r"\operatorname{step}(A - A)"),
    (sigmoid.d(A), "sigmoid'(A)", r"\operatorname{sigmoid}'(A)"),
    (softplus.d(A), "sigmoid(A)", r"\operatorname{sigmoid}(A)"),
    (leaky(A), "leaky_relu(1/10)(A)", r"\operatorname{leakyrelu}_{1/10}(A)"),
    (leaky.d(A), "leaky_relu(1/10)'(A)", r"\operatorname{leakyrelu}_{1/10}'(A)"),
    (activation("phi_1")(A), "phi_1(A)", r"\phi_1(A)"),
    (activation("act").d(A), "act'(A)", r"\mathit{act}'(A)"),
    (activation("g'")(A), "(g')(A)", r"(g')(A)"),
    (activation("g'").d(A), "(g')'(A)", r"(g')'(A)"),
    (hadamard(sigma.d(A), A), "sigma'(A) o A", r"\sigma'(A) \circ A"),
    # entrywise powers and quotients
    (hadamard_power(A, 2), "A.^2", r"A^{\circ 2}"),
    (hadamard_power(A, 2).T, "(A.^2)'", r"(A^{\circ 2})^\top"),
    (hadamard_power(A.T, -1), "(A').^-1", r"(A^\top)^{\circ -1}"),
    (hadamard_power(A, Fraction(3, 2)), "A.^(3/2)", r"A^{\circ 3/2}"),
    (hadamard_power(A @ B, 2) @ C, "(A B).^2 C", r"(A B)^{\circ 2} C"),
    (sqrt(A), "sqrt(A)", r"A^{\circ 1/2}"),
    (sqrt(mu) * nu, "sqrt(mu) nu", r"\sqrt{\mu} \nu"),
    (sqrt(2) ** 2, "sqrt(2)^2", r"(\sqrt{2})^2"),
    (power(Fraction(-1, 3))(mu), "mu^(-1/3)", r"\mu^{-1/3}"),
    (power(3)(mu + nu), "(mu + nu)^3", r"(\mu + \nu)^3"),
    (hadamard_div(A, A), "A ./ A", r"A \oslash A"),
    (
        hadamard_div(A + A, A @ G),
        "(A + A) ./ (A G_1)",
        r"(A + A) \oslash (A G_1)",
    ),
    (hadamard_div(A, hadamard(A, A)), "A ./ (A o A)", r"A \oslash (A \circ A)"),
    (hadamard(A, A, hadamard_power(A, -1)), "A o A ./ A", r"A \circ A \oslash A"),
    (hadamard(hadamard_power(A, -1), A), "A.^-1 o A", r"A^{\circ -1} \circ A"),
    (hadamard_div(A, A) @ B, "(A ./ A) B", r"(A \oslash A) B"),
    # derivatives of powers are shown carried out
    (power(3, 1)(A), "3 A.^2", r"3 A^{\circ 2}"),
    (power(2, 1)(A) @ B, "(2 A) B", r"(2 A) B"),
    (mu * power(-1, 1)(A), "-mu A.^-2", r"-\mu A^{\circ -2}"),
    (sqrt.d(A), "A.^(-1/2)/2", r"\tfrac{1}{2} A^{\circ -1/2}"),
    (sqrt.dd(mu), "-mu^(-3/2)/4", r"-\tfrac{1}{4} \mu^{-3/2}"),
    (power(2, 2)(A), "2*1(m, n)", r"2 \mathbf{1}_{m \times n}"),
    (power(2, 2)(mu) * nu, "2 nu", r"2 \nu"),
    (power(2, 3)(A), "0", "0"),
    (power(2, 3)(mu), "0", "0"),
    # determinants, norms, sums of entries, powers of matrices
    (det(S), "det(S)", r"\det(S)"),
    (det(S @ S) ** 2, "det(S S)^2", r"\det(S S)^2"),
    (-logdet(S), "-logdet(S)", r"-\log\det(S)"),
    (log(det(S)), "log(det(S))", r"\log(\det(S))"),
    (norm(v), "|v|_F", r"\lVert v \rVert_F"),
    (norm(A) ** 2, "(|A|_F)^2", r"(\lVert A \rVert_F)^2"),
    (A / norm(A), "A/|A|_F", r"\frac{1}{\lVert A \rVert_F} A"),
    (
        norm(mu * norm(v) * A),
        "|(mu |v|_F A)|_F",
        r"\lVert \mu \lVert v \rVert_F A \rVert_F",
    ),
    (total(A) / 2, "sum(A)/2", r"\tfrac{1}{2} \operatorname{sum}(A)"),
    (diagonal(S), "diagonal(S)", r"\operatorname{diagonal}(S)"),
    (expm(S - S), "expm(S - S)", r"e^{S - S}"),
    (expm(S).T, "expm(S)'", r"(e^S)^\top"),
    (S**3, "S^3", r"S^3"),
    (2 * S**-2 @ A, "(2 S^-2) A", r"(2 S^{-2}) A"),
    ((S @ S) ** 2, "(S S)^2", r"(S S)^2"),
    ((S**2).T, "(S^2)'", r"(S^2)^\top"),
    # functions and derivatives
    (u(v), "u(v)", r"u(v)"),
    (E.T @ A, "E' A", r"E^\top A"),
    (gradient_node(L, A), "grad(L, A)", r"\nabla_A L"),
    (
        v @ gradient_node(f(v), v).T,
        "v grad(f(v), v)'",
        r"v (\nabla_v f(v))^\top",
    ),
    (-2 * gradient_node(L, A), "-2 grad(L, A)", r"-2 \nabla_A L"),
    (hessian_node(L, A, B), "hess(L, A, B)", r"\nabla^2_{A,B} L"),
    (
        jacobian_node(u(v), v),
        "jacobian(u(v), v)",
        r"\frac{\partial u(v)}{\partial v^\top}",
    ),
    (
        jacobian_node(A @ B, A),
        "jacobian(A B, A)",
        r"\frac{\partial \operatorname{vec}(A B)}{\partial \operatorname{vec}(A)^\top}",
    ),
    (
        along_node(frob2(A), {A: A}),
        "d/dt |A|_F^2",
        r"\frac{d}{dt} \lVert A \rVert_F^2",
    ),
    (
        along_node(A @ B, {A: A}, 2),
        "d^2/dt^2 (A B)",
        r"\frac{d^2}{dt^2} (A B)",
    ),
]

UNICODE = [
    ((A @ B).T, "(A B)ᵀ"),
    (kron(A, B.T), "A ⊗ Bᵀ"),
    (hadamard(A, A), "A ∘ A"),
    (frob2(A) / 2, "‖A‖_F²/2"),
    (inner(A, A), "⟨A, A⟩"),
    (S.inv + mu**12 * S, "S⁻¹ + mu¹² S"),
    (pinv(A), "A⁺"),
    (sigma.d(A).T, "sigma'(A)ᵀ"),
    (hadamard_power(A, 2), "A^∘2"),
    (hadamard_power(A, Fraction(-1, 2)), "A^∘(-1/2)"),
    (hadamard_div(A, A @ G), "A ⊘ (A G_1)"),
    (norm(A) * S**-2, "‖A‖_F S⁻²"),
    (layer_sum(i, 1, l, W[i]), "∑(i=1..l, W[i])"),
    (along_node(A, {A: A}, 2), "d²/dt² A"),
]

NAMES = {
    "W_1": "W_1",
    "W1": "W_1",
    "W_{1}": "W_1",
    "mu": r"\mu",
    "mu_1": r"\mu_1",
    "lambda_": r"\lambda",
    "Sigma": r"\Sigma",
    "σ_θ": r"\sigma_\theta",
    "λ": r"\lambda",
    "dW": r"\mathit{dW}",
    "dW1": r"\mathit{dW1}",
    "loss_out_2": r"\mathit{loss}_{\mathrm{out},2}",
    "X'": "X'",
    "W_1''": "W_1''",
    "W'_1": "W_1'",
    "W^star": r"W^\star",
    "W_star": r"W^\star",
    "X_hat": r"\hat{X}",
    "sigma_bar_12": r"\bar{\sigma}_{12}",
    "W'^2": r"W^{\prime 2}",
    "a__b": "a_b",
    "Alpha": r"\mathit{Alpha}",
    "é": r"\text{é}",
    "x_中": r"x_{\mathrm{u4E2D}}",
}


@pytest.mark.parametrize(("expr", "expected"), [(row[0], row[1]) for row in PRINTED])
def test_text(expr: Expr, expected: str):
    assert text(expr) == expected
    assert str(expr) == expected


@pytest.mark.parametrize(("expr", "expected"), [(row[0], row[2]) for row in PRINTED])
def test_latex(expr: Expr, expected: str):
    assert latex(expr) == expected
    assert expr._repr_latex_() == rf"$\displaystyle {expected}$"


@pytest.mark.parametrize(("expr", "expected"), UNICODE)
def test_unicode_text(expr: Expr, expected: str):
    assert text(expr, style="unicode") == expected


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_names_in_latex(name: str, expected: str):
    assert latex_name(name)[0] == expected


def test_a_name_that_carries_a_sign_is_bracketed_before_it_gets_another():
    assert text(matrix("A'", m, n).T) == "(A')'"
    assert latex(matrix("A'", m, n).T) == r"(A')^\top"
    assert latex(family("W'", n)[i].T) == r"(W_i')^\top"
    assert latex(family("W_a", n)[i].T) == r"W_{a,i}^\top"


def test_sizes_in_latex():
    assert latex_integer(d[i - 1] * 2 - l) == "2 d_{i-1}-l"
    assert latex_integer(n - n) == "0"
    assert latex_integer(-n * m * m) == "-m^2 n"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Eq(tr(A @ B @ C), tr(B @ C @ A)), r"\operatorname{tr}(A B C) = "
                                           r"\operatorname{tr}(B C A)"),
        (Eq(A - A, 0), "A - A = 0"),
        (Ge(frob2(A), 0), r"\lVert A \rVert_F^2 \ge 0"),
        (Le(mu, nu), r"\mu \le \nu"),
        (Lt(mu, nu), r"\mu < \nu"),
        (Gt(mu, 0), r"\mu > 0"),
        (Le(i, l - 1), r"l \ge i+1"),
    ],
)  # fmt: skip
def test_claims(claim: object, expected: str):
    assert latex_claim(claim) == expected


# Python source

NAMESPACE = LETTERS | {
    "Fraction": Fraction,
    "as_scalar": as_scalar,
    "identity": identity,
    "zeros": zeros,
    "ones": ones,
    "commutation": commutation,
    "tr": tr,
    "vec": vec,
    "kron": kron,
    "hadamard": hadamard,
    "frob2": frob2,
    "inner": inner,
    "diag": diag,
    "pinv": pinv,
    **{name: activation(name) for name in NAMED},
    "activation": activation,
    "Activation": Activation,
    "leaky_relu": leaky_relu,
    "sqrt": sqrt,
    "hadamard_power": hadamard_power,
    "hadamard_div": hadamard_div,
    "det": det,
    "logdet": logdet,
    "norm": norm,
    "total": total,
    "diagonal": diagonal,
    "expm": expm,
    "chain": chain,
    "layer_sum": layer_sum,
    "grad": gradient_node,
    "jacobian": jacobian_node,
    "hess": hessian_node,
    "differential": along_node,
    "hess_form": lambda body, velocities: along_node(body, velocities, 2),
    "u": u,
    "f": f,
    "L": L,
}

SOURCES = [
    (-(A @ B) / 2, "-(A @ B) / 2"),
    ((A @ B).T, "(A @ B).T"),
    (Fraction(-3, 2) * A, "Fraction(-3, 2) * A"),
    (A / mu, "A / mu"),
    (A - 2 * A, "A - 2 * A"),
    (mu - (-nu), "mu - (-nu)"),
    (mu * (2 * nu), "mu * (2 * nu)"),
    (3 * (2 * mu), "3 * (2 * mu)"),
    (-(2 * mu), "-(2 * mu)"),
    (-mu / 2, "-mu / 2"),
    (1 / as_scalar(n), "as_scalar(1) / n"),
    (as_scalar(n) / m, "as_scalar(n) / m"),
    (as_scalar(n) / mu, "as_scalar(n) / mu"),
    (2 * (as_scalar(n) * mu), "2 * (n * mu)"),
    (-(as_scalar(n) * mu), "-(n * mu)"),
    (as_scalar(n) * mu / 2, "n * mu / 2"),
    (as_scalar(n) / 2, "as_scalar(n) / 2"),
    (as_scalar(1) + 2 + mu, "as_scalar(1) + 2 + mu"),
    (as_scalar(1) - mu, "1 - mu"),
    (number(2) ** -1 * mu, "as_scalar(2)**-1 * mu"),
    (mu * mu**-2, "mu * mu**-2"),
    ((n * n + 1) * A, "(n*n + 1) * A"),
    (chain(V, l - i, 1), "chain(V, l - i, 1)"),
    (along_node(frob2(W[1]), {W: lambda q: -2 * W[q]}), "differential(frob2(W[1]), "
                                                        "{W: lambda j: -2 * W[j]})"),
    (along_node(A, {A: 2 * A}, 2), "hess_form(A, {A: 2 * A})"),
    (gradient_node(number(2), A), "grad(as_scalar(2), A)"),
    (tanh(A), "tanh(A)"),
    (sigma(A), 'activation("sigma")(A)'),
    (sigma.d(A), 'activation("sigma").d(A)'),
    (sigma.dd(mu), 'activation("sigma").dd(mu)'),
    (sigma.dd.d(A), 'activation("sigma").dd.d(A)'),
    (tanh.dd(A), "tanh.dd(A)"),
    (leaky(A), "leaky_relu(Fraction(1, 10))(A)"),
    (leaky_relu(2).d(A), "leaky_relu(2).d(A)"),
    (hadamard_power(A, 2), "hadamard_power(A, 2)"),
    (hadamard_power(A, Fraction(-1, 3)), "hadamard_power(A, Fraction(-1, 3))"),
    (hadamard_div(A, A @ G), "hadamard_div(A, A @ G_1)"),
    (hadamard(A, A, hadamard_power(A, -1)), "hadamard(A, A, hadamard_power(A, -1))"),
    (sqrt(A), "sqrt(A)"),
    (sqrt(2) * A, "sqrt(2) * A"),
    (sqrt.d(mu), "sqrt.d(mu)"),
    (power(half * 3)(mu), 'Activation("power", 0, Fraction(3, 2))(mu)'),
    (power(3, 1)(A), 'Activation("power", 1, Fraction(3))(A)'),
    (exp(as_scalar(n) / 2), "exp(as_scalar(n) / 2)"),
    (det(S) * logdet(S.inv), "det(S) * logdet(S.inv)"),
    (norm(A) - total(A), "norm(A) - total(A)"),
    (diag(diagonal(expm(S))), "diag(diagonal(expm(S)))"),
    (S**3, "S**3"),
    (-(S**-2) @ A, "(-S**-2) @ A"),
    (S @ S**2, "S @ (S**2)"),
    ((S**2).T, "(S**2).T"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "expected"), SOURCES)
def test_python_source(expr: Expr, expected: str):
    assert python(expr) == expected


@pytest.mark.parametrize("expr", [row[0] for row in PRINTED] + [row[0] for row in SOURCES])
def test_python_source_of_the_tables_rebuilds_the_tree(expr: Expr):
    assert flattened(rebuilt(expr)) == flattened(expr)


@RANDOM
@given(with_functions())
def test_python_source_with_functions_rebuilds_the_tree(expr: Expr):
    assert flattened(rebuilt(expr)) == flattened(expr)


@RANDOM
@given(expressions())
def test_python_source_rebuilds_the_tree(expr: Expr):
    assert flattened(rebuilt(expr)) == flattened(expr)


def test_a_flow_of_all_layers_can_be_written_in_python():
    loss = frob2(chain(W, l, 1)) / 2
    expr = ddt_node(loss, flow_of("flow", loss, [W]))
    assert rebuilt(expr) == expr


def test_names_that_python_does_not_allow_are_spelled_differently():
    assert identifier("W'") == "W_prime"
    assert identifier("lambda") == "lambda_"
    assert identifier("W^{2}") == "W_2"
    assert identifier("tr") == "tr_"
    assert identifier("step") == "step_"
    assert python(scalar("lambda") * matrix("X'", m, n)) == "lambda_ * X_prime"


def test_one_identifier_for_two_letters_is_an_error():
    with pytest.raises(ExpressionError, match=r"two different letters .* called `X_prime`"):
        python(matrix("X'", m, n) + matrix("X_prime", m, n))
    with pytest.raises(ExpressionError, match=r"two different letters .* called `n`"):
        python(scalar("n") * identity(n))


def test_the_generic_layer_has_no_python_name():
    velocity = flow_of("flow", frob2(W[1]), [W]).velocities[0]
    with pytest.raises(ExpressionError, match="the generic layer has no name"):
        python(velocity)


def test_derivatives_of_higher_order_have_no_python_name():
    with pytest.raises(
        ExpressionError, match="derivatives along a direction have order 1 or 2, not 3"
    ):
        python(along_node(A, {A: A}, 3))


# Errors


@pytest.mark.parametrize("printer", [text, latex, python])
def test_unknown_operations_are_not_guessed(printer):
    with pytest.raises(ExpressionError, match="does not know the operation `determinant`"):
        printer(Scalar("determinant", (S,)))
    with pytest.raises(ExpressionError, match=r"needs an expression, not 3 \(int\)"):
        printer(3)


def test_unknown_styles_are_refused():
    with pytest.raises(ExpressionError, match="the style of text is 'ascii' or 'unicode'"):
        text(A, style="html")


def test_a_formula_is_not_a_statement():
    with pytest.raises(StatementError, match="`latex_claim` needs a statement, not A"):
        latex_claim(A)


# Properties of the output


@RANDOM
@given(st.one_of(expressions(), with_functions()))
def test_brackets_are_balanced(expr: Expr):
    for style in ("ascii", "unicode"):
        assert_balanced(text(expr, style=style).replace("(x)", "x"), "()")
    assert_well_formed(latex(expr))


def test_printing_nested_multiples_takes_linear_time():
    expr = mu * A
    for _ in range(60):
        expr = -(mu * expr) @ identity(n)
    assert len(text(expr)) < 1000
    assert_well_formed(latex(expr))


@pytest.mark.slow
@needs_tex
def test_latex_compiles_with_amsmath(tmp_path: Path):
    formulas = [latex(row[0]) for row in PRINTED] + [latex(row[0]) for row in SOURCES]
    formulas += [latex_name(name)[0] for name in NAMES]
    formulas.append(latex_claim(Le(i, l - 1)))
    collect = settings(RANDOM, max_examples=40)(given(
        st.one_of(expressions(), with_functions())
    )(
        lambda expr: formulas.append(latex(expr))
    ))  # fmt: skip
    collect()
    lines = [rf"\[ {formula} \]" for formula in dict.fromkeys(formulas)]
    source = "\n".join([r"\documentclass{article}", r"\usepackage{amsmath}",
                        r"\begin{document}", *lines, r"\end{document}"])  # fmt: skip
    run_tex(tmp_path, source)


def rebuilt(expr: Expr) -> Expr:
    found = eval(python(expr), dict(NAMESPACE))
    return found if isinstance(found, Expr) else as_scalar(found)


def flattened(expr: Expr) -> Expr:
    """The tree without brackets in sums and products, which addition does not need."""
    args = [flattened(arg) for arg in expr.args]
    if expr.op in ("add", "mul", "matmul"):
        args = [part for arg in args for part in (arg.args if arg.op == expr.op else (arg,))]
    kind = Matrix if expr.is_matrix else Scalar
    return kind(expr.op, tuple(args), expr.data, expr.rows, expr.cols)


def assert_balanced(line: str, pair: str) -> None:
    depth = 0
    for sign in line:
        depth += (sign == pair[0]) - (sign == pair[1])
        assert depth >= 0, line
    assert depth == 0, line


def assert_well_formed(source: str) -> None:
    assert_balanced(source, "{}")
    depth = 0
    for command in re.findall(r"\\(left|right)(?![a-z])", source):
        depth += 1 if command == "left" else -1
        assert depth >= 0, source
    assert depth == 0, source


def test_indices_of_a_family_of_sizes_stay_apart():
    sizes, k = dims("d_1[]"), index("k", 1)
    assert latex(matrix("X", sizes[k], sizes[k - 1]) @ ones(sizes[k - 1])) == (
        r"X \mathbf{1}_{d_{1,k-1}}"
    )
