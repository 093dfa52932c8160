"""What the kernel puts into formulas means what it should: substitution in a finite model.

Matrices are numbers modulo 5, families functions of layer indices, and quantifiers run over a few
of them.  A formula with values put in must hold exactly where the formula holds at the meaning of
these values.  Names are few: a letter and a family share one, and most are bound somewhere.
"""

from __future__ import annotations

from math import prod
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from symland.kernel.formulas import bound_by, free
from symland.kernel.linear import KernelError, Linear, variable
from symland.kernel.poly import symbol
from symland.kernel.values import put
from tests.kernel.support import RANDOM

n, GENERIC = symbol("size", "n"), variable("#")
PRIME = 5
FAMILIES = (lambda *_: 2, lambda *at: sum(at), lambda *at: 1 + 3 * at[-1] * at[0])
DOMAINS = {"letter": (0, 1, 3), "index": (0, 1, 2), "family": FAMILIES}


def letter(name: str) -> Any:
    return "letter", name, (), n, n, False


def member(name: str, *places: Linear) -> Any:
    *units, place = places
    return "segment", name, tuple(units), place, place, n, n


def abbreviated(place: Linear, body: Any) -> Any:
    return "defined", "H", place, place, n, n, body


def meaning(term: Any, env: dict[Any, Any]) -> int:
    """The value of a term modulo 5."""
    kind = term[0]
    if kind == "letter":
        return env[term]
    if kind == "segment":
        return env["family", term[1]](*(place(form, env) for form in (*term[2], term[3]))) % PRIME
    if kind == "defined":
        return meaning(term[6], {**env, ("index", "#"): place(term[2], env)})
    if kind == "sum":
        steps = range(place(term[2], env), place(term[3], env) + 1)
        return sum(meaning(term[4], {**env, ("index", term[1]): at}) for at in steps) % PRIME
    parts = [meaning(part, env) for part in term[1:]]
    return (sum(parts) if kind == "add" else prod(parts)) % PRIME


def place(form: Linear, env: dict[Any, Any]) -> int:
    return form.const + sum(factor * env["index", name] for name, factor in form.terms)


def holds(formula: Any, env: dict[Any, Any]) -> bool:
    kind, *parts = formula
    if kind == "eq":
        return meaning(parts[0], env) == meaning(parts[1], env)
    if kind == "and":
        return all(holds(part, env) for part in parts)
    if kind == "implies":
        return holds(parts[1], env) if holds(parts[0], env) else True
    ((binder,), body) = parts
    (key,) = bound_by([binder])
    found = (holds(body, {**env, key: value}) for value in DOMAINS[binder[0]])
    return all(found) if kind == "all" else any(found)


def value_in(value: Any, env: dict[Any, Any]) -> Any:
    """What a value means: a number, a layer, or a function of layers."""
    if isinstance(value, Linear):
        return place(value, env)
    if value[0] == "family":
        units = [place(form, env) for form in sum(value[4:], ())]
        return lambda *at: env["family", value[1]](*units, *at)
    if value[0] == "layers":
        return lambda at: meaning(value[4], {**env, ("index", "#"): at})
    return meaning(value, env)


forms = st.builds(lambda index, shift: index.shift(shift),
                  st.sampled_from((variable("k"), variable("j"), Linear((), 1))),
                  st.integers(0, 1))  # fmt: skip
letters = st.sampled_from(("A", "B")).map(letter)
names = st.sampled_from(("A", "V"))
indices = st.sampled_from(("k", "j"))
members = st.one_of(st.builds(member, names, forms), st.builds(member, names, forms, forms))
bodies = st.one_of(letters, st.builds(member, names, st.just(GENERIC)),
                   st.builds(member, names, forms, st.just(GENERIC)))  # fmt: skip
terms = st.recursive(
    st.one_of(letters, members, st.builds(abbreviated, forms, bodies)),
    lambda inside: st.one_of(
        st.tuples(st.sampled_from(("add", "mul")), inside, inside),
        st.tuples(st.just("sum"), indices, st.just(Linear((), 1)), forms, inside),
    ), max_leaves=4)  # fmt: skip
BINDERS = (letter("A"), letter("B"), ("family", "A", n, n), ("family", "V", n, n), ("index", "k"),
           ("index", "j"))  # fmt: skip
formulas = st.recursive(
    st.tuples(st.just("eq"), terms, terms),
    lambda inside: st.one_of(
        st.tuples(st.sampled_from(("and", "implies")), inside, inside),
        st.tuples(st.sampled_from(("all", "exists")), st.tuples(st.sampled_from(BINDERS)), inside),
    ), max_leaves=3)  # fmt: skip
of_families = st.one_of(
    st.builds(lambda name: ("family", name, n, n), names),
    st.builds(lambda name, unit: ("family", name, n, n, (unit,)), names, forms),
    st.builds(lambda body: ("layers", "H", n, n, body), bodies),
)
values = st.fixed_dictionaries({}, optional={
    letter("A"): terms, letter("B"): terms, ("index", "k"): forms, ("index", "j"): forms,
    ("family", "A", n, n): of_families, ("family", "V", n, n): of_families,
})  # fmt: skip
environments = st.fixed_dictionaries({
    letter("A"): st.integers(0, 4), letter("B"): st.integers(0, 4),
    ("index", "k"): st.integers(0, 2), ("index", "j"): st.integers(0, 2),
    ("family", "A"): st.sampled_from(FAMILIES), ("family", "V"): st.sampled_from(FAMILIES),
})  # fmt: skip


@settings(RANDOM, max_examples=400)
@given(formulas, values, environments)
def test_the_substitution_lemma(formula: Any, chosen: Any, env: dict[Any, Any]):
    try:
        found = put(formula, chosen)
    except KernelError:
        return  # refused, as it would be captured
    keys = [(key, value) for (key,), value in ((bound_by([one]), x) for one, x in chosen.items())]
    there = {**env, **{key: value_in(value, env) for key, value in keys}}
    assert holds(found, env) == holds(formula, there)


@settings(RANDOM, max_examples=200)
@given(formulas, environments, st.integers(0, 4))
def test_what_is_not_free_does_not_matter(formula: Any, env: dict[Any, Any], other: int):
    names_there = free(formula)
    changed = {key: value if key in names_there else
               {"letter": other, "index": other % 3, "family": FAMILIES[other % 3]}[key[0]]
               for key, value in env.items()}  # fmt: skip
    assert holds(formula, env) == holds(formula, changed)
