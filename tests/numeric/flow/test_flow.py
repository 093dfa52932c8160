"""Gradient flow: the solution satisfies its equation by the other road, and keeps what it keeps."""

from fractions import Fraction

import numpy as np
import pytest

from numeric import Evaluator, float64, gradient_flow, mpmath
from numeric.arithmetic import DomainError, SingularError
from numeric.construct import construct
from numeric.dimensions import Dimensions
from numeric.draw import decimals, draw
from numeric.flow.api import problem_of
from numeric.flow.double import Compiled
from numeric.row import norm
from symland.errors import ExpressionError, UndecidedError
from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    kron,
    layer_sum,
    matrix,
    ones,
    scalar,
    tr,
    vec,
)
from symland.language.claims import Eq
from symland.language.derivatives import gradient_node
from symland.language.families import chain, family
from symland.language.functions import (
    activation,
    arctan,
    cos,
    det,
    diagonal,
    exp,
    hadamard_power,
    log,
    logdet,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tanh,
    total,
)
from symland.language.functions import norm as length
from symland.language.integers import dims, index

h, k, n = dims("h k n")
A, B, S = matrix("A", k, h), matrix("B", h, n), matrix("S", n, n)
Y, Z = matrix("Y", k, n), matrix("Z", n, n, symmetric=True)
d, l, j = dims("d[]"), index("l", 1), index("j")
W = family("W", d)
X = matrix("X", d[0], n)
T = matrix("T", d[l], n)
mu = scalar("mu")
POSITIVE = S.T @ S + identity(n)
LOSSES = [
    frob2(A @ B - Y) / 2,
    mu * inner(A @ B, Y) + total(hadamard(A, A)) ** 2,
    frob2(chain(W, l, 1) @ X - T) / 2,
    layer_sum(j, 1, l, frob2(W[j]) ** 2),
    tr(kron(S, Z) @ commutation(n, n) @ kron(S, S)),
    frob2(diag(vec(S)) @ ones(n * n) - vec(S @ S)),
    total(hadamard(diagonal(S), diagonal(S @ S))),
    tr(POSITIVE.inv) + logdet(POSITIVE) + det(S) ** 2,
    sqrt(frob2(S) + 1) + length(S - 3 * identity(n)) + log(frob2(S)),
    tr(POSITIVE) ** -2 + tr(POSITIVE**-1),
    total(hadamard_power(POSITIVE + 2 * ones(n, n), Fraction(3, 2))),
    *(frob2(A @ f(B) - Y) / 2 for f in (tanh, sigmoid, softplus, arctan, sin, cos)),
    total(exp(B)) + frob2(activation("sigma")(B)) + total(tanh.d(B)) + total(sin.dd(B)),
]
SIZES = {"h": 3, "k": 2, "n": 2, "d": [2, 3, 2, 3]}
DIGITS = 25


def moved_by(loss):
    """What the loss depends on, apart from data."""
    letters = {node for node in loss.walk() if node.op == "symbol" and node.is_matrix}
    layers = [W] if any(node.op in ("chain", "member") for node in loss.walk()) else []
    return [*sorted(letters & {A, B, S}, key=str), *layers]


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_the_solution_satisfies_its_equation(loss):
    """(X(t + e) - X(t - e)) / 2e is -grad L at X(t), where numeric differentiates on its own."""
    t, e = Fraction(1, 20), Fraction(1, 10**12)
    found = gradient_flow(loss, moved_by(loss), t=[t - e, t, t + e], digits=DIGITS, dims=SIZES,
                          depth=2)  # fmt: skip
    run = Evaluator(found.instances[2], mpmath(DIGITS))
    for letter in found.variables:
        variable = W[letter.position] if letter.kind == "member" else {"A": A, "B": B, "S": S}[
            letter.name]  # fmt: skip
        slope = run.value(gradient_node(loss, variable))
        ahead, behind = (found.state(place)[str(letter)] for place in (3, 1))
        speed = run.field.array((ahead - behind) / (2 * e))
        assert norm(speed + slope) <= 1e-11 * (1 + norm(slope))


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_the_graph_in_double_precision(loss):
    """Loss and gradients of the graph are those that the evaluator finds."""
    needs = gradient_flow(loss, moved_by(loss), t=Fraction(1, 50), digits=5, dims=SIZES, depth=2)
    here = needs.instances[0]
    problem = problem_of(loss, moved_by(loss), here)
    found = Compiled(problem.variables, [problem.loss, *problem.gradients])(
        *(block.astype(float) for block in problem.start)
    )
    run = Evaluator(here, float64)
    assert np.allclose(found[0], run.value(loss), rtol=1e-12)
    for letter, slope in zip(problem.letters, found[1:], strict=True):
        variable = W[letter.position] if letter.kind == "member" else {"A": A, "B": B, "S": S}[
            letter.name]  # fmt: skip
        assert np.allclose(slope, run.value(gradient_node(loss, variable)), rtol=1e-10, atol=1e-12)


