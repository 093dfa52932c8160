"""Terms, polynomials and linear forms as JSON data, and back.

A certificate repeats its letters many times.  A `Table` keeps every distinct term and polynomial
once; the data then refer to it by number: {"at": 3}.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symland.kernel.linear import KernelError, Linear, variable
from symland.kernel.memory import Memory
from symland.kernel.poly import Mono, Poly, Var, sum_of
from symland.kernel.syntax import GENERIC

MOST_SHARED = 500_000
_SHARED: dict[tuple[int, ...], tuple[Any, ...]] = {}


@dataclass(slots=True)
class Table:
    """The terms and polynomials of a certificate, each after the ones it contains."""

    entries: list[Any] = field(default_factory=list)
    places: dict[Any, int] = field(default_factory=dict)
    objects: Memory = field(default_factory=lambda: Memory(1_000_000))  # places of the very same

    def place(self, value: Any) -> dict[str, int]:
        """A reference to a term or polynomial."""
        found = self.objects.get(value)
        if found is None:
            if value not in self.places:
                made = encode(value) if isinstance(value, Poly) else [self.encode(x) for x in value]
                self.places[value] = len(self.entries)
                self.entries.append(made)
            found = self.objects.put(value, self.places[value])
        return {"at": found}

    def encode(self, value: Any) -> Any:
        """Data with references in the place of terms and polynomials."""
        if isinstance(value, Poly) or (isinstance(value, tuple) and value and _is_term(value)):
            return self.place(value)
        if isinstance(value, tuple | list):
            return [self.encode(item) for item in value]
        if isinstance(value, dict):
            return {key: self.encode(item) for key, item in sorted(value.items())}
        return encode(value)


def _is_term(value: tuple[Any, ...]) -> bool:
    return isinstance(value[0], str) and not all(isinstance(one, str | int) for one in value)


def read(entries: Sequence[Any]) -> list[Any]:
    """The terms and polynomials of a table."""
    done: list[Any] = []
    for entry in entries:
        done.append(decode(entry, done))
    return done


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
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if value is None or isinstance(value, str | int | bool):
        return value
    raise KernelError(f"a certificate cannot hold {value!r}")


def decode(value: Any, table: Sequence[Any] = ()) -> Any:
    """The inverse of `encode`; lists become tuples, objects with several names stay."""
    if isinstance(value, list):
        return _shared([decode(item, table) for item in value])
    if isinstance(value, dict) and len(value) != 1:
        return {str(key): decode(item, table) for key, item in value.items()}
    if isinstance(value, dict):
        ((kind, body),) = value.items()
        if kind == "at":
            return table[_place(body, table)]
        if kind == "linear":
            pieces = (variable(_name(name)).scale(_whole(a)) for name, a in body[1:])
            return _single(sum(pieces, Linear((), _whole(body[0]))))
        if kind == "poly":
            return _single(sum_of(Poly(((_mono(mono, table), Fraction(x)),)) for x, mono in body))
        raise KernelError(f"unknown data {kind!r} in a certificate")
    if isinstance(value, str):
        return _single(value)
    if value is None or isinstance(value, int | bool):
        return value
    raise KernelError(f"a certificate cannot hold {value!r}")


def _shared(parts: list[Any]) -> tuple[Any, ...]:
    """One and the same tuple for the same parts, so that what is found out about it is kept.

    The tuple keeps its parts alive, hence their addresses stay their own.
    """
    if len(_SHARED) > MOST_SHARED:
        _SHARED.clear()
    return _SHARED.setdefault(tuple(map(id, parts)), tuple(parts))


@lru_cache(maxsize=100_000)
def _single(value: Any) -> Any:
    """One and the same object for equal texts, linear forms or polynomials."""
    return value


def _place(number: Any, table: Sequence[Any]) -> int:
    if not 0 <= _whole(number) < len(table):
        raise KernelError(f"entry {number} of a table is used before it is there")
    return number


def _mono(data: Sequence[Any], table: Sequence[Any]) -> Mono:
    return tuple((_variable(kind, name, forms, table), _whole(power))
                 for kind, name, forms, power in data)  # fmt: skip


def _variable(kind: Any, name: Any, forms: Any, table: Sequence[Any]) -> Var:
    if kind not in ("size", "param", "index") or (forms and kind != "size"):
        raise KernelError(f"{kind!r} is no kind of variable")
    return kind, _name(name), tuple(decode(form, table) for form in forms)


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
