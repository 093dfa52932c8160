"""Each claim of a certificate stands under the ranges of its own layer indices."""

import json
import subprocess
import sys

import pytest

from symland.kernel.archive import check_all, read_file
from symland.kernel.certificate import theorem_of
from symland.kernel.encoding import decode, read
from symland.kernel.linear import KernelError, variable
from symland.kernel.theorem import Stated
from symland.kernel.values import put
from symland.proof.runner import verify
from symland.proof.settings import Settings
from tests.certificates.conftest import written
from tests.certificates.hostile import at, certificate, check, k, lemma, rule

l = variable("l")

TEXT = """
from symland.prelude import *

n = dims("n")
W = family("W", n)
P, Q = matrix("P", n, n), matrix("Q", n, n)
l = index("l", 1)
j, k = index("j", 2, l), index("k", 1, l - 1)
whole = chain(W, l, 1)
square_P = assume(Eq(P @ P, P), name="projector")


@theorem([
    Eq(whole, chain(W, l, k + 1) @ chain(W, k, 1)),
    Eq(whole, chain(W, l, j) @ chain(W, j - 1, 1)),
    Eq(whole, chain(W, l, 2) @ W[1]),
])
def cuts(p):
    pass


@theorem([Eq(P @ P @ P @ W[k], P @ W[k]), Eq(P @ P @ P @ W[1], P @ W[1]),
          Eq(P @ P @ W[j] @ P @ P, P @ W[j] @ P)], given=[square_P])
def with_steps(p):
    here = p.have(Eq(P @ P @ W[k], P @ W[k]), by=square_P)
    cube = p.have(Eq(P @ P @ P, P), by=square_P)
    p.calc().eq(P @ P @ W[k], by=square_P).eq(P @ W[k], by=here)
    p.calc().eq(P @ W[1], by=cube)
    p.calc().eq(P @ W[j] @ P @ P, by=square_P).eq(P @ W[j] @ P, by=square_P)


@theorem([And(Eq(whole @ P, chain(W, l, 2) @ W[1] @ P), Eq(chain(W, j, j), W[j])),
          ForAll(Q, Implies(Eq(Q @ P, 0), Eq(Q @ P @ P, 0)))])
def of_logic(p):
    p.show(ForAll(Q, Implies(Eq(Q @ P, 0), Eq(Q @ P @ P, 0)))).calc().eq(
        0, by=Eq(Q @ P, 0))


@theorem(Eq(Q @ P @ P @ P @ W[k], Q @ P @ W[k]), given=[square_P])
def in_the_ranges(p):
    p.calc().eq(Q @ P @ W[k], by=with_steps.at(j, l))


@theorem([Eq(whole, chain(W, l, 2) @ W[1]), Eq(whole, chain(W, l, 1))])
def together(p):
    pass
"""

