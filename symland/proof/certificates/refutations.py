"""The document of an erratum: where its printed statement fails, for `symland recheck`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from numeric.dimensions import Dimensions
from numeric.evaluate import Evaluator
from numeric.fields import exact
from numeric.instance import Instance
from numeric.requirements import requirements
from numeric.truth import Formula
from symland.errors import ExpressionError, SizeError
from symland.language.integers import Constraint
from symland.proof.certificates.block import CertificateError
from symland.proof.certificates.formulas import formula
from symland.proof.denial import letters_of, substitution_of
from symland.proof.errata import Failing
from symland.proof.facts import plain
from symland.proof.logic.instances import put
from symland.proof.logic.statements import And, Not, conjuncts, is_equational
from symland.proof.logic.truth import decidable
from symland.proof.results import TheoremResult
from symland.proof.theorem import Theorem
from symland.recheck import denied, refutation, sizes
from symland.recheck.denied import Denied
from symland.recheck.formulas import needs_of
from symland.recheck.refutation import Data, Refutation, Titles
from symland.recheck.sizes import IllSized
from symland.refute.definitions import unfolded
from symland.refute.given import instance_of
from symland.refute.hunt import known_in, ranges_of
from symland.refute.sizes import choices

LARGEST = 3  # sizes at which the operands of an ill-sized operation are compared


def refutation_of(
    theorem: Theorem, result: TheoremResult, failing: Failing, digest_of: Callable[[Theorem], str]
) -> Data:
    """The document of an erratum; `digest_of` gives the digests of certificates.

    Raises `CertificateError` where there is none, `RefutationError` where it does not refute.
    """
    assert theorem.corrected is not None
    titles = Titles(theorem.name, theorem.refs, result.statement, result.given,
                    str(theorem.corrected), digest_of(theorem.corrected))  # fmt: skip
    if theorem.denied:
        return denied.document(_denied(titles, theorem, digest_of))
    if failing.error is not None:
        return sizes.document(_ill_sized(titles, theorem, failing.error))
    found = _refuted(titles, theorem, failing)
    dimensions = found.instance.dimensions
    tables = {name: _Used(table) for name, table in dimensions.families.items()}
    trial = replace(found.instance, dimensions=replace(dimensions, families=tables))
    refutation.document(replace(found, instance=trial))
    needed = {name: {place: table[place] for place in sorted(table.used)}
              for name, table in tables.items()}  # fmt: skip
    instance = replace(found.instance, dimensions=replace(dimensions, families=needed))
    return refutation.document(replace(found, instance=instance))


class _Used(dict[int, int]):
    """Sizes of layers, which notes those that are asked for."""

    def __init__(self, table: Any) -> None:
        super().__init__(table)
        self.used: set[int] = set()

    def __getitem__(self, place: int) -> int:
        self.used.add(place)
        return super().__getitem__(place)


def _refuted(titles: Titles, theorem: Theorem, failing: Failing) -> Refutation:
    found, facts = failing.found, failing.facts
    if found is None or found.instance is None or found.hunt is None or facts is None:
        raise CertificateError("there is no instance")
    claims = tuple(unfolded(one, facts)[0] for one in theorem.claims)
    facts = found.hunt.facts
    more = [decidable(one.statement) for one in facts.conditions]
    if any(_is_implied(one) for one in more):
        raise CertificateError("that something exists, or is least, is not said in refutations")
    given: tuple[Formula, ...] = (*known_in(facts), *facts.constraints, *more)
    instance = complete((*claims, *given), found.hunt.construct(found.instance)[0])
    fails = next(place for place, one in enumerate(theorem.claims) if one is failing.claim)
    return Refutation(titles, claims, given, fails, instance)


def _is_implied(formula: Any) -> bool:
    """Whether it is only known of something in a formula that it follows."""
    return isinstance(formula, tuple) and (
        "suffices" in formula[:1] or any(map(_is_implied, formula))
    )


def complete(formulas: Sequence[Formula], ready: Instance) -> Instance:
    """The instance with the entries of all letters that occur, also those that are defined."""
    run, letters = Evaluator(ready, exact), dict(ready.letters)
    needs = needs_of(formulas)
    names = {name for one in needs for name in (*one.letters, *one.scalars, *one.families)}
    sizes_in = {name for one in needs for name in (*one.sizes, *one.indices, *one.size_families)}
    old = ready.dimensions
    tables: list[dict[str, Any]] = [
        {name: value for name, value in table.items() if name in sizes_in}
        for table in (old.sizes, old.families, old.indices)
    ]
    letters |= {letter: run.value(expr) for letter, expr in ready.definitions.items()
                if letter.name in names}  # fmt: skip
    kept = {letter: letters[letter] for letter in sorted(letters, key=str) if letter.name in names}
    return Instance(Dimensions(*tables), kept, ready.functions, activations=ready.activations,
                    denominators=ready.denominators)  # fmt: skip


def _denied(titles: Titles, theorem: Theorem, digest_of: Callable[[Theorem], str]) -> Denied:
    assert theorem.instance is not None
    said = theorem.statements
    whole = said[0] if len(said) == 1 else And(*said)
    at_values = Not(put(whole, substitution_of(theorem, theorem.instance)))
    denial = next(one for one in theorem.denied for found in one.statements
                  if at_values in conjuncts(found))  # fmt: skip
    given = tuple(plain(theorem.given))
    more = [decidable(one) for one in theorem.given if not is_equational(one)]
    needs = requirements(given, list(letters_of(theorem).values()))
    instance = instance_of(theorem.instance, needs)
    return Denied(titles, formula(whole), (*given, *more), instance, str(denial),
                  digest_of(denial))  # fmt: skip


def _ill_sized(titles: Titles, theorem: Theorem, error: SizeError | ExpressionError) -> IllSized:
    if not isinstance(error, SizeError) or not error.operation:
        raise CertificateError("its sizes do not match in a way that is not evaluated")
    operation, *operands = error.operation
    ranges = tuple(one for one in plain(theorem.given) if isinstance(one, Constraint))
    needs = requirements(operands, ranges)
    for choice in choices(needs, ranges_of(needs, ranges), LARGEST, {}):
        instance = Instance(choice.dimensions)
        if not sizes.fits(operation, [instance.shape(one) for one in operands]):
            return IllSized(titles, operation, tuple(operands), ranges, choice.dimensions)
    raise CertificateError(f"no sizes up to {LARGEST} are known at which its operands do not fit")
