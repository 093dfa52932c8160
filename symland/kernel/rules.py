"""The rules of proofs: each concludes a formula from what is known, or from blocks of steps.

A step is data: its `form`, what it claims, the numbers of the formulas that it uses, and blocks of
further steps, in which something is supposed or a name is new.  `RULES` lists the forms that are
about formulas; all others conclude one relation from others, see `certificate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from symland.kernel.check import equal, penrose_equations
from symland.kernel.defined import suppositions_of
from symland.kernel.formulas import Formula, check_formed, conjuncts, granted, names
from symland.kernel.lemmas import minus, sides_of
from symland.kernel.linear import Context, KernelError, Linear, variable
from symland.kernel.poly import ONE
from symland.kernel.scope import Scope, values_of
from symland.kernel.syntax import GENERIC, RESERVED, Term
from symland.kernel.values import put

Data: TypeAlias = "dict[str, Any]"
Block: TypeAlias = "Callable[[Scope, Sequence[Data]], None]"
ZERO: Term = ("num", "0")
STRENGTH = {"eq": 0, "le": -1, "lt": -1, "ge": 1, "gt": 1}
WEAKER = {"eq": ("eq", "le", "ge"), "lt": ("lt", "le"), "gt": ("gt", "ge"), "le": ("le",),
          "ge": ("ge",)}  # fmt: skip


def item(items: Sequence[Any], number: object) -> Any:
    """One of several by its number; raises `KernelError` for any other number."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(items):
        raise KernelError(f"it uses number {number!r} of {len(items)}")
    return items[number]


def _known(data: Data, scope: Scope, *kinds: str) -> Formula:
    """The known formula `of` which a step takes something."""
    found = item(scope.known, data["of"])
    if found[0] not in kinds:
        raise KernelError(f"number {data['of']} is no {' or '.join(kinds)}")
    return found


def _holds(data: Data, scope: Scope, _: Block) -> Formula:
    scope.require(data["claim"])
    return data["claim"]


def _chain(data: Data, scope: Scope, _: Block) -> Formula:
    """a = b <= c gives a <= c."""
    goal = data["claim"]
    links = [item(scope.known, number) for number in data["uses"]]
    if not links or any(link[0] not in STRENGTH for link in (goal, *links)):
        raise KernelError("a chain is made of relations")
    same = _same(scope.context)
    ends = [goal[1], *(side for _, *sides in links for side in sides), goal[2]]
    if not all(map(same, ends[::2], ends[1::2])):
        raise KernelError("a chain does not run from one side of its goal to the other")
    relations = [relation for relation, *_ in links]
    signs = {STRENGTH[relation] for relation in relations} - {0}
    strict = [relation for relation in relations if relation in ("lt", "gt")]
    total = (strict or [one for one in relations if one != "eq"] or ["eq"])[0]
    if len(signs) > 1 or goal[0] not in WEAKER[total]:
        raise KernelError("the relations of a chain do not give that of its goal")
    return goal


def _same(context: Context) -> Callable[[Term, Term], bool]:
    return lambda one, other: one == other or equal(one, other, context)


def _penrose(data: Data, scope: Scope, _: Block) -> Formula:
    """The four equations of Penrose give A^+ = B."""
    relation, left, right = data["claim"]
    if relation != "eq" or left[0] != "pinv":
        raise KernelError("the claim is not that a matrix is a pseudoinverse")
    wanted = penrose_equations(left[1], right)
    for number, pair in zip(data["uses"], wanted, strict=True):
        found = item(scope.known, number)
        if found[0] != "eq" or not all(map(_same(scope.context), found[1:], pair)):
            raise KernelError("an equation of Penrose is not the one that is used")
    return data["claim"]


def _implies(data: Data, scope: Scope, block: Block) -> Formula:
    kind, left, right = data["claim"]
    if kind != "implies":
        raise KernelError("the claim is no implication")
    check_formed(left, scope.context)
    inner = scope.inside(data["claim"])
    inner.add(left)
    block(inner, data["proof"])
    inner.require(right)
    return data["claim"]


