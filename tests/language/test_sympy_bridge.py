"""Formulas to SymPy and back."""

from __future__ import annotations

import pickle
import subprocess
import sys
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Adjoint,
    DiagMatrix,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions import HadamardPower

from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
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
from symland.language.derivatives import (
    along_node,
    ddt_node,
    flow_of,
    gradient_node,
    hessian_node,
    jacobian_node,
)
from symland.language.expr import Expr, Matrix, Scalar, as_scalar
from symland.language.families import at, chain, function
from symland.language.functions import (
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
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    total,
)
from symland.language.sympy_bridge import from_sympy, to_sympy
from symland.language.sympy_functions import (
    PLACE,
    LeakyRelu,
    Relu,
    Sigmoid,
    Softplus,
    Step,
    activation_of,
)
from symland.language.sympy_nodes import (
    CommutationMatrix,
    LayerIndex,
    LayerMember,
    LayerProduct,
    LayerSum,
    MatrixExponential,
    Vec,
)
from tests.language.test_notation import EXPONENTS, FUNCTIONS, numbers, with_functions
from tests.strategies import A, B, C, G, S, V, W, d, expressions, i, l, m, mu, n, nu, v

RANDOM = settings(derandomize=True, database=None, deadline=None, max_examples=80)
u, f = function("u", m, n), function("f", m)
M, N, K = (Symbol(name, integer=True, positive=True) for name in "mnk")
a, b, s = MatrixSymbol("A", M, N), MatrixSymbol("B", N, K), MatrixSymbol("S", M, M)
x, y = Symbol("x", real=True), Symbol("y", real=True)
X, t = scalar("x"), sympy.Dummy("t")
sigma, sigma_ = activation("sigma"), sympy.Function("sigma")
half = Rational(1, 2)

TO_SYMPY = [
    (A @ B @ C, MatMul(a, b, MatrixSymbol("C", K, M))),
    (A.T, Transpose(a)),
    ((A @ B).T, Transpose(MatMul(a, b))),
    (S.inv, Inverse(s)),
    (A - A / 2, MatAdd(a, MatMul(Rational(-1, 2), a))),
    (hadamard(A, A), HadamardProduct(a, a)),
    (kron(A, B), KroneckerProduct(a, b)),
    (identity(m), Identity(M)),
    (zeros(m, n), ZeroMatrix(M, N)),
    (ones(m, n), OneMatrix(M, N)),
    (tr(S), Trace(s)),
    (frob2(A), Trace(MatMul(Transpose(a), a))),
    (inner(A, 2 * A), Trace(MatMul(Transpose(a), MatMul(2, a)))),
    (vec(A), Vec(a)),
    (commutation(m, n), CommutationMatrix(M, N)),
    (as_scalar(2 * m * n + 1), 2 * M * N + 1),
    (as_scalar(d[0]), sympy.IndexedBase("d", integer=True, positive=True)[0]),
    (scalar("x") ** -2, x**-2),
    (let("E", A @ B).T, Transpose(MatMul(a, b))),
    (tanh(X), sympy.tanh(x)),
    (arctan(X) + log(X), sympy.atan(x) + sympy.log(x)),
    (sqrt(X), sympy.sqrt(x)),
    (sigma(X), sigma_(x)),
    (sigma.dd(X), sigma_(x).diff(x, 2)),
    (sigma.d(2 * X), sympy.Subs(sympy.Derivative(sigma_(t), t), t, 2 * x)),
    (relu(X), Relu(x)),
    (leaky_relu(2)(X), LeakyRelu(2, x)),
    (tanh(A), a.applyfunc(sympy.Lambda(PLACE, sympy.tanh(PLACE)))),
    (sigma.d(A), a.applyfunc(sympy.Lambda(PLACE, sympy.Derivative(sigma_(PLACE), PLACE)))),
    (hadamard_power(A, Fraction(-1, 2)), HadamardPower(a, -half)),
    (hadamard_div(A, A), HadamardProduct(a, HadamardPower(a, -1))),
    (det(S), sympy.Determinant(s)),
    (logdet(S), sympy.log(sympy.Determinant(s))),
    (norm(A), sympy.sqrt(Trace(MatMul(Transpose(a), a)))),
    (total(A), Trace(MatMul(OneMatrix(N, M), a))),
    (diagonal(S), sympy.DiagonalOf(s)),
    (expm(S), MatrixExponential(s)),
    (S**3, MatPow(s, 3)),
]

