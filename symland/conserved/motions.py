"""Gradient flow with momentum, and one step of gradient descent: what remains of the laws.

A law of the flow is not a law of the discrete method.  For Q a polynomial the change over one step
W+ = W + U is a finite sum, of which the law kills the part of first order in the gradient:
with U = -eta grad L the rest is eta^2 (...), exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import matmul
from typing import Any

from symland.calculus.evaluate import DisagreementError
from symland.conserved.laws import Law
from symland.conserved.residual import is_descent, is_family, names_in
from symland.conserved.words import Word, signed_sum
from symland.elaborate import context_of, term
from symland.errors import ExpressionError
from symland.kernel import check
from symland.kernel.certificate import Certificate, certificate
from symland.language.build import let, matrix, tr
from symland.language.claims import Claim, Eq
from symland.language.derivatives import Flow, gradient_node
from symland.language.expr import Matrix, Scalar, as_scalar, number
from symland.language.families import PLACE, Family, at
from symland.language.functions import diagonal


@dataclass(frozen=True, slots=True)
class Defect:
    """The exact change of a quantity over one step, proved by the kernel."""

    claim: Claim
    certificate: Certificate

    def __str__(self) -> str:
        return str(self.claim)

    def _repr_latex_(self) -> str:
        return self.claim._repr_latex_()


def MomentumFlow(body: Scalar, wrt: Sequence[Matrix | Family], friction: Any) -> Flow:
    """The heavy ball dW/dt = V, dV/dt = -friction V - grad_W L, with variables W and V.

    The velocities are letters (or families) `V_1`, `V_2`, ... in the order of `wrt`.
    Source: Polyak 1964; conservation laws with momentum: Marcotte, Gribonval, Peyre 2024.

    >>> from symland import MomentumFlow, dims, frob2, matrix, scalar
    >>> W = matrix("W", *dims("m n"))
    >>> print(MomentumFlow(frob2(W) / 2, [W], scalar("gamma")).velocities[0])
    V_1
    """
    if not wrt:
        raise ExpressionError("a flow needs at least one variable in `wrt`")
    taken = names_in(body)
    places = [item[PLACE] if isinstance(item, Family) else item for item in wrt]
    speeds = [_velocity_letter(x, n, taken) for n, x in enumerate(places, start=1)]
    forces = [as_scalar(-1) * as_scalar(friction) * v - gradient_node(body, x)
              for x, v in zip(places, speeds, strict=True)]  # fmt: skip
    return Flow("gradient flow with momentum", (*places, *speeds), (*speeds, *forces))


def _velocity_letter(variable: Matrix, number_: int, taken: set[str]) -> Matrix:
    name = next(n for n in (f"V_{number_}", f"V_{number_}'", f"V_{number_}''") if n not in taken)
    taken.add(name)
    if is_family(variable):
        layers = variable.data[0]
        return Family(name, layers.rows, layers.cols)[PLACE]
    return matrix(name, variable.rows, variable.cols)


def discrete_defect(law: Law, flow: Flow, step: Any, momentum: Any = None) -> Defect:
    """Q(t+1) - Q(t) over one step of gradient descent, as an exact formula.

    The step is W+ = W + U with U = step * dW/dt, and with `momentum` the heavy ball
    U = momentum * V + step * dW/dt, where V is the step before.  For a conserved Q of degree two,
    Q(t+1) - Q(t) = step^2 (...).  Raises `ExpressionError` for a law that is not polynomial.

    >>> from symland import GradientFlow, dims, discrete_defect, frob2, invariants, matrix, scalar
    >>> h, d, k = dims("h d k")
    >>> W1, W2, Y = matrix("W_1", h, d), matrix("W_2", k, h), matrix("Y", k, d)
    >>> flow = GradientFlow(frob2(W2 @ W1 - Y) / 2, wrt=(W1, W2))
    >>> (law,) = invariants(flow)
    >>> discrete_defect(law, flow, scalar("eta")).certificate["form"]
    'equal'
    """
    if not law.terms:
        raise ExpressionError(
            f"`{law.quantity}` is not a polynomial; its change over one step has no finite formula"
        )
    moves = _Moves(flow, as_scalar(step), momentum, names_in(law.quantity) | _names(flow))
    letters = sorted({factor.letter for word in law.terms for factor in word}, key=str)
    units = {letter: moves.unit_of(letter) for letter in letters}
    parts: list[Any] = []
    if not law.conserved:
        parts.append((number(1), as_scalar(step) * law.rate * law.quantity))
    if momentum is not None:
        before = {letter: moves.before(letter) for letter in letters}
        parts.append((number(1), as_scalar(momentum) * _part(law, before, 1)))
    longest = max(len(word) for word in law.terms)
    for order in range(2, longest + 1):
        parts.append((number(1), moves.factor(order) * _part(law, units, order)))
    after = {letter: letter + moves.factor(1) * unit for letter, unit in units.items()}
    left = _value(law, {word: _replaced(word, after) for word in law.terms}) - law.quantity
    claim = Eq(left, signed_sum(parts) if parts else 0)
    return Defect(claim, _proof(claim))


@dataclass(frozen=True, slots=True)
class _Moves:
    """The step of each parameter."""

    flow: Flow
    step: Scalar
    momentum: Any
    taken: set[str]

    def factor(self, order: int) -> Scalar:
        """The number in front of a product of `order` units."""
        if self.momentum is not None:
            return number(1)
        power = self.step if order == 1 else self.step**order
        return -power if self._downhill and order % 2 else power

    def unit_of(self, letter: Matrix) -> Matrix:
        """What a parameter moves by: -eta times its gradient G, else eta times its velocity."""
        speed = self._speed(letter)
        if self.momentum is not None:
            return self._named("U", letter, self.momentum * self.before(letter) + self.step * speed)
        if self._downhill:
            return self._named("G", letter, speed.args[1])
        return self._named("V", letter, speed)

    @property
    def _downhill(self) -> bool:
        """Whether every velocity is minus a gradient."""
        return all(map(is_descent, self.flow.velocities))

    def _named(self, prefix: str, letter: Matrix, body: Matrix) -> Matrix:
        """An abbreviation with the index of the letter: G_2 for the gradient of W_2."""
        if letter.op != "symbol":
            return body
        name = _beside(prefix, letter.data[0])
        return body if name in self.taken else let(name, body)

    def before(self, letter: Matrix) -> Matrix:
        """The step before, a letter of its own."""
        own = letter.data[0] if letter.op == "symbol" else letter.data[0].name
        base = _beside("V", own)
        name = next(n for n in (base, base + "'", base + "''") if n not in self.taken)
        if letter.op == "symbol":
            return matrix(name, letter.rows, letter.cols)
        layers, place = letter.data
        return Family(name, layers.rows, layers.cols)[place]

    def _speed(self, letter: Matrix) -> Matrix:
        for variable, speed in zip(self.flow.variables, self.flow.velocities, strict=True):
            if variable == letter:
                return speed
            if is_family(variable) and letter.op == "member" and variable.data[0] == letter.data[0]:
                return at(speed, PLACE, letter.data[1])
        raise ExpressionError(f"`{letter}` is not a variable of the flow")


def _beside(prefix: str, name: str) -> str:
    """A name that goes with another: G_2 with W_2, G1 with W1, G_theta with theta."""
    rest = name[1:]
    plain = name[0].isupper() and (rest.isdigit() or rest.startswith("_") or not rest)
    return f"{prefix}{rest}" if plain else f"{prefix}_{name}"


def _names(flow: Flow) -> set[str]:
    return set().union(*(names_in(part) for part in (*flow.variables, *flow.velocities)))


def _part(law: Law, steps: dict[Matrix, Matrix], order: int) -> Any:
    """The terms of Q(W + U) with the given number of factors U."""
    terms: dict[Any, tuple[Word, Matrix]] = {}
    for word in law.terms:
        for places in combinations(range(len(word)), order):
            factors = [_turned(steps[f.letter], f.turned) if n in places else f.matrix
                       for n, f in enumerate(word)]  # fmt: skip
            terms[word, places] = word, reduce(matmul, factors)
    return _wrapped(law, [(law.terms[word], body) for word, body in terms.values()])


def _turned(value: Matrix, turned: bool) -> Matrix:  # noqa: FBT001
    return value.T if turned else value


def _replaced(word: Word, values: dict[Matrix, Matrix]) -> Matrix:
    return reduce(matmul, (_turned(values[f.letter], f.turned) for f in word))


def _value(law: Law, bodies: dict[Word, Matrix]) -> Any:
    return _wrapped(law, [(law.terms[word], body) for word, body in bodies.items()])


def _wrapped(law: Law, terms: Sequence[tuple[Scalar, Matrix]]) -> Any:
    """The matrix, its diagonal, or the sum of traces, as the law has it."""
    if law.kind == "trace":
        return signed_sum([(factor, tr(body)) for factor, body in terms])
    body = signed_sum(list(terms))
    return diagonal(body) if law.kind == "diagonal" else body


def _proof(claim: Claim) -> Certificate:
    left, right = term(claim.left), term(claim.right)
    context = context_of([claim.left, claim.right])
    if not check.equal(left, right, context):
        raise DisagreementError(f"the change over one step is not `{claim.right}` for the kernel")
    return certificate("equal", left, right, context)
