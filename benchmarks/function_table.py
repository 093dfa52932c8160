"""The table of functions in the README, measured: `python -m benchmarks.function_table` prints it.

Every function of matrixcalculus.org's documentation stands in a small scalar formula.  SymPy and
symland differentiate it once and twice; what they return is evaluated and compared with central
differences of the NumPy formula.  A SymPy array counts in any order of its axes.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import sympy as sp

import symland as sl
from benchmarks.function_formulas import FORMULAS, LETTERS, Formula

STEP = 1e-4
MARKS = {"right": "yes", "wrong": "**wrong**", "raises": "error", "unevaluated": "not carried out"}
HEADER = (
    "| function | matrixcalculus.org | SymPy: gradient | Hessian | NumPy | LaTeX "
    "| symland: gradient | Hessian | NumPy | LaTeX |\n" + "|---" * 10 + "|"
)


@dataclass(frozen=True, slots=True)
class Cells:
    """What came of the gradient, the Hessian, NumPy code and LaTeX of the gradient."""

    gradient: str
    hessian: str
    code: str
    latex: str

    def row(self) -> str:
        cells = (self.gradient, self.hessian, self.code, self.latex)
        return " | ".join(MARKS[cell] for cell in cells)


def reference(formula: Formula) -> tuple[np.ndarray, np.ndarray]:
    """Gradient (in the shape of the variable) and Hessian (rows and columns vec) by differences."""
    start = LETTERS[formula.variable]
    units = [unit.reshape(start.shape, order="F") * STEP for unit in np.eye(start.size)]

    def value(shift: np.ndarray) -> float:
        return float(np.squeeze(formula.numpy(**{**LETTERS, formula.variable: start + shift})))

    slopes = [(value(u) - value(-u)) / (2 * STEP) for u in units]
    curved = [[(value(u + v) - value(u - v) - value(v - u) + value(-u - v)) / (4 * STEP**2)
               for v in units] for u in units]  # fmt: skip
    return np.array(slopes).reshape(start.shape, order="F"), np.array(curved)


def judge(make: Callable[[], np.ndarray], targets: Callable[[], Iterable[np.ndarray]]) -> str:
    """Whether a value is one of the targets; an exception counts as such."""
    try:
        found = np.asarray(make(), dtype=float)
    except Exception:  # whatever a program raises is what the table is about
        return "raises"
    near = (np.allclose(found, one, atol=2e-5, rtol=1e-4) for one in targets()
            if found.shape == one.shape)  # fmt: skip
    return "right" if any(near) else "wrong"


def of_symland(formula: Formula) -> Cells:
    """The cells of symland."""
    from numeric.program.lambdify import lambdify

    gradient, hessian = reference(formula)
    names = list(formula.letters)
    arrays = [LETTERS[name] for name in names]
    letters = [formula.letters[name] for name in names]

    def run(make: Callable[[], Any]) -> np.ndarray:
        return lambdify(make(), letters)(*arrays)

    body, variable = formula.symland, formula.letters[formula.variable]
    first = judge(lambda: run(lambda: sl.evaluate(sl.grad(body, variable))), lambda: [gradient])
    second = judge(lambda: run(lambda: sl.evaluate(sl.hess(body, variable))), lambda: [hessian])
    try:
        shown = sl.latex(sl.evaluate(sl.grad(body, variable)))
    except Exception:
        return Cells(first, second, first, "raises")
    return Cells(first, second, first, "right" if shown else "wrong")


def of_sympy(formula: Formula) -> Cells:
    """The cells of SymPy."""
    gradient, hessian = reference(formula)
    rows, cols = LETTERS[formula.variable].shape
    variable = sp.MatrixSymbol(formula.variable, rows, cols)

    def four_axes() -> Iterator[np.ndarray]:
        whole = hessian.reshape(cols, rows, cols, rows).transpose(1, 0, 3, 2)
        for order in permutations(range(4)):
            turned = whole.transpose(order)
            yield from (turned, turned.squeeze(), turned.reshape(rows * cols, rows * cols))

    def turned() -> Iterator[np.ndarray]:
        yield from (gradient, gradient[:, :, None, None], gradient[None, None])

    try:
        derivative = formula.sympy().diff(variable).doit()
    except Exception:
        return Cells("raises", "raises", "raises", "raises")
    if derivative.has(sp.Derivative):
        return Cells("unevaluated", "unevaluated", "unevaluated", "unevaluated")
    first = judge(lambda: _explicit(derivative), turned)
    second = judge(lambda: _second(derivative, variable), four_axes)
    if first != "right":
        return Cells(first, second, first, first)
    symbols = [sp.MatrixSymbol(name, *value.shape) for name, value in LETTERS.items()]
    code = judge(lambda: sp.lambdify(symbols, derivative, "numpy")(*LETTERS.values()), turned)
    return Cells(first, second, code, "wrong" if "Array" in sp.latex(derivative) else "right")


def _second(derivative: Any, variable: Any) -> np.ndarray:
    second = derivative.diff(variable).doit()
    if second.has(sp.Derivative):
        raise NotImplementedError
    return _explicit(second)


def _explicit(expr: Any) -> np.ndarray:
    """The value of a SymPy expression at the letters, entry by entry."""
    plain = expr.as_explicit() if hasattr(expr, "as_explicit") else expr
    entries = {sp.MatrixSymbol(name, *value.shape)[i, j]: sp.Float(value[i, j], 30)
               for name, value in LETTERS.items()
               for i in range(value.shape[0]) for j in range(value.shape[1])}  # fmt: skip
    shape = getattr(plain, "shape", ())
    flat = [plain[place] for place in np.ndindex(*shape)] if shape else [sp.S(plain)]
    matrices = {sp.MatrixSymbol(name, *value.shape): sp.ImmutableMatrix(value)
                for name, value in LETTERS.items()}  # fmt: skip
    values = [float(one.xreplace(entries).xreplace(matrices).doit()) for one in flat]
    return np.array(values).reshape(shape)


def table() -> str:
    """The whole table in Markdown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = [f"| {one.name} | {one.site} | {of_sympy(one).row()} | {of_symland(one).row()} |"
                 for one in FORMULAS]  # fmt: skip
    return "\n".join([HEADER, *lines])


if __name__ == "__main__":
    print(table())