FROM_SYMPY = [
    (a * b, A @ B),
    (a * a.T, A @ A.T),
    (a - a * b * b.T / 2, -(A @ B @ B.T) / 2 + A),
    (s * s * s, S**3),
    (MatPow(s, 3), S**3),
    (MatPow(s, -2), S**-2),
    (MatPow(s, -1), S.inv),
    (MatPow(s, 1), S),
    (MatPow(s, 0), identity(m)),
    (s.inv(), S.inv),
    (MatMul(a, x, b), scalar("x") * (A @ B)),
    (HadamardPower(a, 3), hadamard_power(A, 3)),
    (HadamardPower(a, -half), hadamard_power(A, Fraction(-1, 2))),
    (a.applyfunc(sympy.tanh), tanh(A)),
    (a.applyfunc(sympy.atan), arctan(A)),
    (a.applyfunc(sympy.sqrt), sqrt(A)),
    (a.applyfunc(lambda q: 1 / q), hadamard_power(A, -1)),
    (a.applyfunc(sympy.Lambda(t, sympy.exp(t))), exp(A)),
    (a.applyfunc(sympy.Lambda(x, x**3)), hadamard_power(A, 3)),
    (a.applyfunc(sigma_), sigma(A)),
    (a.applyfunc(lambda q: sigma_(q).diff(q)), sigma.d(A)),
    (a.applyfunc(lambda q: sympy.Derivative(sympy.sin(q), q)), cos(A)),
    (a.applyfunc(Relu), relu(A)),
    (sympy.sin(x) * sympy.cos(x), cos(X) * sin(X)),
    (sympy.sqrt(x), sqrt(X)),
    (x ** -Rational(2, 3), Activation("power", 0, Fraction(-2, 3))(X)),
    (sympy.exp(1) + x, exp(1) + X),
    (sigma_(2 * x).diff(x), 2 * sigma.d(2 * X)),
    (sympy.Derivative(sympy.tanh(x), x), tanh.d(X)),
    (sympy.log(sympy.Determinant(s)), logdet(S)),
    (sympy.log(Trace(s)), log(tr(S))),
    (sympy.det(s), det(S)),
    (HadamardPower(a, 1), A),
    (HadamardProduct(a), A),
    (DiagMatrix(MatrixSymbol("v", M, 1)), diag(v)),
    (2 * x * y, 2 * (scalar("x") * scalar("y"))),
    (x / y, scalar("x") * scalar("y") ** -1),
    (x**2 + 1, as_scalar(1) + scalar("x") ** 2),
    (Rational(1, 3), as_scalar(Fraction(1, 3))),
    (2 * M * N + M**2, as_scalar(2 * m * n + m * m)),
    (Trace(a * a.T) / N, as_scalar(n) ** -1 * tr(A @ A.T)),
    (MatrixSymbol("A", Symbol("m"), Symbol("n")), A),
]

UNUSUAL: list[Expr] = [
    G @ A.T @ A,
    pinv(A) @ A,
    V[i].T @ V[i],
    chain(V, l, i + 1),
    layer_sum(i, 1, l, W[i] @ chain(W, l, i + 1)),
    layer_sum(i, 1, l, mu * as_scalar(i)),
    layer_sum(i, 1, l, as_scalar(d[i] * d[i - 1])),
    u(v) + zeros(n),
    f(v) * mu,
    gradient_node(f(v), v),
    gradient_node(tr(W[i]), W[1]),
    jacobian_node(u(v), v),
    hessian_node(f(v) * f(v), v, v),
    along_node(A @ B, {A: 2 * A, B: -B}, 2),
    along_node(tr(W[1]), {W: lambda j: W[j].T}),
    ddt_node(tr(chain(W, l, 1)), flow_of("flow", tr(chain(W, l, 1)), [W])),
    kron(hadamard(A, A), commutation(n, m) @ vec(A.T)),
    *(found(A) for found in FUNCTIONS),
    *(found(mu) for found in FUNCTIONS),
    *(found.d(mu * mu) for found in FUNCTIONS),
    *(found.dd(A) for found in FUNCTIONS),
    *(hadamard_power(A, exponent) for exponent in EXPONENTS),
    tanh(v.T @ v),
    sigma.dd.d(v.T @ v),
    leaky_relu(Fraction(1, 10)).d(layer_sum(i, 1, l, W[i])),
    diagonal(expm(S) @ S**4),
    logdet(S) / det(S),
    softplus(tr(W[i])),
    sqrt(as_scalar(2)) * sqrt(as_scalar(n)),
]

