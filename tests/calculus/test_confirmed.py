"""No formula leaves the calculus unconfirmed, and what it does not know it refuses."""

import pytest

from symland import (
    Eq,
    as_scalar,
    commutation,
    ddt,
    differential,
    evaluate,
    expm,
    frob2,
    grad,
    hadamard,
    hess,
    hess_form,
    identity,
    inner,
    inv,
    jacobian,
    kron,
    ones,
    pinv,
    prove,
    scalar,
    tr,
    vec,
    zeros,
)
from symland.calculus import forward, kronecker, reverse
from symland.calculus.evaluate import DisagreementError, confirm
from symland.elaborate import context_of
from symland.errors import ExpressionError, UndecidedError
from symland.evidence import Evidence
from tests.calculus.letters import (
    L2,
    V1,
    V2,
    A,
    B,
    L,
    S,
    T,
    W,
    dA,
    dS,
    f,
    flow,
    j,
    m,
    n,
    u,
    w,
    x,
)

CASES = {
    "reverse": [
        ("symbol", grad(frob2(A), A)),
        ("add", grad(tr(A @ B) + frob2(A), A)),
        ("matmul", grad(L2, V1)),
        ("transpose", grad(tr(A.T @ B.T), A)),
        ("trace", grad(tr(S), S)),
        ("frob2", grad(frob2(A), A)),
        ("inner", grad(inner(A, B.T), A)),
        ("inverse", grad(tr(inv(S)), S)),
        ("mul", grad(tr(S) * tr(S @ S), S)),
        ("power", grad(tr(S) ** 2, S)),
        ("scale", grad(tr(2 * A @ B), A)),
        ("hadamard", grad(tr(hadamard(A, A) @ B), A)),
        ("chain", grad(L, W[j])),
        ("member", grad(frob2(W[j]), W[j])),
    ],
    "kronecker": [
        ("symbol", jacobian(A @ B, A)),
        ("matmul", hess(L2, V1)),
        ("transpose", jacobian(A.T, A)),
        ("add", jacobian(A + 2 * A, A)),
        ("scale", jacobian(2 * A, A)),
        ("inverse", jacobian(inv(S), S)),
        ("vec", jacobian(vec(A), A)),
        ("chain", hess(L, W[j])),
    ],
    "forward": [
        ("symbol", differential(A @ B, {A: dA})),
        ("matmul", ddt(V1 @ V1.T, flow)),
        ("frob2", differential(frob2(A), {A: dA})),
        ("hadamard", differential(hadamard(A, A), {A: dA})),
        ("inverse", differential(inv(S), {S: dS})),
        ("trace", differential(tr(S @ T), {S: dS})),
        ("power", differential(tr(S) ** 2, {S: dS})),
        ("kron", differential(kron(S, T), {S: dS})),
        ("chain", differential(L, {W: w})),
    ],
}
MODULES = {"reverse": reverse, "kronecker": kronecker, "forward": forward}


def doubled(rule):
    """The same rule with a factor 2 too many."""

    def wrong(*args):
        found = rule(*args)
        if found is None:
            return None
        return [2 * term for term in found] if isinstance(found, list) else 2 * found

    return wrong


@pytest.mark.parametrize(
    ("module", "rule", "derivative"),
    [(name, *case) for name, cases in CASES.items() for case in cases],
)
def test_a_broken_rule_is_noticed(monkeypatch, module, rule, derivative):
    evaluate(derivative)
    rules = MODULES[module].RULES
    monkeypatch.setitem(rules, rule, doubled(rules[rule]))
    with pytest.raises(DisagreementError, match="kernel's own derivative does not confirm") as it:
        evaluate(derivative)
    assert it.value.code == "SL901"


def test_a_forgotten_term_is_noticed(monkeypatch):
    monkeypatch.setitem(reverse.RULES, "matmul", lambda *_: [])
    with pytest.raises(DisagreementError, match="the calculus found `0`"):
        evaluate(grad(L2, V1))


def test_a_forgotten_commutation_matrix_is_noticed(monkeypatch):
    monkeypatch.setattr(kronecker, "_leaf", lambda _, frame: frame.matrix)
    with pytest.raises(DisagreementError, match="does not confirm"):
        evaluate(jacobian(S.T, S))


