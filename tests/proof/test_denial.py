"""Errata about statements that no evaluation refutes: what a denial must show, and attacks."""

from __future__ import annotations

import pytest

PROOF = """
from symland.prelude import *

n = dims("n")
A, B = matrix("A", n, n), matrix("B", n, n)
M = block([[0, 1], [0, 0]])
B2 = matrix("B", 2, 2)
printed = Exists(B, Eq(A @ B, identity(n)))
nilpotent = assume(Eq(A @ A, 0), name="A A = 0")
at = {"n": 2, "A": [[0, 1], [0, 0]]}


@theorem(Eq(M @ M, 0), ref="square")
def square_(p):
    pass


@theorem(Not(Exists(B2, Eq(M @ B2, identity(2)))), ref="denied")
def denied(p):
    N = p.obtain(Exists(B2, Eq(M @ B2, identity(2))), "N")
    e = block([[0], [1]])
    step = p.calc(as_scalar(1))
    step.eq(as_scalar(e.T @ identity(2) @ e))
    step.eq(as_scalar(e.T @ M @ N @ e), by=Eq(M @ N, identity(2)))
    step.eq(0)


@theorem(Implies(Eq(A @ B, identity(n)), Eq(A @ B @ A, A)), given=[], ref="right")
def right(p):
    p.calc().eq(A, by=Eq(A @ B, identity(n)))

"""
GOOD = """
wrong = erratum(printed, given=[nilpotent], corrected=right, instance=at,
                denied=[square_, denied], ref="printed")
"""


def test_a_denial_is_an_erratum_and_says_where(check):
    report = check(PROOF + GOOD)
    assert report["wrong"].verdict == "erratum"
    assert report["wrong"].denial == (
        "at n = 2, A = [[0, 1], [0, 0]] by `square`, `denied`")  # fmt: skip


ATTACKS = {
    "the hypothesis is not shown at the instance": (
        GOOD.replace("[square_, denied]", "denied"), "no theorem of `denied=` states"),
    "nothing is denied": (
        GOOD.replace("[square_, denied]", "square_"), "no theorem of `denied=` states"),
    "another instance": (
        GOOD.replace("instance=at", 'instance={"n": 2, "A": [[0, 1], [1, 0]]}'),
        "no theorem of `denied=` states"),
    "another size": (
        GOOD.replace("instance=at", 'instance={"n": 3, "A": [[0, 1], [0, 0]]}'),
        "needs sizes for which `A` is 2 x 2"),
    "a size is left out": (
        GOOD.replace("instance=at", 'instance={"A": [[0, 1], [0, 0]]}'),
        "needs sizes for which `A` is 2 x 2"),
    "a letter is left out": (
        GOOD.replace("instance=at", 'instance={"n": 2}'), "no theorem of `denied=` states"),
    "a denial under hypotheses": (
        GOOD.replace("[square_, denied]", "[square_, supposing]").replace("\nwrong", '''
@theorem(Not(Exists(B2, Eq(M @ B2, identity(2)))), given=[Eq(B2, 0)], ref="supposing")
def supposing(p):
    N = p.obtain(Exists(B2, Eq(M @ B2, identity(2))), "N")
    e = block([[0], [1]])
    step = p.calc(as_scalar(1))
    step.eq(as_scalar(e.T @ M @ N @ e), by=Eq(M @ N, identity(2)))
    step.eq(0)


wrong'''), "`supposing` has hypotheses"),
    "a denial that is not proved": (
        GOOD.replace("[square_, denied]", "[square_, claimed]").replace("\nwrong", '''
@theorem(Not(Exists(B2, Eq(M @ B2, identity(2)))), ref="claimed")
def claimed(p):
    p.calc(as_scalar(1)).eq(0)


wrong'''), "`claimed` is not proved"),
    "a denial that is only cited": (
        GOOD.replace("[square_, denied]", "[square_, cited]").replace("\nwrong", '''
@theorem(Not(Exists(B2, Eq(M @ B2, identity(2)))), ref="cited")
def cited(p):
    p.calc(as_scalar(1)).eq(0, by=cite("somebody"))


wrong'''), "`cited` is not proved"),
    "an instance at which a hypothesis is not defined": (
        GOOD.replace("given=[nilpotent]", "given=[Eq(A @ inv(A), identity(n))]").replace(
            "[square_, denied]", "[written, denied]").replace("\nwrong", """
written = claim(Eq(M @ inv(M), identity(2)), ref="written")
wrong"""), "`written` supposes that `[0, 1; 0, 0]^-1` is defined"),
    "no instance": (
        GOOD.replace("instance=at,", ""), "`denied=` goes with an instance"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_denial_that_shows_something_else_is_refused(check, name):
    source, message = ATTACKS[name]
    report = check(PROOF + source)
    failure = report.errors.get("a.py") or report["wrong"].failure
    assert message in failure.message
    assert "wrong" not in report.by_name or report["wrong"].verdict != "erratum"


FALSE = """
from symland.prelude import *

n = dims("n")
A, B = matrix("A", n, n), matrix("B", n, n)
S, T = block([[1, 0], [0, -1]]), block([[1, 0], [0, 1]])
e, f = vector("e", 2), vector("f", 2)


@theorem({statement}, ref="cheat")
def cheat(p):
    {body}
"""
# Properties that now may be shown: none of these has them.
CHEATS = {
    "diag(1, -1) is not positive": (
        "positive_diagonal(S)", "p.calc().eq(S)\n    p.part(2).witness(S)"),
    "nor semidefinite": ("psd(S)", "p.witness(S)"),
    "nor is a product B'B with another B": ("psd(A)", "p.witness(A)"),
    "the entries of I are not distinct": (
        "distinct_diagonal(T)", "p.calc().eq(T)\n    p.part(2).witness(as_scalar(1))"),
    "a root that is not diagonal": (
        "positive_diagonal(T)",
        "p.calc().eq(T)\n    p.part(2).witness(block([[0, 1], [1, 0]]))"),
    "a root without an inverse": (
        "positive_diagonal(block([[0, 0], [0, 1]]))",
        "p.calc().eq(block([[0, 0], [0, 1]]))\n    p.part(2).witness(block([[0, 0], [0, 1]]))"),
    "not: from nothing": ("Not(Eq(A, A))", "pass"),
    "not: of what may hold": ("Not(Eq(A, B))", "pass"),
    "not: there is one": ("Not(Exists(A, Eq(A, B)))", "p.obtain(Exists(A, Eq(A, B)), 'C')"),
    "a singular value that is negative": (
        "reduced_svd(S, T, S, T)",
        "p.part(5).witness(S)"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHEATS)
def test_properties_and_negations_are_not_shown_for_nothing(check, name):
    statement, body = CHEATS[name]
    report = check(FALSE.format(statement=statement, body=body))
    failure = report.errors.get("a.py")
    assert failure is not None or report["cheat"].verdict in ("undecided", "refuted", "error")


def test_properties_that_hold_are_shown(check):
    body = "p.calc().eq(T)\n    q = p.part(2)\n    q.witness(T)\n    q.part(3).witness(T)"
    report = check(FALSE.format(statement="positive_diagonal(T)", body=body))
    assert report["cheat"].verdict == "verified"
    report = check(FALSE.format(statement="psd(A.T @ A)", body="p.witness(A)"))
    assert report["cheat"].verdict == "verified"