UNKNOWN = [
    (Adjoint(a), r"does not know sympy\.Adjoint.*\n?.*write `Transpose\(A\)`"),
    (sympy.conjugate(Symbol("z")), r"sympy\.conjugate.*\n?.*matrices are real here"),
    (
        sympy.Float("0.5") * x,
        r"sympy\.Float.*\n?.*write exact numbers, for example `Rational\(1, 2",
    ),
    (0.5, r"builtins\.float.*\n?.*write exact numbers"),
    (3, r"builtins\.int"),
    (sympy.Matrix([[1, 2]]), r"name the matrix"),
    (a[0, 0], r"sympy\.MatrixElement"),
    (sympy.Permanent(s), r"sympy\.Permanent"),
    (sympy.pi * x, r"sympy\.Pi"),
    (sympy.Dummy("q", real=True), r"a dummy symbol has no name"),
    (sympy.oo, r"sympy\.Infinity"),
    (sympy.gamma(x), r"does not know sympy\.gamma, in `gamma\(x\)`"),
    (x**y, r"only rational powers are supported, not `x\*\*y`"),
    (a.applyfunc(sympy.gamma), r"does not know the entrywise function sympy\.gamma"),
    (a.applyfunc(lambda q: q + 1), r"does not know the entrywise function sympy\.Add"),
    (a.applyfunc(lambda q: sympy.tanh(2 * q)), r"entrywise function sympy\.tanh"),
    (a.applyfunc(lambda q: x * q), r"entrywise function sympy\.Mul"),
    (a.applyfunc(lambda q: q**x), r"entrywise function sympy\.Pow"),
    (a.applyfunc(sympy.Lambda(t, 3)), r"entrywise function sympy\.Integer"),
    (
        a.applyfunc(sympy.Lambda(t, LeakyRelu(x, t))),
        r"does not know the entrywise function symland",
    ),
    (sympy.Function("f")(x, y), r"a function of one number is expected, not `f\(x, y\)`"),
    (sympy.Function("relu")(x), r"`Function\(\"relu\"\)` is any function to SymPy"),
    (sympy.Function("power")(x), r"give it another name"),
    (sympy.Derivative(sigma_(x), y, evaluate=False), r"a derivative|does not know sympy"),
    (sympy.Derivative(sigma_(x) * x, x), r"does not know sympy\.Derivative of this form"),
    (sympy.Derivative(sigma_(2 * x), x), r"does not know sympy\.Derivative of this form"),
    (sympy.Derivative(sigma_(x), (x, 65)), r"does not know sympy\.Derivative of this form"),
    (sympy.Subs(x * y, x, Trace(s)), r"does not know sympy\.Subs of this form"),
    (sympy.sqrt(x**2), r"does not know sympy\.Abs"),
    (sympy.tanh(a), r"a scalar is expected, not the matrix `A`"),
    (sympy.exp(s), r"a scalar is expected, not the matrix `S`"),
    (HadamardPower(a, x), r"only rational entrywise powers are supported"),
    (HadamardPower(a, a), r"only rational entrywise powers are supported"),
    (HadamardPower(a, 65), r"powers of matrices go up to 64"),
    (HadamardPower(2, a), r"only rational entrywise powers are supported"),
    (MatPow(s, N), r"only integer powers are supported, not `S\*\*n`"),
    (MatPow(s, 65), r"powers of matrices go up to 64"),
    (Symbol("z"), r"the symbol `z` is not declared to be real\n.*real=True"),
    (Symbol("z", integer=True), r"`z` is neither a size nor a layer index"),
    (
        Symbol("x", real=True) + Symbol("x", positive=True),
        r"two symbols `x` differ in their assump",
    ),
    (Identity(N / 2), r"a size or layer index is expected, not `n/2`"),
    (Identity(Symbol("r", real=True)), r"`r` stands for a size, but is not declared so"),
    (Identity(1 / N), r"a size or layer index is expected, not `1/n`"),
    (sympy.Add(x, a, evaluate=False), r"a scalar is expected, not the matrix `A`"),
    (sympy.Sum(N, (N, 1, 3)), r"`n` in a sum is not a layer index\n.*LayerIndex\(\"n\"\)"),
    (sympy.IndexedBase("d", integer=True)[1, 2], r"a family of sizes has one index"),
]


