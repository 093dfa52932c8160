"""The certificate of a whole theorem: its statement, its steps, and what each of them uses.

The steps have been decided by then; here they are put together in the terms of the kernel, which
checks the whole once more.  A theorem that another one uses appears with its statement; its own
certificate is another file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeAlias

from symland.elaborate import context_of, linear, term
from symland.errors import SymlandError
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import Certificate, json_of, theorem_data, theorem_of
from symland.kernel.encoding import decode
from symland.kernel.laws import law
from symland.kernel.linear import Context, KernelError
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.integers import Constraint
from symland.proof.chain import Proof
from symland.proof.facts import Axiom, Cited, Definition, Known, plain
from symland.proof.logic.proving import Used
from symland.proof.logic.scope import layers_of
from symland.proof.results import TheoremResult
from symland.proof.state import Checking, Proved, Way
from symland.proof.theorem import InstanceOf, Theorem
from symland.reasoning.decide import sides_of

Statement: TypeAlias = "tuple[str, Any, Any]"
Reference: TypeAlias = "tuple[Any, ...]"
DATA = ("pattern", "holes", "laws", "parts", "pieces", "way", "factors", "factor")


class CertificateError(SymlandError):
    """A proved theorem of which no certificate can be written down."""

    code = "SL902"


def certify(checking: Checking, proof: Proof) -> Certificate:
    """The certificate of a theorem whose steps have all been judged.

    Raises `CertificateError` if a step uses something that certificates cannot name.
    """
    theorem = checking.theorem
    stated = statement_data(theorem)
    others: list[Theorem] = []
    steps: list[dict[str, Any]] = []
    last: list[int] = []  # of each step of the proof, its place in the certificate
    for one in checking.proofs:
        steps += _steps(one, checking, proof, others, last, len(steps))
        last.append(len(steps) - 1)
    zones = ("base", "step") if proof.induction else ("",)
    goals = tuple((zone, tuple(_renumbered(way, last) for where, way in checking.ways
                               if where == zone)) for zone in zones)  # fmt: skip
    start = proof.induction and (proof.induction.name, linear(proof.induction.start))
    used = tuple({"name": str(other), **statement_data(other)} for other in others)
    return theorem_data({
        "name": theorem.name, "refs": theorem.refs, **stated, "theorems": used,
        "induction": start, "steps": tuple(steps), "goals": goals,
    })  # fmt: skip


def _renumbered(way: Way, last: Sequence[int]) -> Way:
    """The way to a statement, with places of steps in the certificate."""
    kind, *rest = way
    if kind == "chain":
        return kind, tuple(last[number] for number in rest[0])
    chains = tuple(tuple(last[number] for number in chain) for chain in rest[2])
    return kind, rest[0], rest[1], chains


def is_composed(checking: Checking, proof: Proof) -> bool:
    """Whether the steps make up the theorem by the rules that certificates know.

    A statement made of statements, and what `obtain`, `cases` and their like conclude, they do not.
    """
    plain_steps = not any(isinstance(one, Used) for one in proof.asides)
    only_claims = all(isinstance(one, Claim) for one in checking.theorem.statements)
    return only_claims and plain_steps and not proof.parts and not checking.beyond


def statement_data(theorem: Theorem) -> dict[str, Any]:
    """Claims, hypotheses, definitions and ranges of layers of a theorem, as terms."""
    given = plain(theorem.given)
    known = [one for one in given if isinstance(one, Claim)]
    constraints = [one for one in given if isinstance(one, Constraint)]
    ends = [*sides_of([*theorem.claims, *known]), *layers_of(theorem.given)]
    context = context_of(ends, constraints)
    definitions = tuple(_definition(one) for one in theorem.given if isinstance(one, Definition))
    return {
        "claims": tuple(statement(one) for one in theorem.claims),
        "hypotheses": tuple(statement(one) for one in known),
        "definitions": definitions,
        "facts": tuple(sorted(context.facts)),
    }


def statement(claim: Claim) -> Statement:
    """A statement as the kernel has it."""
    return claim.relation, term(claim.left), term(claim.right)


def _definition(definition: Definition) -> tuple[Any, ...]:
    member = definition.family[definition.position]
    facts = tuple(sorted(context_of([member]).facts))
    (name,) = (atom.name for atom in definition.position.atoms())
    return name, facts, term(member), term(definition.body)


def _steps(
    one: Proved, checking: Checking, proof: Proof, others: list[Theorem], last: Sequence[int],
    start: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """A step of the proof as steps of the certificate, which begin at the place `start`."""
    claim = statement(one.step.claim)
    base = {"zone": one.zone, "claim": claim}
    if one.certificate is None:
        cited = [fact.reference for fact in one.step.by if isinstance(fact, Cited)]
        if not cited:
            raise CertificateError(f"step `{one.step.claim}` has no certificate")
        return [{**base, "form": "cited", "facts": (), "uses": (), "reference": "; ".join(cited)}]
    found = {key: decode(value) for key, value in one.certificate.items()}
    context = Context(frozenset(found["facts"]))
    known = [(_placed(reference, last), one)
             for reference, one in _known(one, checking, proof, others)]  # fmt: skip
    kind = "ge" if found["form"] == "nonnegative" else "eq"
    pairs = [pair if len(pair) == 3 else (kind, *pair) for pair in found.get("hypotheses", ())]
    uses = [_reference(pair, known, context) for pair in pairs]
    base = {"zone": one.zone, "facts": found["facts"]}
    if found["form"] != "steps":
        data = {key: found[key] for key in DATA if key in found}
        return [{**base, "form": found["form"], "claim": claim, "uses": tuple(uses), **data}]
    return [
        {**base, **step, "uses": tuple(uses[n] if kind == "hypothesis" else ("step", start + n)
                                       for kind, n in step["uses"])}
        for step in found["steps"]
    ]  # fmt: skip


def _placed(reference: Reference, last: Sequence[int]) -> Reference:
    return ("step", last[reference[1]]) if reference[0] == "step" else reference


def _reference(
    wanted: Statement, known: Sequence[tuple[Reference, Statement]], context: Context
) -> Reference:
    """What a statement in a certificate refers to."""
    for same in (lambda a, b: a == b, lambda a, b: _equal(a, b, context)):
        for reference, one in known:
            if all(map(same, _directed(wanted), _directed(one))):
                return reference
    raise CertificateError("a step uses a statement that its theorem does not name")


def _directed(statement: Statement) -> tuple[Any, ...]:
    """Whether it is an equation, and its sides, of an inequality the greater one first."""
    relation, *sides = statement
    return relation == "eq", *(sides[::-1] if relation in ("le", "lt") else sides)


def _equal(one: Any, other: Any, context: Context) -> bool:
    if isinstance(one, bool):
        return one is other
    try:
        return check.equal(one, other, context)
    except KernelError:
        return False


def _known(
    one: Proved, checking: Checking, proof: Proof, others: list[Theorem]
) -> Iterator[tuple[Reference, Statement]]:
    """What a step may use, with how a certificate refers to it."""
    claims = [found for found in plain(checking.theorem.given) if isinstance(found, Claim)]
    for place, claim in enumerate(claims):
        yield ("hypothesis", place), statement(claim)
    for fact in one.step.by:
        yield from _facts(fact, checking, proof, others)


def _facts(
    fact: Any, checking: Checking, proof: Proof, others: list[Theorem]
) -> Iterator[tuple[Reference, Statement]]:
    if isinstance(fact, Known):
        yield _shown(fact, checking, proof), statement(fact.claim)
    elif isinstance(fact, Axiom):
        yield from _axiom(fact, checking)
    elif isinstance(fact, Theorem | InstanceOf):
        theorem = fact.theorem if isinstance(fact, InstanceOf) else fact
        if not any(theorem is other for other in others):
            others.append(theorem)
        number = next(n for n, other in enumerate(others) if other is theorem)
        at: tuple[Any, ...] = ()
        if isinstance(fact, InstanceOf) and fact.value is not None:
            at = ((fact.index, linear(fact.value)),)
        for place, claim in enumerate(fact.claims):
            yield ("theorem", number, place, at), statement(claim)


def _shown(fact: Known, checking: Checking, proof: Proof) -> Reference:
    """An aside of the proof, or the hypothesis of its induction."""
    if proof.induction is not None and fact.assumed:
        place = next(n for n, claim in enumerate(proof.induction.claims) if claim is fact.claim)
        return "induction", place
    step = next(aside for aside in proof.asides if aside.claim is fact.claim)
    return "step", checking.number_of(step)


def _axiom(fact: Axiom, checking: Checking) -> Iterator[tuple[Reference, Statement]]:
    """An instance of a definition, or a law of a Moore-Penrose inverse."""
    if fact.source is not None:
        number = next(n for n, one in enumerate(checking.definitions) if one == fact.source)
        _, layer = fact.claim.left.data
        yield ("definition", number, linear(layer)), statement(fact.claim)
        return
    laws = {_law_of(node) for side in sides_of([fact.claim]) for node in side.walk()
            if node.op in ("pinv", "entrywise")}  # fmt: skip
    for kind, argument in sorted(laws, key=repr):
        try:
            pairs = law(kind, argument, Context())
        except KernelError:
            continue
        for place, pair in enumerate(pairs):
            yield ("law", kind, argument, place), ("eq", *pair)


def _law_of(node: Expr) -> tuple[str, Any]:
    """The law that a function in an equation may be about, and its argument."""
    argument = term(node.args[0])
    if node.op == "pinv":
        return "pinv", argument
    name = str(node.data.name)
    return {"power": "quotient", "cos": "sin"}.get(name, name), argument


def write(certificate: Certificate, folder: Path, result: TheoremResult, taken: set[Path]) -> Path:
    """Write a certificate, after the kernel has read it, into a folder for its proof file.

    Theorems of one file that share a name get numbers; `taken` are the paths of this run.
    """
    text = json_of(certificate) + "\n"
    try:
        theorem_of(certificate)
    except KernelError as error:
        raise CertificateError(f"the certificate of `{result.name}` is refused: {error}") from error
    source = Path(result.file).with_suffix("")
    below = [part for part in source.parts if part not in (source.anchor, "..")]
    suffixes = chain([""], (f"-{number}" for number in count(2)))
    names = (f"{result.name}{suffix}.json" for suffix in suffixes)
    path = next(one for one in map(folder.joinpath(*below).joinpath, names) if one not in taken)
    taken.add(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def is_certified(evidence: Evidence) -> bool:
    """Whether a theorem with this evidence has a certificate: cited steps are named in it."""
    return evidence.is_proof or evidence is Evidence.CITED