def test_balancedness_is_kept_and_digits_are_confirmed():
    loss = frob2(chain(W, l, 1) @ X - T) / 2
    laws = [W[2].T @ W[2] - W[1] @ W[1].T, W[2] @ W[1]]
    found = gradient_flow(loss, [W], t=Fraction(1, 4), digits=40, invariants=laws, depth=3,
                          dims={"d": [2, 3, 2, 2], "n": 2}, confirm=True, double=True)  # fmt: skip
    kept, moved = found.drifts
    assert found.digits_obtained >= 40
    assert kept.largest < 1e-40 < 1e-16 < kept.double < 1e-12
    assert found.double_error < 1e-12
    assert moved.largest > 1e-3
    assert [found.is_conserved(one) for one in found.drifts] == [True, False]
    assert list(found.state()) == ["W[1]", "W[2]", "W[3]"]


def test_units_of_a_residual_network_stay_balanced():
    """The layers of each unit A[k] of (I + A[2][2] A[2][1]) (I + A[1][2] A[1][1])."""
    size = dims("d")
    A = family("A", size, size, indices=2)
    units = [identity(size) + chain(A[unit], 2, 1) for unit in (2, 1)]
    x, y = matrix("x", size, n), matrix("y", size, n)
    loss = frob2(units[0] @ units[1] @ x - y) / 2
    laws = [A[unit][2].T @ A[unit][2] - A[unit][1] @ A[unit][1].T for unit in (1, 2)]
    values = {f"A[{unit}][{place}]": [[unit, place], [1, "0.5"]] for unit in (1, 2)
              for place in (1, 2)}  # fmt: skip
    start = {**values, x: [["0.1"], ["0.2"]], y: [[1], [0]]}
    found = gradient_flow(loss, [A], start, t=Fraction(1, 20), digits=25, invariants=laws)
    assert list(found.state()) == ["A[1][1]", "A[1][2]", "A[2][1]", "A[2][2]"]
    assert all(map(found.is_conserved, found.drifts))


def test_a_solution_in_closed_form():
    """x' = -2 a^2 x from x = 1 is exp(-2 a^2 t)."""
    x = matrix("x", 1, 1)
    found = gradient_flow(frob2(3 * x), [x], {x: [[1]]}, t=[Fraction(1, 2), 1], digits=60)
    context = mpmath(60).context
    for place, time in ((1, 0.5), (2, 1)):
        exact = context.exp(-18 * time)
        value = mpmath(60).element(found.state(place)["x"][0, 0])
        assert abs(value - exact) < context.mpf(10) ** -60


def test_more_digits_in_the_same_run():
    loss = frob2(A @ B - Y) / 2
    start = draw(Dimensions({"k": 2, "h": 2, "n": 2}), entries=decimals(150))
    rough, fine = (gradient_flow(loss, [A, B], start, digits=digits) for digits in (20, 120))
    gap = max(abs(rough.state()[name] - fine.state()[name]).max() for name in ("A", "B"))
    assert 0 < gap < Fraction(1, 10**20)


def test_a_flow_at_rest():
    x = matrix("x", 1, 1)
    found = gradient_flow(frob2(x), [x], {x: [[0]]}, t=3, invariants=[x], confirm=True)
    assert (found.drifts[0].largest, found.digits_obtained) == (0, 60)


@pytest.mark.parametrize(
    ("loss", "wrt", "words"),
    [
        (frob2(relu(B)), [B], "has a kink at 0, where a flow has no Taylor series"),
        (frob2(A @ B), [S], "`S` does not occur in the loss"),
        (frob2(A @ B), [], "at least one variable"),
        (A @ B, [A], "needs a scalar loss"),
        (tr(gradient_node(frob2(S), S)), [S], "`grad` cannot be integrated as a series"),
        (frob2(Z), [Z], "symmetric"),
    ],
)
def test_what_cannot_be_integrated(loss, wrt, words):
    with pytest.raises(ExpressionError, match=words):
        gradient_flow(loss, wrt)


def test_hypotheses_make_data_not_variables():
    V = matrix("V", k, h)
    loss = frob2(A @ B - Y)
    start, _ = construct([Eq(Y, V @ V.T @ V @ B), Eq(V, 2 * A)], draw(Dimensions(SIZES)))
    with pytest.raises(ExpressionError, match="`Y` is no constant: a hypothesis makes it"):
        gradient_flow(loss, [B], start)
    with pytest.raises(ExpressionError, match="`V` cannot move: a hypothesis makes it `2 A`"):
        gradient_flow(frob2(V @ B), [V], start)


@pytest.mark.parametrize("t", [0, -1, [1, 1], [2, 1], []])
def test_times_increase(t):
    with pytest.raises(ExpressionError, match="the times of a flow are positive and increase"):
        gradient_flow(frob2(A), [A], t=t)


def test_a_blow_up_is_not_passed():
    """x' = 4 x^3 from 1 ends at t = 1/8."""
    x = matrix("x", 1, 1)
    with pytest.raises(UndecidedError, match=r"steps lead only to t = 0.125,"):
        gradient_flow(-1 * frob2(x) ** 2, [x], {x: [[1]]}, t=1, digits=5)


def test_what_is_not_defined_at_the_start():
    x = matrix("x", 1, 1)
    with pytest.raises(DomainError, match="a root of a number that is not positive along the flow"):
        gradient_flow(length(x), [x], {x: [[0]]})
    with pytest.raises(SingularError, match="a matrix without an inverse along the flow"):
        gradient_flow(tr(S.inv), [S], {S: [[1, 2], [2, 4]]})
    with pytest.raises(SingularError, match="division by zero along the flow"):
        gradient_flow(tr(S) ** -1, [S], {S: [[1, 0], [0, -1]]})
