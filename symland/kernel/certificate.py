"""Certificates: what was proved and how, as plain data, and their check.

A certificate is a JSON object with `schema`, `form` and the data of that form.  `recheck` reads it
with the kernel alone: nothing in it is evaluated as code; what it does not know it refuses.

| form | proves | data |
|---|---|---|
| equal | left = right | facts, left, right |
| solved | left = right under equations | and hypotheses: pairs of terms |
| congruent | left = right under equations | and pattern, holes: (name, hypothesis, way) |
| ideal | left = right under equations | and laws: (kind, argument), parts: see `ideal` |
| nonnegative | left >= right under inequalities | and pieces: [factor, kind, data] |
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeAlias

from symland.kernel import check, ideal
from symland.kernel.linear import Context, KernelError, Linear, variable
from symland.kernel.poly import Mono, Poly, sum_of
from symland.kernel.syntax import GENERIC, Term

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
        parts = {key: decode(data[key]) for key in data if key not in ("schema", "form")}
        if any(encode(parts[key]) != data[key] for key in parts):
            raise KernelError("the certificate is not in its standard form")
        context = Context(frozenset(parts["facts"]))
        return _check(data["form"], parts, parts["left"], parts["right"], context)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise KernelError(f"the certificate is ill-formed: {error}") from error
    except RecursionError as error:
        raise KernelError("the certificate is nested too deeply") from error


def _check(form: str, parts: dict[str, Any], left: Term, right: Term, context: Context) -> bool:
    if form == "equal":
        return check.equal(left, right, context)
    if form == "solved":
        return check.equal_solved(left, right, parts["hypotheses"], context)
    if form == "congruent":
        known = parts["hypotheses"]
        holes = {name: known[number] if way == 1 else known[number][::-1]
                 for name, number, way in parts["holes"]}  # fmt: skip
        return check.congruent(parts["pattern"], holes, left, right, context)
    if form == "ideal":
        known, laws = parts["hypotheses"], parts["laws"]
        return ideal.combination(left, right, known, laws, parts["parts"], context)
    if form == "nonnegative":
        return check.nonnegative(left, right, parts["pieces"], parts["hypotheses"], context)
    raise KernelError(f"unknown form of certificate {form!r}")


def encode(value: Any) -> Any:
    """Terms, polynomials, linear forms and tuples as JSON data."""
    if isinstance(value, Linear):
        return {"linear": [value.const, *[[name, a] for name, a in value.terms]]}
    if isinstance(value, Poly):
        return {"poly": [[str(x), [[kind, name, [encode(f) for f in forms], power]
                                   for (kind, name, forms), power in mono]]
                         for mono, x in value.terms]}  # fmt: skip
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    raise KernelError(f"a certificate cannot hold {value!r}")


def decode(value: Any) -> Any:
    """The inverse of `encode`; lists become tuples."""
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if isinstance(value, dict):
        ((kind, body),) = value.items()
        if kind == "linear":
            pieces = (variable(_name(name)).scale(_whole(a)) for name, a in body[1:])
            return sum(pieces, Linear((), _whole(body[0])))
        if kind == "poly":
            return sum_of(Poly(((_mono(mono), Fraction(x)),)) for x, mono in body)
        raise KernelError(f"unknown data {kind!r} in a certificate")
    if value is None or isinstance(value, str | int | bool):
        return value
    raise KernelError(f"a certificate cannot hold {value!r}")


def _mono(data: list[Any]) -> Mono:
    return tuple(((str(kind), _name(name), tuple(decode(form) for form in forms)), _whole(power))
                 for kind, name, forms, power in data)  # fmt: skip


def _name(text: Any) -> str:
    if text not in GENERIC and (
        not isinstance(text, str) or not re.fullmatch(r"[^\W\d_][\w']*", text)
    ):
        raise KernelError(f"{text!r} is not a name")
    return text


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise KernelError(f"{value!r} is not an integer")
    return value
