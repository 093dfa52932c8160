"""Certificates: they survive JSON, and nothing that is changed in them passes unless still true."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from symland.calculus.api import grad, hess_form
from symland.kernel.certificate import SCHEMA, certificate, recheck
from symland.kernel.encoding import decode, encode
from symland.kernel.linear import Context, KernelError
from symland.kernel.poly import Poly, index, symbol
from symland.language.build import frob2, identity, inv, kron, layer_sum, tr, vec
from symland.language.claims import Claim, Eq, Ge
from symland.language.families import chain
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts, square
from tests.kernel.support import form
from tests.strategies import A, B, C, G, S, V, W, i, l

N, M = symbol("size", "n"), symbol("size", "m")


def letter(*forms: Any, name: str = "A", rows: Any = N, cols: Any = N, symmetric: bool = False):
    return "letter", name, tuple(forms), rows, cols, symmetric


def certified(claim: Claim, facts: Facts | None = None) -> dict[str, Any]:
    made = decide(claim, facts or Facts()).certificate
    assert made is not None
    return json.loads(json.dumps(made))


def equation(left: Any, right: Any, form_: str = "equal", **data: Any) -> dict[str, Any]:
    made = certificate(form_, left, right, Context(), **data)
    return json.loads(json.dumps(made))


def passes(data: Any) -> bool:
    """Whether a certificate is accepted; only `KernelError` may come out of a bad one."""
    try:
        return recheck(data)
    except KernelError:
        return False


HYPOTHESES = Facts((Eq(C, (A @ B).T),))
CERTIFICATES = [
    certified(Eq(tr(A @ B @ C), tr(C @ A @ B))),
    certified(Eq(vec(A @ B), kron(B.T, identity(A.rows)) @ vec(A))),
    certified(Eq(chain(W, l, 1), chain(W, l, i + 1) @ chain(W, i, 1))),
    certified(Eq(layer_sum(i, 1, l, W[i]), layer_sum(i, 2, l, W[i]) + W[1])),
    certified(Eq(grad(frob2(chain(V, l, 1)) / 2, V[l]), chain(V, l, 1) @ chain(V, l - 1, 1).T)),
    certified(Eq(hess_form(tr(S @ S), {S: A @ A.T}), 2 * frob2(A @ A.T))),
    certified(Eq(inv(2 * S).T, inv(S.T) / 2)),
    certified(Eq(C @ C.T, B.T @ A.T @ A @ B), HYPOTHESES),
    certified(Ge(frob2(A @ B) + 3 * frob2(S), 0)),
    certified(Ge(frob2(A), tr(G)), Facts((Ge(frob2(A), tr(G)),))),
    certified(Ge(tr(A.T @ A), 0), Facts(squares=(square(A),))),
]  # fmt: skip


@pytest.mark.parametrize("data", CERTIFICATES)
def test_certificates_survive_json_and_are_accepted(data: dict[str, Any]):
    assert recheck(data)


def test_encoding_is_undone_by_decoding():
    value = ("sum", "k", form(k=2, one=-1), (N * M + index("k")).scale(3), (True, None, -4))
    assert decode(json.loads(json.dumps(encode(value)))) == value


def changes(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place of a certificate with another value of its kind."""
    if isinstance(data, dict | list):
        keys = data if isinstance(data, dict) else range(len(data))
        for key in keys:
            yield from changes(data[key], (*path, key))
        if isinstance(data, list) and len(data) > 1:
            yield path, data[:-1]
            yield path, data[::-1]
    elif isinstance(data, bool):
        yield path, not data
    elif isinstance(data, int):
        yield path, data + 1
        yield path, -data
    elif isinstance(data, str):
        yield path, data + "x"
        yield path, {"A": "B", "mul": "add", "tr": "vec", "1": "2"}.get(data, "A")


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(data)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made


@pytest.mark.parametrize("data", CERTIFICATES)
def test_a_changed_side_passes_only_if_the_statement_is_unchanged(data: dict[str, Any]):
    """A change on the left side alone must be refused, unless it also is a true statement.

    The same change on both sides gives a true statement wherever it gives a statement at all, so
    here the left side is changed alone and compared with what it was.
    """
    for path, value in changes(data["left"]):
        if not path:
            continue
        made = {**data, "left": changed(data["left"], path, value)}
        if made["left"] == data["left"] or not passes(made):
            continue
        if data["form"] in ("equal", "solved", "congruent"):
            same = {**made, "form": data["form"], "right": data["left"]}
            assert passes(same), (path, value)


@pytest.mark.parametrize("data", CERTIFICATES)
def test_random_damage_never_makes_anything_but_a_refusal(data: dict[str, Any]):
    rng, places = Random(1), [one for one in changes(data) if one[0]]
    for path, value in rng.sample(places, min(120, len(places))):
        passes(changed(data, path, value))
        passes(changed(data, path, rng.choice([None, [], {}, {"linear": [0]}, 10**30, "", "#"])))