@pytest.mark.parametrize(("expr", "expected"), TO_SYMPY)
def test_to_sympy(expr: Expr, expected: sympy.Basic):
    assert to_sympy(expr) == expected
    assert expr.sympy == expected


@pytest.mark.parametrize(("value", "expected"), FROM_SYMPY)
def test_from_sympy(value: sympy.Basic, expected: Expr):
    assert from_sympy(value) == expected


@pytest.mark.parametrize("expr", UNUSUAL)
def test_what_sympy_lacks_comes_back(expr: Expr):
    assert from_sympy(to_sympy(expr)) == expr


@pytest.mark.parametrize("expr", [row for row in UNUSUAL if row.is_matrix])
def test_shapes_of_our_own_classes(expr: Matrix):
    rows, cols = to_sympy(expr).shape
    assert from_sympy(Identity(rows)) == identity(expr.rows)
    assert from_sympy(Identity(cols)) == identity(expr.cols)


@RANDOM
@given(expressions())
def test_there_and_back(expr: Expr):
    assert from_sympy(to_sympy(expr)) == expanded(expr)


@RANDOM
@given(st.one_of(with_functions(), numbers()))
def test_functions_there_and_back(expr: Expr):
    assert from_sympy(to_sympy(expr)) == expanded(expr)
    assert to_sympy(expr) == to_sympy(expr)


@RANDOM
@given(st.one_of(expressions(), with_functions()))
def test_shapes_agree(expr: Expr):
    if isinstance(expr, Matrix):
        rows, cols = to_sympy(expr).shape
        assert sympy.expand(rows) == to_sympy(as_scalar(expr.rows))
        assert sympy.expand(cols) == to_sympy(as_scalar(expr.cols))


def test_the_order_of_the_author_survives():
    expr = tr(B @ C @ A) + mu * nu + 2 - nu * mu
    back = from_sympy(to_sympy(expr))
    assert str(back) == "tr(B C A) + mu nu + 2 - nu mu"


# Errors


@pytest.mark.parametrize(("value", "message"), UNKNOWN)
def test_what_is_not_known_is_refused(value: object, message: str):
    with pytest.raises(ExpressionError, match=message):
        from_sympy(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (MatMul(a, a), r"sizes do not match in `@`: `A` is m x n, `A` is m x n"),
        (MatAdd(a, b), r"sizes do not match in `\+`: `A` is m x n, `B` is n x k"),
        (HadamardProduct(a, b), r"sizes do not match in `hadamard`"),
        (Trace(a), r"only a square matrix has a trace; `A` is m x n"),
        (Inverse(a), r"only a square matrix has an inverse; `A` is m x n"),
        (MatPow(a, 2), r"only a square matrix has powers"),
        (MatPow(a, 0), r"only a square matrix has powers"),
        (sympy.Determinant(a), r"`det` needs a square matrix"),
        (sympy.DiagonalOf(a), r"`diagonal` needs a square matrix"),
        (MatrixExponential(a), r"`expm` needs a square matrix"),
        (DiagMatrix(a), r"`diag` needs a vector"),
        (Identity(0), r"a size is at least 1, not 0"),
    ],
)
def test_sizes_are_checked(value: sympy.Basic, message: str):
    with pytest.raises(SizeError, match=message):
        from_sympy(value)


def test_malformed_names_are_refused():
    with pytest.raises(NamingError, match="`a b` is not a name"):
        from_sympy(MatrixSymbol("a b", M, N))


def test_unknown_operations_are_not_guessed():
    with pytest.raises(ExpressionError, match="does not know the operation `determinant`"):
        to_sympy(Scalar("determinant", (S,)))
    with pytest.raises(ExpressionError, match="`to_sympy` needs an expression, not 3"):
        to_sympy(3)


# The classes for what SymPy lacks


@pytest.mark.parametrize("function", [Sigmoid, Softplus, Step, Relu, lambda q: LeakyRelu(half, q)])
def test_functions_that_sympy_lacks_have_values_and_derivatives(function):
    value = sympy.expand_func(function(x))
    assert not value.has(Sigmoid, Softplus, Step, Relu, LeakyRelu)
    for point in (-2, Rational(1, 3), 5):
        assert function(sympy.Integer(1) * point).evalf() == value.subs(x, point).evalf()
        slope = function(x * x).diff(x).subs(x, point)
        assert slope.evalf() == pytest.approx(value.subs(x, x * x).diff(x).subs(x, point).evalf())


