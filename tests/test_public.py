"""The names of `symland` that others rely on, and what they do."""

import contextlib
import importlib
import json
import re
from fractions import Fraction

import pytest

import numeric
import symland
from symland import (
    Eq,
    Evidence,
    Ge,
    Gt,
    Le,
    Lt,
    Verdict,
    det,
    dims,
    frob2,
    from_sympy,
    grad,
    hess,
    identity,
    index,
    kron,
    latex,
    matrix,
    prove,
    scalar,
    tr,
    vec,
)
from symland.errors import StatementError
from symland.kernel.certificate import recheck
from symland.kernel.linear import KernelError

ISSUE = re.findall(
    r"\w+",
    """
    dims scalar matrix vector identity zeros ones tr vec kron hadamard frob2 inner commutation diag
    let family chain Eq Le Ge Lt Gt grad jacobian hess hess_form ddt GradientFlow theorem prove
    latex from_sympy
    """,
)
m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", n, m)
S, T = matrix("S", n, n), matrix("T", n, n)
x, y = scalar("x"), scalar("y")
# It is A, by Sylvester's identity for determinants, which symland does not know.
PUZZLE = A + (det(identity(m) + A @ B) - det(identity(n) + B @ A)) * A


@pytest.mark.parametrize("name", ISSUE)
def test_the_names_that_were_asked_for(name):
    assert name in symland.__all__
    assert callable(getattr(symland, name))
    assert name in dir(symland)


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="module 'symland' has no attribute 'gradd'"):
        _ = symland.gradd
    assert not hasattr(symland, "N")


def test_dims():
    single = dims("n")
    assert str(single) == "n"
    assert not isinstance(single, tuple)
    assert isinstance(dims("k h"), tuple)
    assert [str(one) for one in dims("k, h d")] == ["k", "h", "d"]
    assert dims("n") == n
    assert str(dims("d[]")[3]) == "d[3]"


def test_an_exact_verdict():
    verdict = prove(Eq(vec(A @ S @ B), kron(B.T, A) @ vec(S)))
    assert isinstance(verdict, Verdict)
    assert verdict.evidence is Evidence.EXACT
    assert verdict.counterexample is None
    assert verdict.explanation == ""
    assert verdict.certificate["form"] == "equal"
    assert str(verdict).startswith("exact: vec(A S B) = ")


def test_a_refuted_verdict():
    verdict = prove(Eq(S @ T, T @ S))
    assert verdict.evidence is Evidence.REFUTED
    assert verdict.certificate is None
    assert verdict.counterexample.sizes == {"n": 2}
    assert isinstance(verdict.counterexample.left[0][0], Fraction)
    assert verdict.explanation.startswith("the statement is false")


def test_an_undecided_verdict():
    verdict = prove(Eq(PUZZLE, A))
    assert verdict.evidence is Evidence.UNDECIDED
    assert verdict.certificate is None
    assert verdict.counterexample is None
    assert "the statement is undecided: neither shown nor refuted" in verdict.explanation
    assert "canonical forms (they differ)" in verdict.explanation


@pytest.mark.parametrize("kind", list(Evidence))
def test_evidence_has_no_truth_value(kind):
    with pytest.raises(StatementError, match=f"evidence `{kind.value}` has no truth value"):
        bool(kind)


@pytest.mark.parametrize("claim", [Eq(A, A), Eq(S @ T, T @ S), Eq(PUZZLE, A)])
def test_verdicts_and_claims_have_no_truth_value(claim):
    with pytest.raises(StatementError, match="a verdict has no truth value"):
        bool(prove(claim))
    with pytest.raises(StatementError, match="has no truth value until it is proved"):
        bool(claim)


CERTIFIED = [
    (Eq(tr(A @ B), tr(B @ A)), [], "equal"),
    (Eq(grad(frob2(S @ T) / 2, S), S @ T @ T.T), [], "equal"),
    (Eq(hess(frob2(S @ T) / 2, S), kron(T @ T.T, identity(n))), [], "equal"),
    (Eq(S @ T, 0), [Eq(S, 0)], "solved"),
    (Eq(tr(S @ T), tr(T @ T)), [Eq(S, T)], "solved"),
    (Ge(frob2(A), 0), [], "nonnegative"),
    (Le(x, y + 0), [Le(x, y)], "nonnegative"),
    (Gt(y, x), [Lt(x, y)], "nonnegative"),
]


@pytest.mark.parametrize(("claim", "given", "form"), CERTIFIED)
def test_certificates_are_rechecked(claim, given, form):
    verdict = prove(claim, given=given)
    assert verdict.evidence.is_proof
    certificate = json.loads(json.dumps(verdict.certificate))
    assert certificate["form"] == form
    assert certificate["schema"] == "symland.certificate/1"
    assert recheck(certificate) is True


@pytest.mark.parametrize(("claim", "given", "form"), CERTIFIED)
def test_changed_certificates_are_refused(claim, given, form):
    certificate = json.loads(json.dumps(prove(claim, given=given).certificate))
    wrong = {**certificate, "right": prove(Eq(tr(S), tr(S))).certificate["left"]}
    if claim.left.is_matrix:
        wrong = {**certificate, "right": prove(Eq(A @ B @ A, A @ B @ A)).certificate["left"]}
    with contextlib.suppress(KernelError):  # ill-formed, or well-formed and wrong
        assert recheck(wrong) is False
    without_left = {key: value for key, value in certificate.items() if key != "left"}
    others = {**certificate, "schema": "other/1"}, {**certificate, "form": "because"}
    for broken in ({}, without_left, *others):
        with pytest.raises(KernelError, match="certificate"):
            recheck(broken)
    assert form


def test_hypotheses_of_prove():
    i, j = index("i", 1), index("j", 1)
    W = symland.family("W", n)
    claim = Eq(grad(tr(W[i]), W[j]), 0)
    assert prove(claim).evidence is Evidence.REFUTED
    assert prove(claim, given=[i < j]).evidence is Evidence.EXACT
    assert prove(Eq(S @ T, 0), given=[symland.assume(Eq(S, 0))]).evidence is Evidence.CERTIFIED
    with pytest.raises(StatementError, match="needs a statement"):
        prove(Eq(S, T), given=[S])


def test_a_hypothesis_about_a_number():
    verdict = prove(Eq(tr(S @ T), x), given=[Eq(x, tr(T @ S))])
    assert verdict.evidence is Evidence.CERTIFIED


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (A == B, "`prove` got False: `==` compares structure"),
        (A, "`prove` needs a statement such as"),
        (index("i", 1) < 3, "`prove` takes an equation or inequality between expressions"),
        (None, "`prove` needs a statement"),
    ],
)
def test_what_cannot_be_proved(claim, message):
    with pytest.raises(StatementError, match=message):
        prove(claim)


def test_latex_and_sympy():
    assert latex(tr(A @ B)) == r"\operatorname{tr}(A B)"
    for formula in (A @ B, tr(A @ B), frob2(S) / 2, kron(A, B), S.T @ T - 3 * S, x * y**2):
        back = from_sympy(formula.sympy)
        assert prove(Eq(back, formula)).evidence is Evidence.EXACT


def test_numeric_is_a_package_of_its_own():
    assert importlib.import_module("numeric") is numeric
    for name in ("evaluate", "instance", "exact", "mpmath", "compare", "spot_check"):
        assert name in numeric.__all__
        assert hasattr(numeric, name)
    assert numeric.spot_check(Eq(tr(S @ T), tr(T @ S))) is None


def test_versions():
    from importlib.metadata import version

    assert symland.__version__ == version("symland") == "0.1.0"
