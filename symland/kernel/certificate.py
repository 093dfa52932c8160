"""Certificates: what was proved and how, as plain data, and their check.

A certificate is a JSON object with `schema`, `form` and the data of that form.  `recheck` reads it
with the kernel alone: nothing in it is evaluated as code; what it does not know it refuses.

| form | proves | data |
|---|---|---|
| equal | left = right | facts, left, right |
| solved | left = right under equations | and hypotheses: pairs of terms |
| congruent | left = right under equations | and pattern, holes: (name, hypothesis, way) |
| ideal | left = right under equations | and laws: (kind, argument), parts: see `ideal` |
| steps | left = right under statements | and steps: form, claim, uses, data of the form |
| nonnegative | left >= right under inequalities | and pieces: [factor, kind, data] |
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any, TypeAlias

from symland.kernel import check, ideal, lemmas
from symland.kernel.defined import check_known, check_supposed, lacking, suppositions_of
from symland.kernel.encoding import Table, decode, encode, read
from symland.kernel.lemmas import Statement
from symland.kernel.linear import Context, KernelError
from symland.kernel.rules import item
from symland.kernel.syntax import Term, fill
from symland.kernel.theorem import FAULTS, Stated, Theorem

SCHEMA = "symland.certificate/1"
Certificate: TypeAlias = "dict[str, Any]"


def certificate(form: str, left: Term, right: Term, context: Context, **data: Any) -> Certificate:
    """A certificate as JSON data."""
    facts = [encode(fact) for fact in sorted(context.facts)]
    body = {key: encode(value) for key, value in data.items()}
    return {"schema": SCHEMA, "form": form, "facts": facts, "left": encode(left),
            "right": encode(right), **body}  # fmt: skip


def recheck(data: Certificate) -> bool:
    """Whether a certificate proves what it states; raises `KernelError` if it is ill-formed."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise KernelError("this is not a certificate of a known schema")
    try:
        if data["form"] == "theorem":
            return theorem_of(data) is not None
        parts = {key: decode(data[key]) for key in data if key not in ("schema", "form")}
        if any(encode(parts[key]) != data[key] for key in parts):
            raise KernelError("the certificate is not in its standard form")
        context = Context(frozenset(parts["facts"]))
        claim: Statement = ("eq", parts["left"], parts["right"])
        if data["form"] == "steps":
            claim = (parts.get("relation", "eq"), *claim[1:])
            return follows_steps(parts["steps"], claim, parts["hypotheses"], context)
        pairs = () if data["form"] == "equal" else parts["hypotheses"]
        known = [_pair(pair, data["form"]) for pair in pairs]
        if data["form"] == "nonnegative":
            claim = ("ge", *claim[1:])
        return follows(data["form"], parts, claim, known, context)
    except FAULTS as error:
        raise KernelError(f"the certificate is ill-formed: {error}") from error
    except RecursionError as error:
        raise KernelError("the certificate is nested too deeply") from error


def _pair(pair: Sequence[Term], form: str) -> Statement:
    one, other = pair
    return ("ge" if form == "nonnegative" else "eq"), one, other


def follows(
    form: str, data: dict[str, Any], claim: Statement, known: Sequence[Statement], context: Context
) -> bool:
    """Whether a statement follows from known ones by one of the forms."""
    relation, left, right = claim
    if form == "nonnegative":
        return _nonnegative(claim, data["pieces"], known, context)
    if relation != "eq":
        raise KernelError(f"the form {form!r} shows equations")
    if form == "equal":
        return check.equal(left, right, context)
    if form == "definite":
        (one,) = known
        return lemmas.definite((left, right), one, data["way"], context)
    if form == "square":
        (one,) = known
        return lemmas.square((left, right), one, data["factors"], context)
    if form == "cancel":
        return lemmas.cancel((left, right), known, data["factor"], context)
    pairs = [(one, other) for kind, one, other in known if kind == "eq"]
    if len(pairs) < len(known):
        raise KernelError(f"the form {form!r} uses equations")
    if form == "solved":
        return check.equal_solved(left, right, pairs, context)
    if form == "congruent":
        pattern = data["pattern"]
        holes = {name: pairs[number] if way == 1 else pairs[number][::-1]
                 for name, number, way in data["holes"]}  # fmt: skip
        filled = [fill(pattern, {name: pair[side] for name, pair in holes.items()})
                  for side in (0, 1)]  # fmt: skip
        stated = suppositions_of([left, right, *pairs])
        if lacking(suppositions_of(filled[:1]), stated, context):  # defined if the other is
            check_known(suppositions_of(filled[1:]), stated, context)
        return all(map(check.equal, filled, (left, right), (context, context)))
    if form == "ideal":
        return ideal.combination(left, right, pairs, data["laws"], data["parts"], context)
    raise KernelError(f"unknown form of certificate {form!r}")


