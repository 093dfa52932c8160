"""What a certificate states, as text: its titles are those of whoever wrote it.

Everything that bears on the meaning is shown: the sizes of letters, what layers abbreviate, which
letters are symmetric.  Nothing is simplified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from symland.kernel.linear import Linear
from symland.kernel.poly import Poly
from symland.kernel.theorem import Stated

RELATIONS = {"eq": "=", "le": "<=", "ge": ">=", "lt": "<", "gt": ">"}
JOINED = {"add": " + ", "mul": " ", "scale": " ", "kron": " (x) ", "hadamard": " o "}


def lines_of(stated: Stated) -> Iterator[str]:
    """The statement in lines: what is shown, under what, for which layers and letters."""
    yield from (f"shown: {said(one)}" for one in stated.claims)
    yield from (f"given: {said(one)}" for one in stated.hypotheses)
    for index, facts, left, right in stated.definitions:
        yield f"given: {said(left)} := {said(right)}{_limits(facts)}, for all {index}"
    yield from (f"layers: {_form(fact)} >= 0" for fact in stated.facts)
    found: dict[str, None] = {}
    _letters((stated.claims, stated.hypotheses, stated.definitions), found, set())
    yield from (f"where: {one}" for one in sorted(found))


def lines_of_refuted(found: Any) -> Iterator[str]:
    """What a refutation says to be false, under what, and the numbers at which it is."""
    if hasattr(found, "operation"):
        yield f"not defined: {found.operation} of {' and '.join(map(str, found.operands))}"
        yield from (f"given: {one}" for one in found.ranges)
        return
    false = found.claims[found.fails] if hasattr(found, "claims") else said(found.statement)
    yield f"false: {false}"
    yield from (f"given: {_hypothesis(one)}" for one in found.hypotheses)
    for letter, entries in found.instance.letters.items():
        rows = "; ".join(" ".join(map(str, row)) for row in entries)
        yield f"at: {letter} = [{rows}]"


def _hypothesis(data: Any) -> str:
    """A formula of the exact evaluator."""
    if not isinstance(data, tuple):
        return str(data)
    return f"({' '.join(map(_hypothesis, data))})"


def said(data: Any) -> str:
    """A formula or term as text."""
    if isinstance(data, Poly):
        return _poly(data)
    if not isinstance(data, tuple) or not data:
        return _form(data)
    kind, *parts = data
    if kind in RELATIONS:
        return f" {RELATIONS[kind]} ".join(map(said, parts))
    if kind in JOINED:
        return f"({JOINED[kind].join(map(said, parts))})"
    if kind in SPECIAL:
        return SPECIAL[kind](*parts)
    return f"{kind}({', '.join(map(said, parts))})"


def _form(data: Any) -> str:
    return str(data).replace("+-", "-")


def _limits(facts: Sequence[Linear]) -> str:
    return "".join(f", {_form(fact)} >= 0" for fact in facts)


def _poly(value: Poly) -> str:
    terms = (" ".join([*([str(x)] if x != 1 or not mono else []),
                       *(f"{name}{_at(forms)}" + (f"^{power}" if power != 1 else "")
                         for (_, name, forms), power in mono)])
             for mono, x in value.terms)  # fmt: skip
    return " + ".join(terms) or "0"


def _at(forms: Sequence[Any]) -> str:
    return "".join(f"[{_form(form)}]" for form in forms)


def _layers(name: str, forms: Sequence[Any], high: Any, low: Any) -> str:
    here = _form(high) if high == low else f"{_form(high)}..{_form(low)}"
    return f"{name}{_at(forms)}[{here}]"


def _bound(one: Any) -> str:
    kind, name, *rest = one
    if kind == "letter":
        return _letter(*one[1:])
    return f"{kind} {name}" + (f" of size {' x '.join(map(said, rest))}" if rest else "")


def _letter(name: str, _: Any, rows: Any, cols: Any, symmetric: Any) -> str:
    return f"{'symmetric ' if symmetric else ''}{name} of size {said(rows)} x {said(cols)}"


def _entry(name: str, parameter: Any, order: int, argument: Any) -> str:
    given = "" if parameter is None else f"[{parameter}]"
    return f"{name}{given}{chr(39) * order}({said(argument)})"


def _quantified(word: str) -> Callable[..., str]:
    return lambda bound, body: f"({word} {', '.join(map(_bound, bound))}: {said(body)})"


SPECIAL: dict[str, Callable[..., str]] = {
    "num": str,
    "poly": lambda value: f"({_poly(value)})",
    "letter": lambda name, forms, *_: f"{name}{_at(forms)}",
    "segment": lambda name, forms, high, low, *_: _layers(name, forms, high, low),
    "defined": lambda name, high, low, *_: _layers(name, (), high, low),
    "T": lambda one: f"{said(one)}'",
    "inverse": lambda one: f"{said(one)}^-1",
    "power": lambda one, exponent: f"{said(one)}^{exponent}",
    "entry": _entry,
    "sum": lambda name, low, high, body: f"sum({name}={_form(low)}..{_form(high)}, {said(body)})",
    "map": lambda name, outputs, argument: f"{name}[{said(outputs)}]({said(argument)})",
    "abbreviation": lambda name, one: f"({name} := {said(one)})",
    "range": lambda form: f"{_form(form)} >= 0",
    "is": lambda word, one: (
        f"{said(one)} has an inverse" if word == "inverse" else f"{said(one)} is not 0"
    ),
    "and": lambda *parts: f"({' and '.join(map(said, parts))})",
    "implies": lambda left, right: f"(if {said(left)} then {said(right)})",
    "iff": lambda left, right: f"({said(left)} iff {said(right)})",
    "all": _quantified("for all"),
    "exists": _quantified("there is"),
}


def _letters(data: Any, found: dict[str, None], seen: set[int]) -> None:
    """Letters with their sizes, and layers with what they abbreviate."""
    if not isinstance(data, tuple) or id(data) in seen:
        return
    seen.add(id(data))
    if data[:1] == ("letter",) and len(data) == 6:
        found[_letter(data[1] + "[...]" * len(data[2]), *data[2:])] = None
    elif data[:1] == ("segment",):
        rows, cols = map(said, data[-2:])
        found[f"{data[1]}{'[...]' * len(data[2])}[#] of size {rows} x {cols}"] = None
    elif data[:1] == ("defined",):
        found[f"{data[1]}[#] := {said(data[-1])} of size {' x '.join(map(said, data[4:6]))}"] = None
    for part in data:
        _letters(part, found, seen)