def test_printing_goes_through_the_same_check(monkeypatch):
    monkeypatch.setitem(reverse.RULES, "frob2", doubled(reverse.RULES["frob2"]))
    derivative = grad(frob2(A), A)
    shown = (str, repr, type(derivative)._repr_latex_, type(derivative).doit, lambda it: it.sympy)
    for show in shown:
        with pytest.raises(DisagreementError, match="does not confirm"):
            show(derivative)


def test_confirm_refuses_what_is_only_nearly_right():
    node, context = grad(frob2(A), A), context_of([])
    confirm(node, 2 * A, context)
    for wrong in (A, 3 * A, 2 * B.T, zeros(m, n)):
        with pytest.raises(DisagreementError, match="does not confirm"):
            confirm(node, wrong, context)


UNKNOWN = [
    (grad(tr(expm(S) @ T), S), "no readable gradient through `expm`"),
    (grad(f(x), x), "no readable gradient through `apply`"),
    (grad(f(S @ x), x), "no readable gradient through `apply`"),
    (grad(f(S @ x), S), "no readable gradient through `apply`"),
    (grad(inner(u(x), u(x)), x), "no readable gradient through `apply`"),
    (jacobian(expm(S), S), "no readable Jacobian through `expm`"),
    (jacobian(u(x), x), "no readable Jacobian through `apply`"),
    (hess(f(x), x), "no readable gradient through `apply`"),
    (differential(expm(S), {S: T}), "no readable derivative through `expm`"),
    (differential(f(x), {x: x}), "no readable derivative through `apply`"),
]


@pytest.mark.parametrize(("derivative", "message"), UNKNOWN)
def test_unknown_nodes_are_refused(derivative, message):
    with pytest.raises(UndecidedError, match=message):
        evaluate(derivative)
    with pytest.raises(UndecidedError, match=message):
        derivative.doit()


@pytest.mark.parametrize("derivative", [case[0] for case in UNKNOWN])
def test_unknown_nodes_are_never_zero(derivative):
    """Neither in print, nor for the kernel."""
    assert str(derivative) != "0"
    assert not prove(Eq(derivative, 0)).evidence.is_proof


@pytest.mark.parametrize(
    "body",
    [
        tr(identity(n)),
        tr(zeros(n, n)),
        tr(ones(n, n)),
        tr(commutation(n, n)),
        as_scalar(n) ** 2,
        as_scalar(5),
        scalar("mu"),
        frob2(B),
        tr(pinv(B) @ B),
        f(x),
        tr(kron(S, T)),
    ],
)
def test_what_does_not_contain_the_variable_is_constant(body):
    derivative = grad(body, A)
    assert str(derivative) == "0"
    assert evaluate(derivative) == zeros(m, n)
    assert prove(Eq(derivative, 0)).evidence is Evidence.EXACT


@pytest.mark.parametrize(
    ("derive", "message"),
    [
        (lambda: grad(A, A), "`grad` needs a scalar to differentiate, not `A`"),
        (lambda: grad(x @ x.T, x), "`grad` needs a scalar to differentiate, not `x x'`"),
        (lambda: grad(frob2(A), A @ B), "with respect to a letter or a member `W.k.`, not `A B`"),
        (lambda: grad(frob2(A), A.T), "with respect to a letter or a member `W.k.`, not `A'`"),
        (lambda: grad(frob2(A), 2 * scalar("mu")), "with respect to a letter or a member"),
        (lambda: grad(frob2(A), W), "with respect to a letter or a member"),
        (lambda: hess(A, A), "`hess` needs a scalar"),
        (lambda: jacobian("A", A), "a scalar is expected, not 'A'"),
        (lambda: hess_form("A", {A: dA}), "a scalar is expected, not 'A'"),
    ],
)
def test_what_has_no_derivative(derive, message):
    with pytest.raises(ExpressionError, match=message):
        derive()


def test_a_gradient_inside_a_gradient():
    twice = grad(frob2(grad(L2, V1)) / 2, V2)
    assert prove(Eq(twice, evaluate(twice))).evidence is Evidence.EXACT
    assert evaluate(twice).shape == V2.shape
