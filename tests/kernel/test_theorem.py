"""Certificates of whole theorems: what holds them together, and what does not pass as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from symland.elaborate import linear, term
from symland.kernel.archive import check_all, read_file
from symland.kernel.certificate import json_of, theorem_data, theorem_of
from symland.kernel.linear import KernelError
from symland.language.build import frob2, identity, inv, matrix, pinv, tr
from symland.language.claims import Claim, Eq, Ge, Gt, Le
from symland.language.families import chain
from tests.strategies import A, B, S, W, l, m, mu, n, nu

X, Q = matrix("X", n, n), matrix("Q", n, n)
ZERO = linear(l - 1)


def stated(*claims: Claim, given: Any = (), facts: Any = (), definitions: Any = ()):
    return {"claims": tuple(map(plain, claims)), "hypotheses": tuple(map(plain, given)),
            "facts": tuple(facts), "definitions": tuple(definitions)}  # fmt: skip


def plain(claim: Claim) -> Any:
    return claim.relation, term(claim.left), term(claim.right)


def step(claim: Claim, form: str = "equal", *uses: Any, facts: Any = (), **data: Any):
    return {"form": form, "claim": plain(claim), "facts": facts, "uses": uses, **data}


def theorem(statement: Any, *steps: Any, goals: Any = (), theorems: Any = ()):
    """A theorem, its goals by chains of steps (else a step has to state them)."""
    first = len(statement["hypotheses"])
    chained = ({"form": "chain", "claim": claim, "uses": tuple(first + n for n in way)}
               for claim, way in zip(statement["claims"], goals, strict=False))  # fmt: skip
    return theorem_data({"name": "t", "refs": ("r",), **statement, "theorems": tuple(theorems),
                         "steps": (*steps, *chained)})  # fmt: skip


def passes(data: Any) -> bool:
    theorem_of(json.loads(json_of(data)))
    return True


HAVE = Eq(tr(A @ B), tr(B @ A)) if A.shape == B.shape[::-1] else Eq(tr(S @ S.T), tr(S.T @ S))
PART = Claim("eq", HAVE.right, HAVE.right * 1)


def test_a_chain():
    assert passes(theorem(stated(HAVE), step(HAVE), goals=[(0,)]))
    twice = theorem(stated(HAVE), step(HAVE), step(PART), goals=[(0, 1)])
    assert passes(twice)


@pytest.mark.parametrize("way", [(), (1,), (5,), (1, 0), (-1,)])
def test_chains_that_show_nothing(way: Any):
    other = Eq(tr(S), tr(S.T))
    with pytest.raises(KernelError):
        passes(theorem(stated(HAVE), step(HAVE), step(other), goals=[way]))


def test_what_no_step_states_is_not_shown():
    with pytest.raises(KernelError, match="statement 2 is not shown"):
        passes(theorem(stated(HAVE, Eq(tr(S), tr(S.T))), step(HAVE)))


@pytest.mark.parametrize(
    ("goal", "relations"),
    [(Ge(frob2(S), 0), ["le"]), (Gt(frob2(S), 0), ["ge"]), (Eq(frob2(S), 0), ["ge"])],
)
def test_relations_of_a_chain(goal: Claim, relations: list[str]):
    shown = [step(Claim(relation, goal.left, goal.right), "cited", reference="x")
             for relation in relations]  # fmt: skip
    with pytest.raises(KernelError, match="relations"):
        passes(theorem(stated(goal), *shown, goals=[(0,)]))


def test_steps_and_hypotheses():
    known = Eq(X @ Q, 0)
    goal = Eq(X @ Q @ Q, 0)
    hole = ("hole", "?", term(X)[3], term(X)[4])
    part = (("num", "1"), ("mul", hole, term(Q)), "given", 0, 0)
    use = step(goal, "ideal", 0, laws=(), parts=(part,))
    found = theorem_of(theorem(stated(goal, given=[known]), use, goals=[(0,)]))
    assert found.stated.hypotheses == (plain(known),)
    with pytest.raises(KernelError, match="step 1: it uses number 0 of 0"):
        passes(theorem(stated(goal), use, goals=[(0,)]))
    later = {**use, "uses": (2,)}
    with pytest.raises(KernelError, match="step 1: it uses number 2 of 1"):
        passes(theorem(stated(goal, given=[known]), later, step(known), goals=[(0,)]))


def test_a_step_supposes_no_more_than_its_statement():
    goal = Eq(S @ S.T, S @ S.T)
    by_inverse = step(Eq(S @ S.T, S @ inv(S) @ S @ S.T))
    back = step(Eq(S @ inv(S) @ S @ S.T, S @ S.T))
    with pytest.raises(KernelError, match="step 1: it supposes the inverse"):
        passes(theorem(stated(goal), by_inverse, back, goals=[(0, 1)]))
    invertible = Eq(S @ inv(S), identity(m))
    assert passes(theorem(stated(goal, given=[invertible]), by_inverse, back, goals=[(0, 1)]))


def test_layers_outside_the_range_of_the_statement():
    product = chain(W, l, 1)
    goal = Eq(product, product)
    facts = (linear(l - 1),)
    one = step(goal, facts=facts)
    assert passes(theorem(stated(goal, facts=facts), one, goals=[(0,)]))
    with pytest.raises(KernelError, match="does not follow"):
        passes(theorem(stated(goal), one, goals=[(0,)]))
    with pytest.raises(KernelError, match="contradict"):
        passes(theorem(stated(goal, facts=(linear(l - 1), linear(-l))), one, goals=[(0,)]))


def test_conclusions_from_squares():
    square = Eq(frob2(S), 0)
    conclusion = step(Eq(S, 0), "definite", 0, way="trace")
    assert passes(theorem(stated(Eq(S, 0), given=[square]), conclusion, goals=[(0,)]))
    small = Le(frob2(S), 0)
    assert passes(theorem(stated(Eq(S, 0), given=[small]), conclusion, goals=[(0,)]))
    for wrong in (Ge(frob2(S), 0), Eq(tr(S), 0), Eq(tr(S @ S), 0), Eq(frob2(S), 1)):
        with pytest.raises(KernelError):
            passes(theorem(stated(Eq(S, 0), given=[wrong]), conclusion, goals=[(0,)]))
    gram = step(Eq(S, 0), "definite", 0, way="gram")
    assert passes(theorem(stated(Eq(S, 0), given=[Eq(S.T @ S, 0)]), gram, goals=[(0,)]))
    with pytest.raises(KernelError):
        passes(theorem(stated(Eq(S, 0), given=[Eq(S @ S, 0)]), gram, goals=[(0,)]))


def test_square_factors():
    one, other = Eq(X @ Q, identity(n)), Eq(Q @ X, identity(n))
    turn = step(other, "square", 0, factors=(term(X), term(Q)))
    assert passes(theorem(stated(other, given=[one]), turn, goals=[(0,)]))
    wide = Eq(A @ A.T, identity(m))
    goal = Eq(A.T @ A, identity(n))
    turned = step(goal, "square", 0, factors=(term(A), term(A.T)))
    with pytest.raises(KernelError):
        passes(theorem(stated(goal, given=[wide]), turned, goals=[(0,)]))


@pytest.mark.parametrize(("given", "good"), [(Gt(mu, 0), True), (Gt(0, mu), True),
                                             (Ge(mu, 0), False), (Gt(mu, -1), False)])  # fmt: skip
def test_cancelling_a_factor(given: Claim, *, good: bool):
    conclusion = step(Eq(S, 0), "cancel", 0, 1, factor=term(mu))
    data = theorem(stated(Eq(S, 0), given=[Eq(mu * S, 0), given]), conclusion, goals=[(0,)])
    if good:
        assert passes(data)
    else:
        with pytest.raises(KernelError):
            passes(data)


def test_strict_inequalities_need_a_positive_piece():
    goal = Gt(frob2(S) + mu, 0)
    pieces = (("1", "square", term(S)), ("1", "known", 0))
    shown = step(goal, "nonnegative", 0, pieces=pieces)
    assert passes(theorem(stated(goal, given=[Gt(mu, 0)]), shown, goals=[(0,)]))
    with pytest.raises(KernelError):
        passes(theorem(stated(goal, given=[Ge(mu, 0)]), shown, goals=[(0,)]))


@pytest.mark.parametrize(
    ("goal", "given", "places", "square", "good"),
    [
        (Gt(mu * nu, 0), [Gt(mu, 0), Gt(nu, 0)], (0, 1), 1, True),
        (Ge(mu * frob2(S), 0), [Gt(mu, 0)], (0,), S, True),
        (Ge(mu * mu * frob2(S), 0), [Ge(mu, 0)], (0, 0), S, True),
        (Gt(mu * frob2(S), 0), [Gt(mu, 0)], (0,), S, False),  # S may be 0
        (Gt(mu * nu, 0), [Gt(mu, 0), Ge(nu, 0)], (0, 1), 1, False),
        (Ge(mu * nu, 0), [Ge(mu, 0), Ge(nu, 0)], (0, 0), 1, False),
        (Ge(mu * nu, 0), [Ge(mu, 0), Le(nu, 0)], (0, 1), 1, False),
        (Ge(-mu * frob2(S), 0), [Gt(mu, 0)], (0,), S, False),
    ],
)
def test_products_of_inequalities(goal: Claim, given: Any, places: Any, square: Any, *, good: bool):
    value = ("num", "1") if square == 1 else term(square)
    uses = range(len(given))
    shown = step(goal, "nonnegative", *uses, pieces=(("1", "product", places, value),))
    data = theorem(stated(goal, given=given), shown, goals=[(0,)])
    if good:
        assert passes(data)
    else:
        with pytest.raises(KernelError):
            passes(data)


def test_the_equations_of_penrose():
    goal = Eq(pinv(pinv(A)), A)
    pairs = [Eq(pinv(A) @ A @ pinv(A), pinv(A)), Eq(A @ pinv(A) @ A, A),
             Eq((pinv(A) @ A).T, pinv(A) @ A), Eq((A @ pinv(A)).T, A @ pinv(A))]  # fmt: skip
    laws = [1, 0, 3, 2]
    steps = [step(pair, "solved", ("law", "pinv", term(A), place))
             for pair, place in zip(pairs, laws, strict=True)]  # fmt: skip
    steps = [{**one, "form": "congruent", "pattern": ("hole", "?", *sizes(pair)),
              "holes": (("?", 0, 1),)} for one, pair in zip(steps, pairs, strict=True)]  # fmt: skip
    penrose = step(goal, "penrose", 0, 1, 2, 3)
    assert passes(theorem(stated(goal), *steps, penrose))
    with pytest.raises(KernelError):
        passes(theorem(stated(goal), *steps, {**penrose, "uses": (0, 1, 2, 2)}))


def sizes(claim: Claim) -> Any:
    return tuple(term(matrix("Z", claim.left.rows, claim.left.cols))[3:5])


GOAL = Eq(chain(W, l, 1), chain(W, l, 1))
ONE = linear(l - l + 1)


def induct(claim: Claim, base: Any, proof: Any, start: Any = ONE) -> Any:
    return {"form": "induct", "claim": plain(claim), "index": "l", "start": start, "limits": (),
            "base": base, "proof": proof}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "given", "start"),
    [((), [], ONE), ((linear(l),), [], ONE), ((linear(l - 1),), [Eq(W[l], X)], ONE)],
)
def test_inductions_that_do_not_reach_their_statement(facts: Any, given: Any, start: Any):
    first = step(Eq(W[1], W[1]))
    after = step(Eq(chain(W, l + 1, 1), chain(W, l + 1, 1)), facts=(linear(l - 1),))
    good = stated(GOAL, facts=(linear(l - 1),))
    assert passes(theorem(good, induct(GOAL, (first,), (after,))))
    with pytest.raises(KernelError, match="induction"):
        passes(theorem(stated(GOAL, given=given, facts=facts),
                       induct(GOAL, (first,), (after,), start)))  # fmt: skip
    for base, proof in (((), (after,)), ((first,), ())):
        with pytest.raises(KernelError, match="not shown what it claims"):
            passes(theorem(good, induct(GOAL, base, proof)))


def test_the_hypothesis_of_an_induction_is_not_for_its_start():
    zero = Eq(chain(W, l, 1), 0)
    use = {"pattern": ("hole", "?", *sizes(zero)), "holes": (("?", 0, 1),)}
    base = step(Eq(W[1], 0), "congruent", 0, **use)
    after = step(Eq(chain(W, l + 1, 1), 0), "cited", reference="x")
    with pytest.raises(KernelError, match=r"step 1\.1: it uses number 0 of 0"):
        passes(theorem(stated(zero, facts=(linear(l - 1),)), induct(zero, (base,), (after,))))
    crossed = step(Eq(chain(W, l + 1, 1), 0), "congruent", 1, **use)
    first = step(Eq(W[1], 0), "cited", reference="x")
    with pytest.raises(KernelError, match=r"step 1\.1: it uses number 1 of 1"):
        passes(theorem(stated(zero, facts=(linear(l - 1),)), induct(zero, (first,), (crossed,))))


def instance(number: int = 0, *values: Any) -> Any:
    return {"form": "theorem", "of": number, "values": values}


def test_other_theorems_are_used_under_their_hypotheses():
    lemma = stated(Eq(X, Q), given=[Eq(X @ Q, Q)])
    goal = Eq(X, Q)
    one = instance()
    named = {"name": "lemma", **lemma}
    good = stated(goal, given=[Eq(X @ Q, Q)])
    assert passes(theorem(good, one, theorems=[named]))
    with pytest.raises(KernelError, match="hypotheses are not there"):
        passes(theorem(stated(goal), one, theorems=[named]))
    layer = {"name": "layer", **stated(Eq(W[l], X), facts=(linear(l - 5),))}
    with pytest.raises(KernelError, match="outside its range"):
        passes(theorem(stated(goal), one, theorems=[layer]))


def test_theorems_that_use_each_other_prove_nothing():
    goal, other = Eq(X, Q), Eq(Q, X)
    use = {"pattern": ("hole", "?", *sizes(goal)), "holes": (("?", 0, -1),)}
    one = theorem(stated(goal), instance(), step(goal, "congruent", 0, **use),
                  theorems=[{"name": "b", "certificate": "", **stated(other)}])  # fmt: skip
    two = theorem(stated(other), instance(), step(other, "congruent", 0, **use),
                  theorems=[{"name": "a", "certificate": "", **stated(goal)}])  # fmt: skip
    entries = [read_file(name, json_of(data).encode()) for name, data in (("a", one), ("b", two))]
    assert [entry.error for entry in entries] == ["", ""]
    assert [entry.lacking for entry in check_all(entries)] == [("b",), ("a",)]
