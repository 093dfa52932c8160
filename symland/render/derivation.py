r"""A theorem as LaTeX: its statement, and its chains as `align*`; needs amsmath only."""

from __future__ import annotations

import re

from symland.language.claims import Claim
from symland.language.notation.latex import latex, latex_claim
from symland.language.notation.text import text
from symland.proof.chain import Chain, Proof, Step
from symland.proof.facts import Cited, Todo, statement_of
from symland.proof.theorem import Theorem

_RELATIONS = {"eq": "=", "le": r"\le", "ge": r"\ge", "lt": "<", "gt": ">"}
_SPECIAL = {"_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#", "^": r"\^{}", "~": r"\~{}"}


def latex_theorem(theorem: Theorem) -> str:
    """The statement and the derivation, as a fragment for `\\input`; the proof is not checked."""
    refs = ", ".join(theorem.refs)
    lines = [_comment(f"{refs}  {theorem.name}" if refs else theorem.name)]
    if theorem.reason:
        return "\n".join([*lines, _comment(f"to do: {theorem.reason}")])
    lines += [_comment(f"given: {statement_of(one)}") for one in theorem.given]
    lines += [_comment(f"where {name} = {body}") for name, body in _abbreviations(theorem).items()]
    if theorem.corrected is not None:
        lines.append(_comment("false as printed; the corrected statement follows"))
    lines += _statement(theorem.claims)
    if theorem.corrected is not None:
        return "\n".join([*lines, latex_theorem(theorem.corrected)])
    proof = Proof(theorem.claims)
    if theorem.body is not None:
        theorem.body(proof)
    if proof.induction is not None:
        lines.append(_comment(f"induction over {proof.induction.name}"))
    for aside in proof.asides:
        lines += _aside(aside)
    for chain in proof.chains:
        lines += _derivation(chain)
    return "\n".join(lines)


def prose(words: str) -> str:
    r"""Prose for `\text{...}`: signs that TeX would take for commands are escaped outside of `$`.

    >>> print(prose("drop 5% of W_1, as $a_1 > 0$"))
    drop 5\% of W\_1, as $a_1 > 0$
    """
    words = " ".join(words.split())
    parts = words.split("$") if words.count("$") % 2 == 0 else [words.replace("$", r"\$")]
    escaped = [_escaped(part) if i % 2 == 0 else part for i, part in enumerate(parts)]
    return "$".join(escaped)


def _escaped(words: str) -> str:
    if words.count("{") != words.count("}"):
        words = words.replace("{", r"\{").replace("}", r"\}")
    return re.sub(r"(?<!\\)[_%&#^~]", lambda match: _SPECIAL[match.group()], words)


def _abbreviations(theorem: Theorem) -> dict[str, str]:
    """What the author's abbreviations in the statements stand for."""
    sides = [side for claim in theorem.claims for side in (claim.left, claim.right)]
    nodes = [node for side in sides for node in side.walk() if node.op == "let"]
    return {node.data: text(node.args[0]) for node in nodes}


def _comment(words: str) -> str:
    return "% " + " ".join(words.split())


def _statement(claims: tuple[Claim, ...]) -> list[str]:
    rows = [f"  {latex(one.left)} &{_RELATIONS[one.relation]} {latex(one.right)}" for one in claims]
    return _align(rows)


def _aside(step: Step) -> list[str]:
    return _align([f"  &{latex_claim(step.claim)}{_reason(step)}"])


def _derivation(chain: Chain) -> list[str]:
    left = f"  {latex(chain.start)} "
    rows = []
    for step in chain.steps:
        sign = _RELATIONS[step.claim.relation]
        rows.append(f"{left}&{sign} {latex(step.claim.right)}{_reason(step)}")
        left = "  "
    return _align(rows)


def _reason(step: Step) -> str:
    """`why=` beside the step, or what it stands on if it is no proof."""
    reasons = [step.why] if step.why else []
    reasons += [f"cited: {fact.reference}" for fact in step.by if isinstance(fact, Cited)]
    reasons += [f"to do: {fact.reason}" for fact in step.by if isinstance(fact, Todo)]
    return rf" && \text{{{'; '.join(prose(reason) for reason in reasons)}}}" if reasons else ""


def _align(rows: list[str]) -> list[str]:
    if not rows:
        return []
    return [r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"]
