"""Terms as nested tuples: their layer indices, substitution, and holes to be filled.

Names of layer indices that begin with `@`, `%` or `~` are the kernel's own; `#` is the generic
layer of a family, bound in the sizes of a segment, in the meaning of a `defined` one and in the
pairs of an `along` term, in which `##` is the generic unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from symland.kernel.linear import KernelError, Linear
from symland.kernel.memory import Memory
from symland.kernel.poly import Poly

Term: TypeAlias = "tuple[Any, ...]"
DERIVATIVES = ("grad", "jac", "along")
RESERVED = ("@", "%", "~")
GENERIC = ("#", "##")


_REMEMBERED = Memory(100_000)


def indices(term: Any) -> frozenset[str]:
    """Names of all layer indices in a term, bound ones included."""
    if isinstance(term, Linear):
        return frozenset(name for name, _ in term.terms)
    if isinstance(term, Poly):
        return term.indices()
    if not isinstance(term, tuple):
        return frozenset()
    known = _REMEMBERED.get(term)
    return known if known is not None else _REMEMBERED.put(term, _indices(term))


def _indices(term: Term) -> frozenset[str]:
    own = term[1:2] if len(term) == 5 and term[0] == "sum" else ()
    return frozenset(own).union(*map(indices, term))


def check_reserved(term: Any) -> None:
    """Raise `KernelError` if a term uses a name of the kernel's own."""
    for name in indices(term):
        if not isinstance(name, str) or name.startswith(RESERVED):
            raise KernelError(f"{name!r} is not a name for a layer index")


def substitute_term(term: Any, name: str, value: Linear) -> Any:
    """Replace a free layer index in a term."""
    if isinstance(term, Linear | Poly):
        return term.substitute(name, value)
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "sum" and len(term) == 5:
        return _substitute_sum(term, name, value)
    if term[0] in ("segment", "defined") and name == "#":
        kept = -2 if term[0] == "segment" else -3
        return (*(substitute_term(item, name, value) for item in term[:kept]), *term[kept:])
    if term[0] == "defined" and value.coefficient("#") and name in indices(term[-1]):
        raise KernelError("the generic layer would be captured by a definition")
    if term[0] == "along" and name in GENERIC:
        return (term[0], substitute_term(term[1], name, value), *term[2:])
    done = tuple(substitute_term(item, name, value) for item in term)
    return term if all(new is old for new, old in zip(done, term, strict=True)) else done


def _substitute_sum(term: Term, name: str, value: Linear) -> Term:
    _, bound, low, high, body = term
    bounds = low.substitute(name, value), high.substitute(name, value)
    if bound == name:
        return ("sum", bound, *bounds, body)
    if value.coefficient(bound) and name in indices(body):
        raise KernelError(f"the index {bound} would be captured by a sum")
    return ("sum", bound, *bounds, substitute_term(body, name, value))


def holes_of(term: Any) -> set[str]:
    """Names of the holes in a term."""
    if not isinstance(term, tuple):
        return set()
    own = {term[1]} if term and term[0] == "hole" else set()
    return own.union(*(holes_of(item) for item in term))


def fill(pattern: Any, values: Mapping[str, Term], bound: frozenset[str] = frozenset()) -> Any:
    """Put terms into holes; not below a derivative, and not where a sum would capture an index."""
    if not isinstance(pattern, tuple) or not pattern:
        return pattern
    if pattern[0] == "hole" and pattern[1] in values:
        if bound & indices(values[pattern[1]]):
            raise KernelError("a hole below a sum would be filled with the index of the sum")
        return values[pattern[1]]
    if pattern[0] in DERIVATIVES and holes_of(pattern) & values.keys():
        raise KernelError("an equation that holds at a point may not be used below a derivative")
    binds = {"sum": pattern[1:2], "defined": ("#",)}.get(pattern[0], ())
    inside = bound.union(binds)
    filled = tuple(fill(item, values, inside) for item in pattern)
    same = all(new is old for new, old in zip(filled, pattern, strict=True))
    return pattern if same else filled