# The induction shows both claims together.
INDUCTION = """
from symland.prelude import *

n = dims("n")
W, P = family("W", n), matrix("P", n, n)
l, i = index("l", 1), index("i", 1)


@theorem([Eq(chain(W, l, 1) @ P, 0), Eq(W[1] @ P @ W[i], 0)], given=[Eq(W[1] @ P, 0)])
def by_induction(p):
    zero = p.induct(l, 1, by=Eq(W[1] @ P, 0))
    p.calc().eq(W[l + 1] @ chain(W, l, 1) @ P).eq(0, by=zero[0])
    p.calc().eq(0, by=Eq(W[1] @ P, 0))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("ranges")
    written(found, TEXT)
    return found / "certificates"


@pytest.fixture(scope="module")
def found(folder):
    """What the certificates state, by name, after the kernel has read them."""
    files = sorted(folder.rglob("*.json"))
    assert [one.error for one in check_all([read_file(str(x), x.read_bytes()) for x in files])] == [
        ""] * 5  # fmt: skip
    return {file.stem: theorem_of(json.loads(file.read_text())).stated for file in files}


def at_one(formula):
    return put(formula, {("index", "l"): at(1)})


def at_depth_one(stated, claim, *more):
    """A certificate of what is said at l = 1, by the theorem that says it of every l."""
    used = rule("theorem", of=0, values=((("index", "l"), at(1)),))
    other = {**lemma(None), "claims": stated.claims, "facts": stated.facts}
    return certificate(at_one(claim), used, *more, theorems=[other])


def test_an_empty_range_leaves_the_other_claims(found):
    stated = found["cuts"]
    assert stated.facts == (l.shift(-1),)
    *_, whole = stated.claims
    check(at_depth_one(stated, whole))
    together = Stated((stated.claims[0][2], whole), (), (), (*stated.facts, l - k.shift(1)))
    with pytest.raises(KernelError, match="it uses a theorem outside its range"):
        check(at_depth_one(together, whole))


@pytest.mark.parametrize("number", [0, 1])
def test_nothing_is_said_where_the_range_is_empty(found, number):
    limited = found["cuts"].claims[number]
    check(at_depth_one(found["cuts"], limited))
    with pytest.raises(KernelError, match="statement 1 is not shown by the steps"):
        check(at_depth_one(found["cuts"], limited[2]))
    with pytest.raises(
        KernelError, match="step 2: it is not shown what it claims, or what it needs"
    ):
        check(at_depth_one(found["cuts"], limited[2], rule("detach", of=number)))


@pytest.mark.parametrize("number", [0, 1])
def test_a_claim_without_its_ranges_is_refused(folder, number):
    """Shown at the top, or in a block that supposes some of the ranges, or those of another."""
    data = theorem_parts(folder, "cuts")
    shown = data["steps"][number]
    (_, limits, claim), (step,) = shown["claim"], shown["proof"]
    refused = "which does not follow"
    with pytest.raises(KernelError, match=refused):
        check(certificate(claim, step, facts=data["facts"]))
    for some in (("and",), limits[:-1], ("and", limits[2]), data["steps"][1 - number]["claim"][1]):
        weaker = ("implies", some, claim)
        with pytest.raises(KernelError, match=refused):
            check(certificate(weaker, rule("implies", weaker, proof=[step]), facts=data["facts"]))
    check(certificate(shown["claim"], shown, facts=data["facts"]))


def theorem_parts(folder, name):
    (file,) = folder.rglob(f"{name}.json")
    data = json.loads(file.read_text())
    entries = read(data["table"])
    return {key: decode(data[key], entries) for key in ("steps", "facts")}


def test_what_is_printed(folder):
    command = [sys.executable, "-m", "symland", "recheck", "--statements", str(folder)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in (
        "  shown: (if (-1*k+l-1 >= 0 and k-1 >= 0) then W[l..1] = (W[l..k+1] W[k..1]))",
        "  shown: (if (-1*j+l >= 0 and j-2 >= 0) then W[l..1] = (W[l..j] W[j-1..1]))",
        "  shown: W[l..1] = (W[l..2] W[1])\n  layers: l-1 >= 0\n",
    ):
        assert line in shown


def test_ranges_that_all_claims_have_are_facts(found):
    assert found["together"].facts == (l.shift(-1),)
    assert [kind for kind, *_ in found["together"].claims] == ["eq", "eq"]


def test_parts_of_a_conjunction_have_ranges_of_their_own(found):
    assert [kind for kind, *_ in found["of_logic"].claims] == ["implies", "implies", "all"]
    assert found["of_logic"].facts == ()


def test_a_claim_has_the_steps_that_it_needs(folder):
    steps = theorem_parts(folder, "with_steps")["steps"]
    assert [one["form"] for one in steps] == ["implies", "ideal", "congruent", "implies"]
    assert [len(one.get("proof", ())) for one in steps] == [3, 0, 0, 3]


def test_a_theorem_is_used_where_its_ranges_hold(folder):
    forms = [one["form"] for one in theorem_parts(folder, "in_the_ranges")["steps"]]
    assert forms[0] == "theorem"
    assert "detach" in forms


def test_claims_that_an_induction_shows_together(tmp_path):
    (tmp_path / "file.py").write_text(INDUCTION)
    target = tmp_path / "certificates"
    report = verify(Settings((str(tmp_path / "file.py"),), cache=None, certificates=target))
    (one,) = report.theorems
    assert one.verdict == "verified"
    assert one.uncertified == "a step is about layers outside the ranges of what it shows"
