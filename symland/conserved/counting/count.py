"""`conservation_law_count(widths)`: three numbers that are kept apart, with a bound on each side.

1. The polynomial laws of degree two that hold at these widths: the dimension of a linear space.
2. The functionally independent ones among the laws that discovery finds: the rank of their
   gradients at a random point.
3. Parameters minus the dimension of the Lie algebra at a generic point: all laws, of any kind.

Explicit brackets bound the Lie rank from below, gradients of known laws bound it from above.  Where
the two meet, the count is proved; where they differ there may be laws that are not polynomials of
degree two, and the result says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symland.conserved.counting.brackets import bracket_growth
from symland.conserved.counting.known import known_rank
from symland.conserved.counting.networks import network
from symland.conserved.counting.polynomial import polynomial_dimension
from symland.evidence import Evidence

SIGN_NOTE = (
    "with inputs of width one and no biases, units with weights of one sign cannot be separated by "
    "data; the count is for units that move alone, the network itself has more laws"
)


@dataclass(frozen=True, slots=True)
class LawCount:
    """Numbers of conservation laws at given widths.

    `lie_rank` is the rank that explicit brackets reach, hence `laws` = parameters - lie_rank is an
    upper bound for the number of independent laws; `known` is a lower bound.
    """

    widths: tuple[int, ...]
    activation: str
    bias: bool
    parameters: int
    lie_rank: int
    known: int
    polynomial: int
    growth: tuple[int, ...]  # the rank of brackets of up to 1, 2, ... fields
    stopped: bool  # longer brackets did not raise the rank
    note: str = ""

    @property
    def laws(self) -> int:
        return self.parameters - self.lie_rank

    @property
    def lie_rank_at_most(self) -> int:
        return self.parameters - self.known

    @property
    def exact(self) -> bool:
        """Whether the two bounds meet."""
        return self.laws == self.known

    @property
    def single(self) -> bool:
        """Whether there is one vector field only, so that the Lie algebra is a line."""
        return (
            self.activation == "linear" and not self.bias and self.widths[0] * self.widths[-1] == 1
        )

    @property
    def evidence(self) -> Evidence:
        """EXACT where the Lie rank is proved; SAMPLED where only the growth of brackets ended."""
        if self.exact or self.single:
            return Evidence.EXACT
        return Evidence.SAMPLED if self.stopped else Evidence.UNDECIDED

    def __str__(self) -> str:
        shown = "-".join(map(str, self.widths))
        laws = str(self.laws) if self.exact else f"{self.known} to {self.laws}"
        return (f"{self.activation} {shown}{' with biases' if self.bias else ''}: "
                f"{self.parameters} parameters, Lie rank {self.lie_rank}, {laws} laws, "
                f"{self.polynomial} polynomial of degree two")  # fmt: skip


def conservation_law_count(
    widths: Sequence[int], activation: str = "linear", *, bias: bool = False, seed: int = 0
) -> LawCount:
    """The number of independent conservation laws of a network with the widths d_0, ..., d_L.

    `activation` is "linear" (any depth) or "relu" (one hidden layer).  Ranks are computed at a
    random point modulo a prime, the polynomial laws over Q.  Raises `ExpressionError` for other
    networks.  Source: Marcotte, Gribonval, Peyre 2023.

    >>> from symland import conservation_law_count
    >>> found = conservation_law_count((2, 2, 2))
    >>> found.parameters, found.lie_rank, found.laws, found.known, found.polynomial
    (8, 5, 3, 3, 3)
    """
    sizes = tuple(widths)
    net = network(sizes, activation, bias)
    known = known_rank(sizes, activation, bias, seed)
    growth = bracket_growth(net, net.parameters - known, seed)
    note = SIGN_NOTE if activation == "relu" and sizes[0] == 1 and not bias else ""
    return LawCount(sizes, activation, bias, net.parameters, growth.rank, known,
                    polynomial_dimension(net), growth.ranks, growth.stopped, note)  # fmt: skip
