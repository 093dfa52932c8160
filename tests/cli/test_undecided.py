"""Undecided steps: the report says what was tried, what remains, and which hypothesis closes it.

The search is held to size 1, where all of these statements are true or have no exact values.
"""

import re

import pytest

from symland import Eq, Evidence, Le, dims, frob2, matrix, prove, tanh, tr
from symland.language.build import commutation
from symland.language.functions import logdet

SETTING = """
from symland.prelude import *

m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", n, m)
P, Q, S = (matrix(name, n, n) for name in "PQS")
v, x, mu = vector("v", n), vector("x", n), scalar("mu")
V, l = family("V", n), index("l", 2)
k, j = index("k", 1, l), index("j", 1, l)
"""
CLAIMS = {
    "identity": "Eq(P @ Q @ P, P @ P @ Q)",
    "inverse": "Eq(inv(P) @ Q, Q @ inv(P)), given=[invertible(P)]",
    "trace": "Eq(tr(P @ Q @ S), tr(S @ Q @ P)), given=[symmetric(P), symmetric(Q)]",
    "kronecker": "Eq(kron(P, Q) @ kron(Q, P), kron(Q, P) @ kron(P, Q))",
    "norm": "Eq(frob2(P.T @ x), frob2(P @ x))",
    "pinv": "Eq(pinv(A @ Q), pinv(Q) @ pinv(A)), given=[invertible(Q)]",
    "layers": "Eq(V[k] @ V[k + 1], V[k + 1] @ V[k]), given=[ForAll(j, Eq(V[j] @ V[j], V[j]))]",
    "entrywise": "Eq(hadamard(P, Q) @ v, P @ Q @ v)",
    "logdet": "Eq(logdet(P @ Q), logdet(P) + logdet(Q))",
    "psd": "Ge(v.T @ P @ v, 0), given=[Ge(tr(P), 0)]",
    "psd at a factor": "Ge(tr(P @ B @ B.T), 0), given=[Ge(tr(P), 0)]",
    "projector": "Le(frob2(P @ B), frob2(B)), given=[Eq(P @ P, P)]",
    "sign": "Ge(mu * frob2(A), 0), given=[Ge(mu * mu * mu, 0)]",
    "orthogonal": "Le(frob2(P @ B), frob2(B)), given=[Le(frob2(P), n)]",
}  # fmt: skip


@pytest.fixture
def reports(cli, tmp_path):
    """The reports of all these statements, by name."""
    lines = [f"claim({text}, ref={name!r})" for name, text in CLAIMS.items()]
    (tmp_path / "file.py").write_text(SETTING + "\n".join(lines) + "\n")
    found = cli("verify", "--no-cache", "--max-dim", "1", "--ascii", "file.py")
    assert found.code == 3
    parts = re.split(r"^error\[SL102\]", found.out, flags=re.MULTILINE)[1:]
    assert len(parts) == len(CLAIMS)
    return dict(zip(CLAIMS, parts, strict=True))


def test_reports(reports, snapshot):
    for text in reports.values():
        assert "= tried" in text
        assert ("further hypothesis closes it" in text) != (
            "further hypotheses, of which no" in text
        )
    for name, text in reports.items():
        is_at_zero = "= right  0\n" in text  # what remains is the left side
        assert ("= difference" in text or "= remainder" in text) != is_at_zero, name
    shown = {
        name: text.partition("= left")[2].partition("reproduce")[0]
        for name, text in reports.items()
    }
    assert shown == snapshot


def test_a_suggestion_is_right(cli, tmp_path):
    """Each hypothesis, and what goes into `by=`, as the report says."""
    (tmp_path / "file.py").write_text(
        SETTING
        + """
claim(Eq(P @ Q @ P, P @ P @ Q), given=[Eq(P @ Q, Q @ P)])
claim(Le(frob2(P @ B), frob2(B)), given=[Eq(P @ P, P), symmetric(P)])
claim(Eq(pinv(A @ Q), pinv(Q) @ pinv(A)), given=[invertible(Q), Eq(pinv(A) @ A, identity(n))])


@theorem(Ge(v.T @ P @ v, 0), given=[psd(P)])
def form(p):
    p.calc().ge(0, by=psd(P)(v))
"""
    )
    assert cli("verify", "--no-cache", "file.py").code == 0


def test_prove_says_the_same():
    n, m = dims("n m")
    P, B, K = matrix("P", n, n), matrix("B", n, m), commutation(n, n)
    found = prove(Eq(logdet(P @ P), 2 * logdet(P.T) + tr(tanh(K) - tanh(K.T))))
    assert (found.evidence, "what remains" in found.explanation) == (Evidence.UNDECIDED, True)
    assert "5 further hypotheses, of which no single one closes it" in found.explanation
    assert prove(Le(frob2(P @ B), frob2(B)), [Eq(P @ P, P)]).evidence is Evidence.REFUTED
