"""`gradient_flow`: solutions of dX/dt = -grad_X L to many digits, and the drift of invariants."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from numeric.arithmetic import Array, Element, Field
from numeric.bind import bind
from numeric.draw import decimals, draw
from numeric.evaluate import Evaluator
from numeric.fields import mpmath
from numeric.flow.double import solve
from numeric.flow.integrate import Path, integrate
from numeric.flow.problem import Problem, problem_of
from numeric.instance import Instance, Letter, SizeGiven
from numeric.report import random_dimensions
from numeric.requirements import requirements
from numeric.row import norm
from symland.errors import ExpressionError
from symland.language.claims import Statement
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.families import Families, Family

Time: TypeAlias = "int | float | Fraction"
GRID = 11  # times at which invariants are evaluated, where only the end is given
MORE_DIGITS = 10  # of the second solution that confirms the first


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """An expression along the flow: its values, and how far they are from the first one.

    `largest` is the largest |I(t) - I(0)| (Frobenius norm) over the times, `double` the same for
    the solution in double precision, evaluated with all digits.
    """

    expr: Expr
    values: tuple[Array, ...]
    largest: Element
    double: Element | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FlowResult:
    """A solution of the gradient flow at some times.

    `digits_obtained` (with `confirm`) counts the digits that a second solution with more of them
    shares with this one, `double_error` (with `double`) is the largest difference to the solution
    in double precision; both are relative to the largest entry.
    """

    digits: int
    times: tuple[Fraction, ...]
    instances: tuple[Instance, ...]  # with the values of all letters at these times
    losses: tuple[Element, ...]
    drifts: tuple[Drift, ...]
    variables: tuple[Letter, ...]
    path: Path = field(repr=False)
    digits_obtained: float | None = None
    double_error: float | None = None

    def is_conserved(self, drift: Drift) -> bool:
        """Whether a drift is below 10^-digits, relative to the values of its expression."""
        size = max((norm(value) for value in drift.values), default=0)
        return bool(drift.largest * 10**self.digits <= max(size, 1))

    def state(self, place: int = -1) -> dict[str, Array]:
        """Entries of the variables by name at one of the times, rational numbers."""
        letters = self.instances[place].letters
        return {str(letter): letters[letter] for letter in self.variables}


def gradient_flow(
    loss: Scalar,
    wrt: Sequence[Matrix | Family | Families],
    args: Mapping[Any, Any] | Instance | None = None,
    t: Time | Sequence[Time] = 1,
    digits: int = 50,
    *,
    invariants: Sequence[Expr] = (),
    confirm: bool = False,
    double: bool = False,
    seed: int = 0,
    dims: Mapping[str, SizeGiven] | None = None,
    depth: int | None = None,
    given: Sequence[Statement] = (),
) -> FlowResult:
    """The solution of dX/dt = -grad_X L for every X in `wrt`, from the values in `args`.

    `wrt` are letters, members `W[2]` or whole families; `args` values as `numeric.bind` takes them,
    an `Instance`, or None for random entries (of `seed`, with `dims` and `depth` as in
    `digits_table`).  `t` is an end time, or increasing times.  The series control the error of each
    step to `digits` relative to the largest entry at the start; `confirm` integrates once more with
    10 more digits and counts those that both share, `double` compares with double precision.
    Raises `ExpressionError` for a loss that has no series (relu, pinv, derivatives in the loss),
    `SingularError` where an inverse or logarithm does not exist, `UndecidedError` before a blow-up.

    >>> from symland.language.build import frob2, matrix
    >>> a, b = matrix("a", 1, 1), matrix("b", 1, 1)
    >>> found = gradient_flow(frob2(a @ b), wrt=[a, b], args={"a": [[2]], "b": [[1]]},
    ...                       digits=30, invariants=[a.T @ a - b @ b.T])
    >>> float(found.drifts[0].largest) < 1e-30
    True
    """
    times = _times(t)
    exprs = [loss, *invariants]
    known = _instance(exprs, args, digits, seed=seed, dims=dims, depth=depth, given=given)
    problem = problem_of(loss, wrt, known)
    path = _path(problem, times, digits)
    states = [problem.start if not time else path.at(time) for time in times]
    number = mpmath(digits + MORE_DIGITS)
    instances = tuple(map(problem.with_state, states))
    runs = [Evaluator(one, number) for one in instances]
    losses = tuple(run.value(loss)[0, 0] for run in runs)
    drifts = [_drift(expr, runs) for expr in invariants]
    error = None
    if double:
        rough = [problem.start, *solve(problem.variables, problem.velocities, problem.start,
                                       times[1:])]  # fmt: skip
        error = _distance(states, rough)
        drifts = [_with_double(one, problem, rough, number) for one in drifts]
    obtained = None
    if confirm:
        second = _path(problem, times, digits + MORE_DIGITS)
        gap = _distance(states[1:], [second.at(time) for time in times[1:]])
        most = float(digits + MORE_DIGITS)  # what the second solution itself has
        obtained = min(-math.log10(gap), most) if gap else most
    return FlowResult(digits, times, instances, losses, tuple(drifts), problem.letters, path,
                      obtained, error)  # fmt: skip


def _times(t: Time | Sequence[Time]) -> tuple[Fraction, ...]:
    """0 and the times asked for; increasing and positive, else `ExpressionError`."""
    if isinstance(t, Sequence):
        found = [Fraction(one) for one in t]
    else:
        found = [Fraction(t) * place / (GRID - 1) for place in range(1, GRID)]
    found = [Fraction(0), *(one for one in found if one)]
    if len(found) < 2 or any(b <= a for a, b in pairwise(found)):
        raise ExpressionError("the times of a flow are positive and increase, or are one end time")
    return tuple(found)


def _instance(
    exprs: Sequence[Expr],
    args: Mapping[Any, Any] | Instance | None,
    digits: int,
    *,
    seed: int,
    dims: Mapping[str, SizeGiven] | None,
    depth: int | None,
    given: Sequence[Statement],
) -> Instance:
    if isinstance(args, Instance):
        return args
    if args is not None:
        return bind(exprs, args)
    sizes = random_dimensions(requirements(exprs, given), given, dims, depth, seed)
    return draw(sizes, seed=seed, entries=decimals(digits))


def _path(problem: Problem, times: Sequence[Fraction], digits: int) -> Path:
    return integrate(problem.variables, problem.velocities, problem.start, times[-1], digits)


def _drift(expr: Expr, runs: Sequence[Evaluator]) -> Drift:
    values = tuple(run.value(expr) for run in runs)
    return Drift(expr, values, max(norm(value - values[0]) for value in values))


def _with_double(
    drift: Drift, problem: Problem, states: Sequence[Sequence[Array]], number: Field
) -> Drift:
    rough = _drift(drift.expr, [Evaluator(problem.with_state(one), number) for one in states])
    return replace(drift, double=rough.largest)


def _distance(states: Sequence[Sequence[Array]], others: Sequence[Sequence[Array]]) -> float:
    """The largest difference relative to the largest entry."""
    from numeric.arithmetic import rational

    pairs = [(a, rational(b)) for one, two in zip(states, others, strict=True)
             for left, right in zip(one, two, strict=True)
             for a, b in zip(left.flat, right.flat, strict=True)]  # fmt: skip
    scale = max(abs(Fraction(a)) for a, _ in pairs) or Fraction(1)
    return float(max(abs(a - b) for a, b in pairs) / scale)
