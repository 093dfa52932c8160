"""A scalar formula for every function of matrixcalculus.org, three times: symland, SymPy, NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

import symland as sl

_DRAW = np.random.default_rng(7)
SHAPES = {"X": (2, 3), "A": (2, 3), "B": (3, 2), "S": (3, 3), "T": (3, 3), "x": (3, 1), "y": (3, 1)}
LETTERS = {name: _DRAW.uniform(0.2, 0.8, shape) for name, shape in SHAPES.items()}
LETTERS["S"] = LETTERS["S"] + 2 * np.eye(3)
m, n = sl.dims("m n")
_SIZES = {"X": (m, n), "A": (m, n), "B": (n, m), "S": (n, n), "T": (n, n), "x": (n, 1), "y": (n, 1)}
_OURS: dict[str, Any] = {name: sl.matrix(name, *sizes) for name, sizes in _SIZES.items()}
_THEIRS: dict[str, Any] = {name: sp.MatrixSymbol(name, *shape) for name, shape in SHAPES.items()}
X, A, B, S, T, x, y = (_OURS[name] for name in SHAPES)
U, C, D, R, P, u, v = (_THEIRS[name] for name in SHAPES)
SITE = "documented"


@dataclass(frozen=True, slots=True)
class Formula:
    """A function's name, the formula in three languages, the letter of differentiation."""

    name: str
    symland: Any
    sympy: Callable[[], Any]
    numpy: Callable[..., Any]
    variable: str = "X"
    site: str = SITE

    @property
    def letters(self) -> dict[str, Any]:
        used = {node.data[0] for node in self.symland.walk() if node.op == "symbol"}
        return {name: _OURS[name] for name in SHAPES if name in used}


def _entrywise(name: str, ours: Any, theirs: Any, numbers: Any) -> Formula:
    """tr(B f(X))."""
    return Formula(name, sl.tr(B @ ours(X)), lambda: sp.Trace(D * U.applyfunc(theirs)),
                   lambda X, B, **_: np.trace(B @ numbers(X)))  # fmt: skip


def _ones(rows: int, cols: int) -> Any:
    return sp.OneMatrix(rows, cols)


FORMULAS = [
    Formula("`+`, `-`, `*`, `'`", sl.tr(X.T @ X) - sl.tr(A.T @ X @ S),
            lambda: sp.Trace(U.T * U) - sp.Trace(C.T * U * R),
            lambda X, A, S, **_: np.trace(X.T @ X) - np.trace(A.T @ X @ S)),
    Formula("`x' * S * x`", x.T @ S @ x, lambda: u.T * R * u,
            lambda x, S, **_: x.T @ S @ x, "x"),
    Formula("`/`, `^` of scalars", sl.tr(S @ T) ** 3 / sl.tr(S),
            lambda: sp.Trace(R * P) ** 3 / sp.Trace(R),
            lambda S, T, **_: np.trace(S @ T) ** 3 / np.trace(S), "S"),
    Formula("`.*`", sl.frob2(sl.hadamard(A, X)),
            lambda: sp.Trace(sp.HadamardProduct(C, U).T * sp.HadamardProduct(C, U)),
            lambda A, X, **_: ((A * X) ** 2).sum()),
    Formula("`./`", sl.tr(B @ sl.hadamard_div(A, X)),
            lambda: sp.Trace(D * sp.HadamardProduct(C, sp.HadamardPower(U, -1))),
            lambda A, B, X, **_: np.trace(B @ (A / X))),
    Formula("`.^`", sl.tr(B @ sl.hadamard_power(X, 3)),
            lambda: sp.Trace(D * sp.HadamardPower(U, 3)),
            lambda B, X, **_: np.trace(B @ X**3)),
    _entrywise("`sin`", sl.sin, sp.sin, np.sin),
    _entrywise("`cos`", sl.cos, sp.cos, np.cos),
    _entrywise("`tan` (sin ./ cos)", lambda a: sl.hadamard_div(sl.sin(a), sl.cos(a)), sp.tan,
               np.tan),
    _entrywise("`arctan`", sl.arctan, sp.atan, np.arctan),
    _entrywise("`exp`", sl.exp, sp.exp, np.exp),
    _entrywise("`log`", sl.log, sp.log, np.log),
    _entrywise("`tanh`", sl.tanh, sp.tanh, np.tanh),
    _entrywise("`abs` (leaky_relu(-1))", sl.leaky_relu(-1), sp.Abs, np.abs),
    _entrywise("`sign` (2 step - 1)", lambda a: 2 * sl.step(a) - sl.ones(m, n), sp.sign, np.sign),
    _entrywise("`relu`", sl.relu, lambda t: sp.Max(0, t), lambda a: np.maximum(a, 0)),
    Formula("`sum`", sl.total(sl.exp(X)), lambda: _ones(1, 2) * U.applyfunc(sp.exp) * _ones(3, 1),
            lambda X, **_: np.exp(X).sum()),
    Formula("`norm1`", sl.total(sl.leaky_relu(-1)(X - A)),
            lambda: _ones(1, 2) * (U - C).applyfunc(sp.Abs) * _ones(3, 1),
            lambda X, A, **_: np.abs(X - A).sum()),
    Formula("`norm2` of a vector", sl.norm(S @ x - y),
            lambda: sp.sqrt(sp.Trace((R * u - v).T * (R * u - v))),
            lambda S, x, y, **_: np.linalg.norm(S @ x - y), "x"),
    Formula("`norm2` of a matrix", sl.norm(X - A), lambda: sp.sqrt(sp.Trace((U - C).T * (U - C))),
            lambda X, A, **_: np.linalg.norm(X - A)),
    Formula("`tr`", sl.tr(T @ S @ S), lambda: sp.Trace(P * R * R),
            lambda S, T, **_: np.trace(T @ S @ S), "S"),
    Formula("`det`", sl.det(S), lambda: sp.Determinant(R), lambda S, **_: np.linalg.det(S), "S"),
    Formula("`logdet`", sl.logdet(S), lambda: sp.log(sp.Determinant(R)),
            lambda S, **_: np.log(np.linalg.det(S)), "S"),
    Formula("`inv`", sl.tr(T @ sl.inv(S)), lambda: sp.Trace(P * R.I),
            lambda S, T, **_: np.trace(T @ np.linalg.inv(S)), "S"),
    Formula("`diag` of a vector", sl.tr(sl.diag(x) @ S @ sl.diag(x) @ T),
            lambda: sp.Trace(sp.DiagMatrix(u) * R * sp.DiagMatrix(u) * P),
            lambda x, S, T, **_: np.trace(np.diag(x[:, 0]) @ S @ np.diag(x[:, 0]) @ T), "x"),
    Formula("`vector(1)` (logistic loss)",
            sl.total(sl.log(sl.exp(-sl.hadamard(y, S @ x)) + sl.ones(n))),
            lambda: _ones(1, 3) * ((-sp.HadamardProduct(v, R * u)).applyfunc(sp.exp)
                                   + _ones(3, 1)).applyfunc(sp.log),
            lambda x, y, S, **_: np.log(np.exp(-y * (S @ x)) + 1).sum(), "x"),
    Formula("`matrix(1)`", sl.frob2(X - sl.ones(m, n)),
            lambda: sp.Trace((U - _ones(2, 3)).T * (U - _ones(2, 3))),
            lambda X, **_: ((X - 1) ** 2).sum()),
]  # fmt: skip