def _all(data: Data, scope: Scope, block: Block) -> Formula:
    claim = data["claim"]
    if claim[0] != "all":
        raise KernelError("the claim is not about all values")
    inner = scope.inside(claim)
    body = inner.opened(claim, data["names"])
    block(inner, data["proof"])
    inner.require(body)
    return claim


def _instance(data: Data, scope: Scope, _: Block) -> Formula:
    _, binders, body = _known(data, scope, "all")
    values = values_of(binders, data["values"])
    scope.check_values(values)
    return put(body, values)


def _detach(data: Data, scope: Scope, _: Block) -> Formula:
    _, left, right = _known(data, scope, "implies")
    scope.require(left)
    return right


def _exists(data: Data, scope: Scope, _: Block) -> Formula:
    kind, binders, body = data["claim"]
    if kind != "exists":
        raise KernelError("the claim is not that something exists")
    values = values_of(binders, data["values"])
    scope.check_values(values)
    found = put(body, values)
    scope.check_defined(found)
    scope.require(found)
    return data["claim"]


def _obtain(data: Data, scope: Scope, _: Block) -> Formula:
    return scope.opened(_known(data, scope, "exists"), data["names"])


def _is(data: Data, scope: Scope, _: Block) -> Formula:
    """A B = I = B A make A invertible, s t = 1 makes s a number other than 0."""
    claim, other = data["claim"], data["value"]
    kind, argument = claim[1:]
    check_formed(claim, scope.context)
    unit: Term = ("num", "1")
    if kind == "inverse":
        unit = ("eye", sides_of(argument, scope.context)[0])
    ways = [("mul", argument, other), ("mul", other, argument)]
    for number, way in zip(data["uses"], ways[: 1 if kind == "quotient" else 2], strict=True):
        scope.check_defined(("eq", way, unit))
        found = item(scope.known, number)
        if found[0] != "eq" or not equal(minus(*found[1:]), minus(way, unit), scope.context):
            raise KernelError("a product is not known to be 1")
    return claim


def _cases(data: Data, scope: Scope, block: Block) -> Formula:
    """A scalar is 0 or not; of two layer indices one is less, or they are equal."""
    if "index" in data:
        return _orders(data, scope, block)
    claim, scalar = data["claim"], data["on"]
    options: tuple[Formula, ...] = (("eq", scalar, ZERO), ("is", "quotient", scalar))
    for option, steps in zip(options, data["proofs"], strict=True):
        check_formed(option, scope.context)
        inner = scope.inside(claim)
        inner.add(option)
        block(inner, steps)
        inner.require(claim)
    return claim


def _orders(data: Data, scope: Scope, block: Block) -> Formula:
    name, value, claim = data["index"], data["on"], data["claim"]
    check_index(name, value)
    gap = variable(name) - value
    places = [(scope.inside(claim), claim) for _ in range(2)]
    for (inner, _), fact in zip(places, (gap.scale(-1).shift(-1), gap.shift(-1)), strict=True):
        inner.context = inner.context.extend(fact)
    places.insert(1, (scope.at(name, value, [claim]), put(claim, {("index", name): value})))
    for (inner, goal), steps in zip(places, data["proofs"], strict=True):
        if not inner.context.contradictory():  # else the case does not occur
            block(inner, steps)
            inner.require(goal)
    return claim


def check_index(name: Any, value: Any) -> None:
    """Raise `KernelError` unless a layer index and a value for it are given."""
    if not isinstance(name, str) or name in GENERIC or name.startswith(RESERVED):
        raise KernelError(f"{name!r} is not a layer index")
    if not isinstance(value, Linear) or value.coefficient(name):
        raise KernelError(f"{value} is no value for the layer index {name}")


