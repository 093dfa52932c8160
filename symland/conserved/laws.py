"""What discovery returns: laws with their proofs, and how many there can be at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from symland.conserved.residual import FreeMatrix
from symland.conserved.words import Combination
from symland.errors import StatementError
from symland.evidence import Evidence
from symland.kernel.certificate import Certificate
from symland.language.build import indices_of
from symland.language.claims import Claim
from symland.language.derivatives import Flow
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.integers import Constraint, Int
from symland.language.notation.text import text


@dataclass(frozen=True, slots=True)
class Integrated:
    """An entrywise function that is defined as an integral: f(x) = int_0^x slope."""

    name: str
    slope: Any  # SymPy expression in x, or a text such as sigma(x)/sigma'(x)
    closed_form: Any  # SymPy expression in x, or None
    condition: Claim  # the equation that defines it, as the certificate uses it

    def __str__(self) -> str:
        shown = f"{self.name}(x) = int_0^x {self.slope}"
        return shown if self.closed_form is None else f"{shown} = {self.closed_form}"


@dataclass(frozen=True, slots=True)
class Law:
    """`quantity` has the time derivative `rate * quantity` along the flow, for every residual.

    The rate of a conserved quantity is 0.  `certificate` proves the law for the free residual;
    `claim` states it for the flow that was given, or for the free one where the kernel cannot take
    the former.
    """

    quantity: Any
    rate: Scalar
    claim: Claim
    evidence: Evidence
    certificate: Certificate
    kind: str  # "matrix", "diagonal", "trace" or "entrywise"
    terms: Combination = field(default_factory=dict, compare=False, repr=False)
    layer: Int | None = None  # the generic layer of the law, with its range
    given: tuple[Constraint, ...] = ()  # depth for which the layers of the law exist
    defined: tuple[Integrated, ...] = ()

    @property
    def conserved(self) -> bool:
        return self.rate.op == "number" and not self.rate.data

    @property
    def size(self) -> str:
        return f"{self.quantity.rows} x {self.quantity.cols}" if self.is_matrix else "scalar"

    @property
    def is_matrix(self) -> bool:
        return isinstance(self.quantity, Matrix)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The depths and layers for which the law is stated."""
        ranged = (atom for atom in indices_of(self.quantity).values()
                  if atom.low is not None and atom.high is not None)  # fmt: skip
        ranges = sorted(f"{atom.low} <= {atom.name} <= {atom.high}" for atom in ranged)
        return (*(str(one) for one in self.given), *ranges)

    def __bool__(self) -> bool:
        raise StatementError("a law has no truth value; look at `.evidence`")

    def __str__(self) -> str:
        quantity = text(self.quantity)
        if self.conserved:
            return f"{quantity} is constant"
        return f"d/dt ({quantity}) = {text(self.rate)} ({quantity})"

    def _repr_latex_(self) -> str:
        from symland.language.notation.latex import latex_claim

        return rf"$\displaystyle {latex_claim(self.claim)}$"


@dataclass(frozen=True, slots=True)
class Space:
    """The candidates of one kind and size, the rank of their derivatives, and what is left.

    `dimension` = candidates - rank is the dimension of the space of conserved combinations;
    `implied` of them follow from laws that are listed elsewhere (products, diagonals, traces).
    """

    kind: str
    size: str
    candidates: tuple[Expr, ...]
    rank: int
    implied: int
    where: str = ""

    @property
    def dimension(self) -> int:
        return len(self.candidates) - self.rank

    def __str__(self) -> str:
        place = f" {self.where}" if self.where else ""
        count = len(self.candidates)
        return (f"{self.kind} {self.size}{place}: {count} candidate{'s' * (count != 1)}, rank "
                f"{self.rank}, {self.dimension} conserved"
                + (f" ({self.implied} implied)" if self.implied else ""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invariants:
    """All laws of an ansatz, and the rank computations that show that there are no others."""

    laws: tuple[Law, ...]
    spaces: tuple[Space, ...]
    flow: Flow
    free_flow: Flow
    residuals: tuple[FreeMatrix, ...]
    degree: int
    supposed: tuple[Constraint, ...] = ()
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Law]:
        return iter(self.laws)

    def __len__(self) -> int:
        return len(self.laws)

    def __getitem__(self, place: int) -> Law:
        return self.laws[place]

    def __bool__(self) -> bool:
        raise StatementError("a list of laws has no truth value; look at `.laws` or `len(...)`")

    def __str__(self) -> str:
        lines = [f"for every {one.letter} = dL/dF, F = {text(one.output)}, of size "
                 f"{one.letter.rows} x {one.letter.cols}" for one in self.residuals]  # fmt: skip
        lines += [_described(law) for law in self.laws]
        lines += [f"  with {one}" for law in self.laws for one in law.defined]
        if not self.laws:
            lines.append(f"no law of degree at most {self.degree}")
        count = sum(len(space.candidates) for space in self.spaces)
        rank = sum(space.rank for space in self.spaces)
        lines.append(f"{count} candidates, the rank of their derivatives is {rank}")
        return "\n".join([*lines, *self.notes])

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        from symland.language.notation.latex import latex_claim

        if not self.laws:
            return rf"\text{{no law of degree at most {self.degree}}}"
        body = r" \\ ".join(latex_claim(law.claim) for law in self.laws)
        return rf"$\displaystyle \begin{{gathered}} {body} \end{{gathered}}$"


def _described(law: Law) -> str:
    return f"{law}   ({', '.join(law.conditions)})" if law.conditions else str(law)