LINEAR = [
    {"linear": [0, ["k", 1], ["k", 1]]},  # twice the same index
    {"linear": [1, ["k", 0]]},  # a zero coefficient
    {"linear": [0, ["l", 1], ["k", 1]]},  # not sorted
    {"linear": [1.0]},
    {"linear": [True]},
    {"linear": [0, ["k+1", 1]]},  # no names
    {"linear": [0, ["1", 1]]},
    {"linear": [0, ["%0", 1]]},
    {"linear": [0, ["@0", 1]]},
    {"linear": [0, ["k,j", 1]]},
    {"linear": []},
    {"linear": [0], "poly": []},
]


@pytest.mark.parametrize("bad", LINEAR)
def test_layer_indices_have_one_standard_form(bad: dict[str, Any]):
    good = equation(letter(form(k=1)), letter(form(k=1)))
    for side in ("left", "right"):
        good[side][2] = [bad]
    with pytest.raises(KernelError):
        recheck(good)


@pytest.mark.parametrize(
    "size",
    [
        [], [["-1", []]], [["5/2", []]], [["1", [["size", "n", [], -1]]]], [["1.0", []]],
        [["1", [["param", "mu", [], 1]]]], [["1", []], ["1", []]], [["2/2", []]],
        [["1", [["size", "n", [], 1]]], ["-1", [["size", "n", [], 1]]]],
    ],
)  # fmt: skip
def test_a_size_is_a_size(size: list[Any]):
    data = equation(("tr", ("eye", N)), ("poly", N))
    data["left"][1][1] = {"poly": size}
    data["right"][1] = {"poly": size}
    with pytest.raises(KernelError):
        recheck(data)


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, {"schema": "other"}, {"schema": SCHEMA}, {"schema": SCHEMA, "form": "equal"},
        {**CERTIFICATES[0], "form": "magic"}, {**CERTIFICATES[0], "left": ["eval", "1"]},
        {**CERTIFICATES[0], "left": 3}, {**CERTIFICATES[0], "left": [[]]},
        {**CERTIFICATES[0], "facts": "abc"}, {**CERTIFICATES[0], "facts": [["k"]]},
        {**CERTIFICATES[0], "form": "solved"}, {**CERTIFICATES[0], "form": "congruent"},
    ],
)  # fmt: skip
def test_what_is_no_certificate_is_refused(data: Any):
    with pytest.raises(KernelError):
        recheck(data)


def test_deep_nesting_and_division_by_zero_are_refused():
    deep: Any = letter()
    for _ in range(5000):
        deep = ["T", deep]
    zero = {"poly": [["0", []]]}
    for left in (deep, ["power", ["poly", zero], -1], ["power", ["num", "0"], -1]):
        with pytest.raises(KernelError):
            recheck({**equation(letter(), letter()), "left": left})


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # one name with two sizes or kinds names two matrices
        (("tr", ("mul", ("T", letter()), letter())),
         ("tr", ("mul", ("T", letter(rows=M, cols=M)), letter(rows=M, cols=M)))),
        (letter(symmetric=True), letter()),
        (("tr", ("hole", "h", N, N)), ("tr", ("hole", "h", M, M))),
        (("grad", ("tr", letter(symmetric=True)), letter()), ("eye", N)),
        # letters, families and holes of one name
        (letter(form(k=1)), letter()),
        (letter(form(k=1)), ("segment", "A", (), form(k=1), form(k=1), N, N)),
        (letter(), ("hole", "A", N, N)),
        # sums
        (("sum", "k", form(one=1), form(one=2), letter(form(k=1))),
         ("mul", ("num", "2"), letter(form(one=1)))),
        (("sum", "k", form(one=1), form(one=1), letter(form(k=2))), letter(form(one=1))),
        # a letter with a parameter that is no index
        (("poly", symbol("param", "k")), ("poly", index("k"))),
    ],
)  # fmt: skip
def test_different_things_are_not_identified(left: Any, right: Any):
    assert not passes(equation(left, right))


@pytest.mark.parametrize(
    "pieces",
    [
        [["-1", "number"]], [["1", "magic"]], [["1", "known", 5]], [["nan", "number"]],
        [["1", "square"]], [["1e400", "number"]], [], [["1", "product", [], ["num", "1"]]],
        [["1", "product", [0], ["num", "1"]]], [["1", "product"]],
        [["1", "product", "", ["num", "1"]]],
    ],
)  # fmt: skip
def test_an_inequality_needs_nonnegative_pieces(pieces: list[Any]):
    data = equation(("num", "1"), ("num", "2"), "nonnegative", pieces=[], hypotheses=[])
    assert not passes({**data, "pieces": pieces})


def test_a_polynomial_of_any_kind_survives():
    for value in (Poly(()), N, (N + M).power(3), N.reciprocal(2)):
        assert decode(json.loads(json.dumps(encode(value)))) == value