def _induct(data: Data, scope: Scope, block: Block) -> Formula:
    """What holds at the start, and at n + 1 if at n, holds from the start on.

    With `limits` it holds as far as they do: where they hold at n + 1, they have to hold at n.  At
    n + 1 nothing is supposed of other layers: where the claim at n + 1 is defined, that at n may
    not be.
    """
    name, start, claim = data["index"], data["start"], data["claim"]
    check_index(name, start)
    index, limits = variable(name), tuple(data["limits"])
    if not all(map(scope.context.entails, (index - start, *limits))):
        raise KernelError(f"an induction over {name} is not about the {name} that is there")
    for steps, place, facts in (
        (data["base"], start, ()),
        (data["proof"], index.shift(1), (index - start,)),
    ):
        goal, within = put((claim, limits), {("index", name): place})
        inner = scope.without(name).inside(goal)
        inner.context = inner.context.extend(*facts, *within)
        inner.supposed |= suppositions_of(granted(goal))
        if facts:
            if not all(map(inner.context.entails, limits)):
                raise KernelError(f"an induction over {name} whose limits leave out layers between")
            inner.add(claim)
        block(inner, steps)
        inner.require(goal)
    return claim


def _termwise(data: Data, scope: Scope, _: Block) -> Formula:
    """Sums are equal if their terms are, for every layer in the range."""
    _, binders, body = _known(data, scope, "all")
    ((kind, name),) = binders
    _, limits, (relation, left, right) = body
    below, above = (form for one, form in conjuncts(limits) if one == "range")
    index = variable(name)
    low, high = index - below, above + index
    if (kind, relation, body[0]) != ("index", "eq", "implies") or limits[0] != "and":
        raise KernelError("it is not known that the terms of the sums are equal")
    if len(list(conjuncts(limits))) != 2 or low.coefficient(name) or high.coefficient(name):
        raise KernelError("the terms are not known to be equal in a range")
    found = "eq", *(("sum", name, low, high, side) for side in (left, right))
    check_formed(found, scope.context)
    return found


def _entrywise(data: Data, scope: Scope, _: Block) -> Formula:
    """A = B if e'A f = e'B f for all standard basis vectors e, f; for a diagonal B, apart ones."""
    claim = data["claim"]
    relation, left, right = claim
    _, binders, (kind, limits, (inner, one, other)) = _known(data, scope, "all")
    e, f = binders
    row = ("T", e)
    allowed = {*basis_vector(e), *basis_vector(f)}
    apart = ("eq", ("mul", row, f), ZERO)
    is_diagonal = equal(right, ("diag", ("diagonal", left)), scope.context) if (
        apart in conjuncts(limits)) else False  # fmt: skip
    if is_diagonal:
        allowed.add(apart)
        right = ("zero", e[3], f[3])
    if (relation, inner, kind) != ("eq", "eq", "implies") or not {*conjuncts(limits)} <= allowed:
        raise KernelError("it is not known for all entries")
    if (e[0], f[0], e[4], f[4]) != ("letter", "letter", ONE, ONE):
        raise KernelError("the entries are not taken at vectors")
    if {e[1], f[1]} & names(claim):
        raise KernelError("the claim speaks of the vectors")
    if not equal(minus(one, other), ("mul", row, minus(left, right), f), scope.context):
        raise KernelError("the entries are those of other matrices")
    return claim


def basis_vector(e: Term) -> tuple[Formula, Formula]:
    """e e' = diag(e) and e'e = 1: e is a column of the identity."""
    row = ("T", e)
    return ("eq", ("mul", e, row), ("diag", e)), ("eq", ("mul", row, e), ("eye", ONE))


RULES: dict[str, Callable[[Data, Scope, Block], Formula]] = {
    "holds": _holds, "chain": _chain, "penrose": _penrose, "implies": _implies, "all": _all,
    "instance": _instance, "detach": _detach, "exists": _exists, "obtain": _obtain, "is": _is,
    "cases": _cases, "induct": _induct, "termwise": _termwise, "entrywise": _entrywise,
}  # fmt: skip