def follows_steps(
    steps: Sequence[dict[str, Any]], claim: Statement, hypotheses: Sequence[Statement],
    context: Context,
) -> bool:  # fmt: skip
    """Whether a statement follows in several steps, of which the last one states it.

    A step uses ("hypothesis", n) and earlier steps ("step", n).
    """
    supposed = suppositions_of((claim, *hypotheses))
    results: list[Statement] = []
    for step in steps:
        sources = {"hypothesis": hypotheses, "step": results}
        known = [item(sources[kind], number) for kind, number in step["uses"]]
        needed = suppositions_of([step["claim"]])
        if lacking(needed, supposed, context) or not follows(
            step["form"], step, step["claim"], known, context
        ):
            return False
        results.append(step["claim"])
    return bool(results) and results[-1] == claim


GREATER = {"ge": 1, "gt": 1, "eq": 1, "le": -1, "lt": -1}


def _nonnegative(
    claim: Statement, pieces: Sequence[Any], known: Sequence[Statement], context: Context
) -> bool:
    """An inequality as a sum of nonnegative pieces, a strict one with a positive among them."""
    relation, *sides = claim
    greater, less = sides[:: GREATER[relation]]
    pairs = [tuple(pair[:: GREATER[kind]]) for kind, *pair in known]
    check_supposed([tuple(piece[2:]) for piece in pieces], [*sides, *pairs], context)
    strict = [factor for factor, kind, *rest in pieces if Fraction(factor) > 0 and (
        kind == "number" or (kind == "known" and known[rest[0]][0] in ("lt", "gt")) or (
            kind == "product" and rest[1] == ("num", "1")
            and all(known[number][0] in ("lt", "gt") for number in rest[0])))]  # fmt: skip
    if relation == "eq" or (relation in ("lt", "gt") and not strict):
        return False
    return check.nonnegative(greater, less, pieces, pairs, context)  # type: ignore[arg-type]


# -- whole theorems -------------------------------------------------------------------------------


def stated_of(parts: dict[str, Any]) -> Stated:
    """The statement in the data of a theorem."""
    return Stated(parts["claims"], parts["hypotheses"], parts["definitions"], parts["facts"])


def theorem_data(parts: dict[str, Any]) -> Certificate:
    """The certificate of a theorem as JSON data, every term in a table."""
    table = Table()
    body = table.encode(parts)
    data = {"schema": SCHEMA, "form": "theorem", "table": table.entries, **body}
    return {**data, "digest": sha256(json_of(data).encode()).hexdigest()}


def theorem_of(data: Certificate) -> Theorem:
    """The theorem that a certificate proves, after all its steps have been checked."""
    entries = read(data["table"])
    names = [key for key in data if key not in ("schema", "form", "table", "digest")]
    parts = {key: decode(data[key], entries) for key in names}
    found = Theorem(stated_of(parts), [stated_of(other) for other in parts["theorems"]], follows)
    found.check(parts["steps"])
    standard = theorem_data(parts)
    if standard != {**data, "digest": standard["digest"]}:
        raise KernelError("the certificate is not in its standard form")
    if standard["digest"] != data["digest"]:
        raise KernelError("the digest differs: the certificate was changed")
    return found


def json_of(data: Any) -> str:
    """JSON in one form, for files and for comparison."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
