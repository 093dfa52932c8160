"""From a wrong statement to the instance that is printed, the report included."""

from __future__ import annotations

import subprocess
import sys

import pytest

from symland.calculus.api import grad, hess
from symland.language.build import frob2, identity, inner, kron, let, matrix, scalar, tr, vec
from symland.language.claims import Claim, Eq, Ge, Le
from symland.language.functions import norm, tanh
from symland.language.integers import dims
from symland.proof.judge import Judge
from symland.reasoning.facts import Facts
from symland.refute.hunt import Search
from symland.refute.search import search

k, h, q, d, n = dims("k h q d n")
A, W, B = matrix("A", k, h), matrix("W", h, q), matrix("B", q, d)
X, Y = matrix("X", d, n), matrix("Y", k, n)
S, T = matrix("S", n, n), matrix("T", n, n)
E = let("E", A @ W @ B @ X - Y)
L = let("L", frob2(E) / 2)
a = scalar("a")
WRONG = {
    "factor 2": Eq(grad(L, W), 2 * A.T @ E @ (B @ X).T),
    "swapped Kronecker factors": Eq(hess(L, W), kron(A.T @ A, B @ X @ (B @ X).T)),
    "missing commutation matrix": Eq(vec(S), vec(S.T)),
    "residual forgotten": Eq(hess(L, W, A), kron(B @ X @ X.T @ (W @ B).T, A.T)),
    "slope of tanh": Eq(grad(tr(tanh(S @ T)), S), tanh.d(S @ T) @ T.T),
}
SUM = S + T + 2 * S.T
HEAVY = {
    "product of sums": Eq(
        SUM @ (S + 3 * T) @ (T - S.T) @ SUM.T, SUM @ (T - S.T) @ (S + 3 * T) @ SUM.T
    ),
    "norm of a product of sums": Eq(frob2(SUM @ (S + T) @ (S - T)), frob2(SUM @ (S - T) @ (S - T))),
}
FILE = """
from symland.prelude import *

k, h, q, d, n = dims("k h q d n")
A, W, B = matrix("A", k, h), matrix("W", h, q), matrix("B", q, d)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", A @ W @ B @ X - Y)
wrong = claim(Eq(grad(frob2(E) / 2, W), 2 * A.T @ E @ (B @ X).T))
"""
UNEQUAL = {
    "norm of a product": Ge(frob2(A @ W), frob2(A) * frob2(W)),
    "trace of a square": Ge(tr(S @ S), 0),
    "Cauchy-Schwarz": Le(10 * inner(S, T) ** 2, 9 * frob2(S) * frob2(T)),
    "quartic": Ge(10 * a**4 - 20 * a**2 + 9, 0),
    "trace and norm": Le(tr(S), norm(S)),
}
GIVEN = {
    "orthogonal": (Eq(S @ T, T @ S), [Eq(S.T @ S, identity(n)), Eq(T.T @ T, identity(n))]),
    "projectors": (Eq(S @ T, T @ S), [Eq(S @ S, S), Eq(S.T, S), Eq(T @ T, T), Eq(T.T, T)]),
    "commuting": (Eq(S, S.T), [Eq(S @ T, T @ S)]),
    "critical point": (Eq(E, 0), [Eq(grad(L, W), 0)]),
}


def found(claim: Claim, facts: Facts) -> None:
    assert search(claim, facts, Search()).counterexample is not None


@pytest.mark.benchmark(group="wrong equality to smallest instance")
@pytest.mark.parametrize("name", WRONG)
def test_search(benchmark, name):
    benchmark(lambda: found(WRONG[name], Facts()))


@pytest.mark.benchmark(group="wrong equality to the whole report")
@pytest.mark.parametrize("name", WRONG)
def test_report(benchmark, name):
    failure = benchmark(lambda: Judge().judge(WRONG[name], Facts()).failure)
    assert failure.counterexample is not None


@pytest.mark.benchmark(group="wrong equality of many words to the whole report")
@pytest.mark.parametrize("name", HEAVY)
def test_many_words(benchmark, name):
    failure = benchmark(lambda: Judge().judge(HEAVY[name], Facts()).failure)
    assert failure.counterexample is not None


@pytest.mark.benchmark(group="wrong inequality to the whole report")
@pytest.mark.parametrize("name", UNEQUAL)
def test_unequal_report(benchmark, name):
    failure = benchmark(lambda: Judge().judge(UNEQUAL[name], Facts()).failure)
    assert failure.counterexample is not None


@pytest.mark.benchmark(group="wrong statement through the command line (a process of its own)")
@pytest.mark.parametrize("name", ["help", "wrong"])
def test_command_line(benchmark, name, tmp_path):
    """`--help` beside it shows how much of the time is the start of Python."""
    (tmp_path / "wrong.py").write_text(FILE)
    words = ["--help"] if name == "help" else ["verify", "wrong.py", "--no-cache", "--ascii"]
    line = [sys.executable, "-m", "symland", *words]

    def run():
        return subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)

    found = benchmark.pedantic(run, rounds=5)
    assert name == "help" or (found.returncode, "counterexample" in found.stdout) == (1, True)


@pytest.mark.benchmark(group="wrong inequality to an instance")
@pytest.mark.parametrize("name", UNEQUAL)
def test_inequality(benchmark, name):
    benchmark(lambda: found(UNEQUAL[name], Facts()))


@pytest.mark.benchmark(group="wrong equality under hypotheses to an instance")
@pytest.mark.parametrize("name", GIVEN)
def test_hypotheses(benchmark, name):
    claim, given = GIVEN[name]
    benchmark(lambda: found(claim, Facts(hypotheses=tuple(given))))
