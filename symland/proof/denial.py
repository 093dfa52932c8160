"""Errata about statements that no evaluation refutes: a theorem denies them at an instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symland.errors import StatementError
from symland.language.block_matrix import block
from symland.language.build import identity, zeros
from symland.language.expr import Expr, as_scalar, scale
from symland.language.integers import Int, integer
from symland.language.substitution import Substitution
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.instances import put
from symland.proof.logic.notation import text_statement
from symland.proof.logic.statements import And, Not, claims_in, conjuncts, defined_in
from symland.proof.properties import Property
from symland.proof.results import TheoremResult
from symland.proof.suppositions import of_sides
from symland.proof.theorem import Theorem


def denied_at(printed: Theorem, result_of: Callable[[Theorem], TheoremResult]) -> str:
    """Where a statement is denied and by which theorems; raises `StatementError` if it is not.

    The theorems must be proved without hypotheses and named lemmas.  Together they must state the
    hypotheses of the printed statement at the instance, and that it does not hold there.
    """
    assert printed.instance is not None
    values = substitution_of(printed, printed.instance)
    wanted = [put(one, values) for one in _hypotheses(printed)]
    said = printed.statements
    wanted.append(Not(put(said[0] if len(said) == 1 else And(*said), values)))
    stated = {one for denial in printed.denied for whole in denial.statements
              for one in conjuncts(whole)}  # fmt: skip
    for one in (part for whole in wanted for part in conjuncts(whole)):
        if one not in stated:
            raise StatementError(f"no theorem of `denied=` states `{text_statement(one)}`, the "
                                 "printed statement denied, or one of its hypotheses, at the "
                                 "instance")  # fmt: skip
    for denial in printed.denied:
        if denial.given:
            raise StatementError(f"`{denial.name}` has hypotheses, so it does not deny the "
                                 "printed statement")  # fmt: skip
        _check_defined(denial)
        result = result_of(denial)
        if result.verdict != "verified" or not result.evidence.is_proof:
            raise StatementError(f"`{denial.name}` is not proved, so the printed statement is not "
                                 "denied")  # fmt: skip
    shown = ", ".join(f"{name} = {_text(value)}" for name, value in printed.instance.items())
    return f"at {shown} by {', '.join(f'`{denial}`' for denial in printed.denied)}"


def _check_defined(denial: Theorem) -> None:
    """What is not defined at the instance is outside of the domain of the printed statement."""
    claims = (one for statement in denial.statements for one in defined_in(statement))
    for _, shown in (found for one in claims for found in of_sides(one)):
        raise StatementError(
            f"`{denial.name}` supposes that `{shown}` is defined, so it does not deny the printed "
            "statement",
            help="state what the source supposes as `invertible(A)`, `nonzero(x)`",
        )


def substitution_of(printed: Theorem, instance: Mapping[str, Any]) -> Substitution:
    """The values of an instance as formulas: matrices of numbers in the place of letters."""
    letters = letters_of(printed)
    sizes = {name: integer(value) for name, value in instance.items() if name not in letters}
    inside = Substitution(sizes=sizes)
    values: dict[str, Expr] = {}
    for name, letter in letters.items():
        shape = tuple(inside.integer(side) for side in (letter.rows, letter.cols))
        if name not in instance:
            continue
        values[name] = explicit(instance[name], letter)
        if shape != (values[name].rows, values[name].cols):
            raise StatementError(f"`instance=` needs sizes for which `{name}` is "
                                 f"{values[name].rows} x {values[name].cols}")  # fmt: skip
    return Substitution(values, {}, sizes)


def explicit(value: Any, letter: Expr) -> Expr:
    """A matrix of numbers as a block matrix of 1 x 1 blocks, a number as a scalar.

    >>> from symland import dims, matrix
    >>> print(explicit([[1, 2], [0, 3]], matrix("A", *dims("m n"))))
    [1, 2; 0, 3]
    """
    if not letter.is_matrix:
        return as_scalar(value)
    if len(value) == len(value[0]) == 1:
        (number,) = value[0]
        return scale(as_scalar(number), identity(1)) if number else zeros(1, 1)
    return block(value)


def _hypotheses(printed: Theorem) -> list[Any]:
    """The hypotheses, a property once and without its equations."""
    found: list[Any] = []
    if any(isinstance(one, Definition) for one in printed.given):
        raise StatementError("a statement about a definition is not denied at an instance")
    said = {part for one in printed.given if isinstance(one, Property) for part in one}
    for one in printed.given:
        if not isinstance(one, Hypothesis):
            found.append(one)
        elif one not in said:
            found.append(one.statement)
    return found


def letters_of(printed: Theorem) -> dict[str, Expr]:
    """The letters of a printed statement and its hypotheses, by name."""
    statements = [*printed.statements, *_hypotheses(printed)]
    return {node.data[0]: node for whole in statements for claim in claims_in(whole)
            for side in (claim.left, claim.right) for node in side.walk()
            if node.op == "symbol"}  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, int | Int):
        return str(value)
    rows = ("[" + ", ".join(map(str, row)) + "]" for row in value)
    return "[" + ", ".join(rows) + "]"
