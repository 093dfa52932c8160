"""Pieces of hostile certificates, made by hand in the terms of the kernel."""

from __future__ import annotations

import json
from typing import Any

from symland.kernel.certificate import json_of, theorem_data, theorem_of
from symland.kernel.linear import Linear, variable
from symland.kernel.poly import symbol

n, m, r = (symbol("size", name) for name in "nmr")
ZERO, UNIT = ("num", "0"), ("eye", n)


def letter(name: str, rows: Any = n, cols: Any = n) -> Any:
    return "letter", name, (), rows, cols, False


A, B, C, X, Y = map(letter, "ABCXY")
MU, NU = (("poly", symbol("param", name)) for name in ("mu", "nu"))
k, j = variable("k"), variable("j")
NULL = ("zero", n, n)


def member(place: Any) -> Any:
    return "segment", "W", (), place, place, n, n


def at(number: int) -> Linear:
    return Linear((), number)


def eq(left: Any, right: Any) -> Any:
    return "eq", left, right


def every(binders: Any, body: Any) -> Any:
    return "all", tuple(binders), body


def some(binders: Any, body: Any) -> Any:
    return "exists", tuple(binders), body


def between(name: str, low: int, high: int) -> Any:
    index = variable(name)
    return "and", ("range", index.shift(-low)), ("range", at(high) - index)


def leaf(claim: Any, form: str = "equal", *uses: Any, facts: Any = (), **data: Any) -> Any:
    return {"form": form, "claim": claim, "facts": facts, "uses": uses, **data}


def rule(form: str, claim: Any = None, **data: Any) -> Any:
    return {"form": form, **({} if claim is None else {"claim": claim}), **data}


def certificate(claim: Any, *steps: Any, given: Any = (), facts: Any = (), theorems: Any = (),
                definitions: Any = ()) -> Any:  # fmt: skip
    """A certificate of one claim, signed as it should be."""
    return theorem_data({
        "name": "hostile", "refs": (), "claims": (claim,), "hypotheses": tuple(given),
        "definitions": tuple(definitions), "facts": tuple(facts), "theorems": tuple(theorems),
        "steps": steps,
    })  # fmt: skip


def lemma(claim: Any, given: Any = (), facts: Any = (), definitions: Any = ()) -> Any:
    return {"name": "lemma", "certificate": "", "claims": (claim,), "hypotheses": tuple(given),
            "definitions": tuple(definitions), "facts": tuple(facts)}  # fmt: skip


def check(data: Any) -> None:
    theorem_of(json.loads(json_of(data)))
