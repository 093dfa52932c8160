"""Values of letters, families, scalars, sizes and layer indices, put into terms and formulas.

A substitution is simultaneous.  Nothing is captured: a value that mentions what is bound around a
place is not put there.  Nothing is put below a derivative, as what holds at a point says nothing
about derivatives, except new letters that stand nowhere else.

A family W, that is a matrix W[k] or W[k][q] for all indices, has as its value another one, (family,
V, rows, cols); the layers of a unit, (family, A, rows, cols, (k,)) for W[q] = A[k][q]; or layers
that abbreviate a body at the layer `#`, (layers, H, rows, cols, body).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.kernel.formulas import QUANTIFIERS, Binder, names
from symland.kernel.lemmas import sides_of
from symland.kernel.linear import Context, KernelError, Linear, variable
from symland.kernel.network import fresh_index
from symland.kernel.poly import Poly, constant, from_linear, sum_of, symbol
from symland.kernel.syntax import DERIVATIVES, GENERIC, RESERVED, Term
from symland.kernel.terms import expand

Values: TypeAlias = "Mapping[Binder, Any]"
SIZES = ("size", "sizes")  # one, or one for each layer


def new_names(binders: Sequence[Binder], chosen: Sequence[Any]) -> dict[Binder, Any]:
    """Other names for what is bound, as values."""
    values: dict[Binder, Any] = {}
    for one, name in zip(binders, chosen, strict=True):
        if not isinstance(name, str) or name in GENERIC or name.startswith(RESERVED):
            raise KernelError(f"{name!r} is not a name")
        if one[0] == "index":
            values[one] = variable(name)
        elif one[0] == "param":
            values[one] = "poly", symbol("param", name)
        elif one[0] in SIZES:
            values[one] = symbol("size", name, (variable("#"),) if one[0] == "sizes" else ())
        else:
            sizes = {key: value for key, value in values.items() if key[0] in SIZES}
            values[one] = (one[0], name, *put(one[2:], sizes))
    return values


def check_values(values: Values, context: Context) -> None:
    """Raise `KernelError` if a value is not of the kind and size of what it stands for."""
    sizes = {one: value for one, value in values.items() if one[0] in (*SIZES, "index")}
    for one, value in values.items():
        if one[1] in GENERIC:  # bound in the sizes of segments, in abbreviations
            raise KernelError(f"a value of the generic layer {one[1]}")
        if not _fits(one, value, sizes, context):
            raise KernelError(f"the value of {one[0]} {one[1]} is of another kind or size")


def _fits(one: Binder, value: Any, sizes: Values, context: Context) -> bool:
    kind = one[0]
    if kind in ("index", "size") and names(value) & {*GENERIC}:
        return False
    if kind == "index":
        return isinstance(value, Linear)
    if kind in SIZES:
        return isinstance(value, Poly) and (not value.terms or value.is_size())
    if kind == "family":
        return value[2:4] == put(one[2:], sizes) and _is_family(value, context)
    if kind == "param":
        raw = expand(value, context)
        return not raw.rows and not raw.cols
    if kind != "letter" or sides_of(value, context) != put(one[3:5], sizes):
        return False
    return not one[5] or (value[0] == "letter" and value[5] is True)  # a symmetric letter


def _is_family(value: Any, context: Context) -> bool:
    if value[0] == "family":
        units = sum(value[4:], ())
        return len(value) < 6 and not names(units) & {*GENERIC} and all(
            isinstance(unit, Linear) for unit in units)  # fmt: skip
    kind, name, *meaning = value
    place = variable(fresh_index())
    sizes = tuple(side.substitute("#", place) for side in meaning[:2])
    return kind == "layers" and sides_of(("defined", name, place, place, *meaning),
                                         context) == sizes  # fmt: skip


def put(data: Any, values: Values, *, fresh: bool = False) -> Any:
    """A term or formula with values in the place of what is free in it."""
    return _Put(values, fresh=fresh)(data, frozenset()) if values else data


@dataclass(frozen=True, slots=True)
class _Put:
    values: Values
    fresh: bool  # the values are new letters, which stand nowhere else

    def __call__(self, data: Any, bound: frozenset[str]) -> Any:
        """The data with values, in a place where the names `bound` are bound."""
        if isinstance(data, Linear):
            parts = (self._index(name, bound).scale(factor) for name, factor in data.terms)
            return sum(parts, Linear((), data.const))
        if isinstance(data, Poly):
            return self._poly(data, bound)
        if not isinstance(data, tuple) or not data:
            return data
        kind = data[0]
        if kind == "letter" and data in self.values:
            return self._guarded(self.values[data], bound)
        if kind == "poly":
            return self._scalar(data[1], bound)
        if kind in DERIVATIVES and not self.fresh:
            moving = {one[1] for one in self.values if one[0] not in (*SIZES, "index")}
            if moving & names(data):
                raise KernelError("a value may not be put below a derivative")
        if kind in QUANTIFIERS and len(data) == 3:
            return self._quantified(data, bound)
        if kind == "sum" and len(data) == 5:
            inside = self.without(("index", data[1]))(data[4], bound | {data[1]})
            return kind, data[1], *(self(limit, bound) for limit in data[2:4]), inside
        is_member = kind == "segment" or (kind == "letter" and data[2] != ())
        layers = self._family(data, bound) if is_member else None
        if kind in ("segment", "defined", "along"):
            bound = bound | {*GENERIC}
        done = tuple(self(part, bound) for part in data)
        if kind in ("mul", "add"):  # a product in the place of a factor
            parts = (part[1:] if part[0] == kind else (part,) for part in done[1:])
            return kind, *(one for part in parts for one in part)
        return done if layers is None else _layer(done, layers)

    def without(self, *binders: Binder) -> _Put:
        kept = {one: value for one, value in self.values.items() if one not in binders}
        return _Put(kept, self.fresh)

    def _guarded(self, value: Any, bound: frozenset[str]) -> Any:
        captured = bound & names(value) if bound else ()
        if captured:
            raise KernelError(f"a value would be captured by what binds {min(captured)}")
        return value

    def _index(self, name: str, bound: frozenset[str]) -> Linear:
        value = self.values.get(("index", name))
        return variable(name) if value is None else self._guarded(value, bound)

    def _poly(self, data: Poly, bound: frozenset[str]) -> Poly:
        pieces: list[Poly] = []
        for mono, number in data.terms:
            product = constant(number)
            for (kind, name, forms), power in mono:
                value = self.values.get(("sizes" if forms else kind, name))
                moved = symbol(kind, name, tuple(self(form, bound) for form in forms))
                if forms and value is not None:  # given at the generic layer
                    self._guarded(value, bound - {"#"})
                    moved = value.substitute("#", *(self(form, bound) for form in forms))
                elif value is not None:
                    moved = from_linear(value) if kind == "index" else value
                    if kind == "param":
                        (_, moved) = value if value[0] == "poly" else ("", None)
                    if not isinstance(moved, Poly):
                        raise KernelError(f"the value of {name} is no polynomial")
                    self._guarded(moved, bound)
                product = product * (moved.power(power) if power > 0 else moved.reciprocal(-power))
            pieces.append(product)
        return sum_of(pieces)

    def _scalar(self, data: Poly, bound: frozenset[str]) -> Term:
        """A polynomial as a term, some of its parameters replaced by other scalars."""
        wide = {name for (kind, name), value in
                ((one[:2], value) for one, value in self.values.items())
                if kind == "param" and value[0] != "poly"}  # fmt: skip
        if not any(var[1] in wide for mono, _ in data.terms for var, _ in mono):
            return "poly", self._poly(data, bound)
        terms: list[Term] = []
        for mono, number in data.terms:
            rest = tuple(item for item in mono if item[0][1] not in wide or item[0][0] != "param")
            factors: list[Term] = [("poly", self._poly(Poly(((rest, number),)), bound))]
            for (kind, name, _), power in mono:
                if kind == "param" and name in wide:
                    value = self._guarded(self.values["param", name], bound)
                    factors.append(value if power == 1 else ("power", value, power))
            terms.append(("mul", *factors))
        return "add", *terms

    def _family(self, data: Term, bound: frozenset[str]) -> Any:
        """The value of the family of which this is a member, or a product of members."""
        found = [(one, value) for one, value in self.values.items()
                 if one[0] == "family" and one[1] == data[1]]  # fmt: skip
        if not found:
            return None
        ((one, value),) = found
        sizes = data[-2:] if data[0] == "segment" else data[3:5]
        if data[0] == "letter":
            one = (*one[:2], *(size.substitute("#", data[2][-1]) for size in one[2:]))
        if one[2:] != sizes:
            raise KernelError(f"the family {data[1]} has members of other sizes")
        own = {"#"} if value[0] == "layers" else {}  # bound by the abbreviation
        self._guarded((value[:2], *value[4:]), bound.difference(own))
        return value

    def _quantified(self, data: Term, bound: frozenset[str]) -> Term:
        kind, binders, body = data
        own = {one[1] for one in binders}
        inside = self.without(*binders)
        if own & {one[1] for one in inside.values}:
            raise KernelError(f"{', '.join(sorted(own))}: a name is bound and free")
        moved = tuple((*one[:2], *inside(one[2:], bound)) for one in binders)
        return kind, moved, inside(body, bound | own)


def _layer(data: Term, layers: Any) -> Term:
    """A member of a family, or a product of members, of the value of that family."""
    kind, _, forms, *rest = data
    if layers[0] == "family":
        return kind, layers[1], (*sum(layers[4:], ()), *forms), *rest
    if kind != "segment" or forms:
        raise KernelError(f"the layers {layers[1]} do not multiply or have one index")
    return "defined", layers[1], *rest, layers[4]