def test_entrywise_functions_have_the_entries_of_their_definition():
    p = MatrixSymbol("P", 2, 2)
    matrix_p = matrix("P", 2, 2)
    for found in FUNCTIONS:
        entry = to_sympy(found(matrix_p)).as_explicit()[1, 0]
        assert entry == to_sympy(found(X)).subs(x, p[1, 0])
    assert to_sympy(expm(matrix_p)).shape == (2, 2)
    assert to_sympy(total(matrix_p)).doit().as_explicit() == sum(p.as_explicit())
    assert to_sympy(diagonal(matrix_p)).as_explicit()[1] == p[1, 1]


def test_a_lambda_of_an_entrywise_function():
    assert activation_of(sympy.Lambda(t, sympy.Derivative(sympy.exp(t), (t, 3)))) == exp
    assert activation_of(sympy.Lambda(t, sympy.Derivative(Softplus(t), t))) == sigmoid
    assert activation_of(sympy.Lambda(t, Step(t))) == step


def test_commutation_matrix_and_vec_have_the_entries_of_their_definition():
    p = MatrixSymbol("P", 2, 3)
    left = CommutationMatrix(2, 3).as_explicit() * Vec(p).as_explicit()
    assert left == Vec(p.T).as_explicit()
    assert Vec(p).as_explicit()[1] == p[1, 0]


def test_layers_follow_substitution():
    k = LayerIndex("k")
    member = to_sympy(V[at_index("k")])
    assert isinstance(member, LayerMember)
    assert member.subs(k, 3) == to_sympy(V[3])
    assert member.subs(k, 3).shape == to_sympy(V[3]).shape
    product = to_sympy(chain(V, at_index("k"), 1))
    assert isinstance(product, LayerProduct)
    assert product.subs(k, 3) == to_sympy(chain(V, 3, 1))


def test_the_index_of_a_sum_is_bound():
    k, top = LayerIndex("k"), LayerIndex("t")
    total = to_sympy(layer_sum(at_index("k"), 1, at_index("t"), W[at_index("k")]))
    assert isinstance(total, LayerSum)
    assert total.free_symbols == {top, N}
    assert total.subs(k, 3) == total
    assert total.subs(top, 4) == to_sympy(layer_sum(at_index("k"), 1, 4, W[at_index("k")]))
    with pytest.raises(ValueError, match="k would be captured by the sum over k"):
        total.subs(top, k)


def test_one_sum_binds_an_index_whatever_its_declared_bounds():
    mixed = layer_sum(i, 1, l, W[i] + at(W[i], i, at_index("i")))
    assert to_sympy(mixed).free_symbols == to_sympy(layer_sum(i, 1, l, W[i])).free_symbols


def test_layer_indices_keep_their_bounds():
    found, bounded = to_sympy(as_scalar(i)), LayerIndex("i", 1, LayerIndex("l", 1))
    assert found == bounded
    assert found != LayerIndex("i")
    assert pickle.loads(pickle.dumps(found)) == found
    assert from_sympy(found) == as_scalar(i)


def test_symmetric_letters_stay_symmetric():
    letter = to_sympy(G)
    assert letter == letter.T
    assert letter != to_sympy(matrix("G_1", n, n))
    assert from_sympy(letter) == G


def test_sympy_is_not_imported_at_start_up():
    code = "import sys, symland.language.notation.latex\nprint('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def at_index(name: str):
    from symland.language.integers import index

    return index(name)


def expanded(expr: Expr) -> Expr:
    """What comes back from SymPy: no abbreviations, traces for norms and inner products."""
    args = [expanded(arg) for arg in expr.args]
    if expr.op == "let":
        return args[0]
    if expr.op in ("frob2", "inner"):
        return tr(args[0].T @ args[-1])
    if expr.op == "norm":
        return sqrt(tr(args[0].T @ args[0]))
    if expr.op == "total":
        return tr(ones(args[0].cols, args[0].rows) @ args[0])
    if expr.op == "entrywise" and expr.data == log and args[0].op == "det":
        return logdet(args[0].args[0])
    if expr.op in ("matmul", "add", "mul"):
        args = [part for arg in args for part in (arg.args if arg.op == expr.op else (arg,))]
    if expr.op == "kron" and all(arg.op == "identity" for arg in args):
        return identity(expr.rows)
    kind = Matrix if expr.is_matrix else Scalar
    return kind(expr.op, tuple(args), expr.data, expr.rows, expr.cols)
