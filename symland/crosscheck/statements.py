"""What there is to evaluate: the statements of a theorem, one of its steps, or a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symland.errors import SymlandError
from symland.language.claims import Claim, claim
from symland.language.families import at
from symland.language.integers import Atom, symbol
from symland.language.parse import Variables, parse
from symland.proof.chain import Step
from symland.proof.check import opened
from symland.proof.facts import plain
from symland.proof.theorem import Theorem

_RELATION = re.compile(r"(?<![=<>!])(==?|<=|>=|<|>)(?!=)")
_NAMES = {"=": "eq", "==": "eq", "<=": "le", ">=": "ge", "<": "lt", ">": "gt"}


@dataclass(frozen=True, slots=True)
class Statements:
    """Claims with one set of hypotheses; `printed` marks those known to be false."""

    claims: tuple[Claim, ...]
    given: tuple[Any, ...] = ()
    printed: bool = False

    @property
    def hypotheses(self) -> list[Any]:
        return list(plain(self.given))

    @property
    def others(self) -> list[Any]:
        """Hypotheses of other forms: definitions, for all, if, exists, positive semidefinite."""
        return [one for one in self.given if not plain([one])]


def of_theorem(theorem: Theorem, step: str = "") -> list[Statements]:
    """Its statements, or one of its steps; of an erratum first those as printed."""
    if step:
        return [Statements((_step(theorem, step),), theorem.given)]
    own = Statements(theorem.claims, theorem.given, theorem.corrected is not None)
    later = [] if theorem.corrected is None else of_theorem(theorem.corrected)
    return [own, *later] if theorem.claims else later


def of_formula(text: str, variables: Variables) -> Claim | Any:
    """`A = B`, `A <= B` ... as a statement, anything else as an expression."""
    parts = _RELATION.split(text)
    if len(parts) == 1:
        return parse(text, variables)
    if len(parts) != 3:
        raise SymlandError(f"`{text}` has {len(parts) // 2} relation signs; a statement has one")
    left, sign, right = parts
    return claim(_NAMES[sign], parse(left.strip(), variables), parse(right.strip(), variables))


def _step(theorem: Theorem, number: str) -> Claim:
    steps = _steps(theorem)
    if not number.isdigit() or not 1 <= int(number) <= len(steps):
        raise SymlandError(f"`{theorem.name}` has no step {number}",
                           help=f"it has {len(steps)} steps")  # fmt: skip
    return steps[int(number) - 1]


def _steps(theorem: Theorem) -> Sequence[Claim]:
    """Steps in the order in which `symland verify` numbers them."""
    proof = opened(theorem)
    if theorem.body is not None:
        theorem.body(proof)
    found = []
    if proof.induction is not None:
        over, start = symbol(Atom("index", proof.induction.name)), proof.induction.start
        found += [Claim(one.relation, at(one.left, over, start), at(one.right, over, start))
                  for one in proof.induction.claims]  # fmt: skip
    found += [step.claim for step in proof.asides if isinstance(step, Step)]
    return found + [step.claim for chain in proof.chains for step in chain.steps]
