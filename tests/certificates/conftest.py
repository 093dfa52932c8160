"""Certificates of a file of small proofs of every kind."""

import json

import pytest

from symland.proof.runner import verify
from symland.proof.settings import Settings
from symland.recheck.refutation import SCHEMA as REFUTATION
from tests.certificates.errata import ERRATA

TEXT = """
from symland.prelude import *

m, n = dims("m n")
A, B, P, Q = matrix("A", m, n), matrix("B", n, m), matrix("P", n, n), matrix("Q", n, n)
mu = scalar("mu")
W, V = family("W", n), family("V", n)
l, p = index("l", 1), index("p", 1)
moved = define(V, p, 2 * W[p])
zero = assume(Eq(A, 0), name="A = 0")


@theorem(Eq(tr(A @ B), tr(B @ A)), ref="cyclic")
def cyclic(p):
    c = p.calc()
    c.eq(tr((A @ B).T))
    c.eq(tr(B @ A))


unit = claim(Eq(P @ Q, identity(n)), given=[Eq(Q, P.T), Eq(P @ P.T, identity(n))])
projector = claim(Eq(pinv(A) @ A @ pinv(A) @ A, pinv(A) @ A))
least = claim(Eq(pinv(A.T @ A) @ A.T, pinv(A)))
push = claim(Eq(inv(identity(n) + P @ Q) @ P, P @ inv(identity(n) + Q @ P)))


@theorem(Eq(tr(A @ B @ A), 0) if False else Eq(A @ B @ A, 0), given=[zero])
def product(p):
    first = p.have(Eq(A @ B, 0), by=zero)
    p.calc().eq(0, by=first)


@theorem(Ge(frob2(A) + frob2(B), 2 * inner(A, B.T)))
def young(p):
    p.calc().ge(2 * inner(A, B.T), by=square(A - B.T))


@theorem(Gt(mu + frob2(A), 0), given=[Gt(mu, 0)])
def positive(p):
    c = p.calc()
    c.gt(0, by=square(A))


contraction = claim(Le(frob2(P @ B), frob2(B)), given=[Eq(P @ P, P), Eq(P.T, P)])
weighted = claim(Ge(mu * frob2(B), mu * frob2(P @ B)),
                 given=[Eq(P @ P, P), Eq(P.T, P), Ge(mu, 0)])
bounded = claim(Gt(mu * (mu + frob2(A)), 0), given=[Gt(mu, 0)])


@theorem(Eq(chain(V, p, 1), 2 ** 1 * W[p] @ chain(V, p - 1, 1)), given=[moved])
def top(q):
    c = q.calc()
    c.eq(V[p] @ chain(V, p - 1, 1))
    c.eq(2 * W[p] @ chain(V, p - 1, 1), by=moved(p))


@theorem(Eq(chain(W, l, 1) @ inv(P), inv(P) @ chain(W, l, 1)),
         given=[Eq(P @ inv(P), identity(n))] + [Eq(layer_sum(l, 1, 3, tr(W[l])), 0)])
def commutes(p):
    p.calc().eq(inv(P) @ chain(W, l, 1), by=todo("not true"))


@theorem(Eq(pinv(B), B.T), given=[Eq(B @ B.T @ B, B)])
def isometry(p):
    p.penrose(B, B.T)
    p.calc(B @ B.T @ B).eq(B, by=Eq(B @ B.T @ B, B))
    p.calc(B.T @ B @ B.T).eq(B.T)
    p.calc((B @ B.T).T).eq(B @ B.T)
    p.calc((B.T @ B).T).eq(B.T @ B)


k = index("k", 0)
U = family("U", n)
one = define(U, index("j", 1), identity(n))


@theorem(Eq(chain(U, k, 1), identity(n)), given=[one])
def trivial(p):
    (known,) = p.induct(k, 0)
    c = p.calc()
    c.eq(U[k + 1] @ chain(U, k, 1))
    c.eq(U[k + 1], by=known)
    c.eq(identity(n), by=one(k + 1))


@theorem(Eq(tr(B @ A) + 1, tr(A @ B) + 1))
def using(p):
    p.calc().eq(tr(A @ B) + 1, by=cyclic)


@theorem(Eq(chain(U, 5, 1) @ P, P), given=[one])
def at_a_layer(p):
    p.calc().eq(P, by=trivial.at(k, 5))


for letter in (A, B):
    same_name = claim(Eq(tr(letter @ letter.T), frob2(letter)), ref=f"norm {letter}")


@theorem(Eq(det(P @ Q), det(P) * det(Q)))
def from_a_book(p):
    p.calc().eq(det(P) * det(Q), by=cite("a book"))
"""

# All of these but the one that is left to do.
PLAIN = TEXT.replace('by=todo("not true")', 'by=cite("nowhere")')

# Theorems with logic: every rule of the kernel about formulas occurs in one of them.
LOGIC = """
from symland.prelude import *

m, n, r = dims("m n r")
A, B, P, Q, Z = (matrix("A", m, n), matrix("B", m, n), matrix("P", n, n), matrix("Q", n, n),
                 matrix("Z", n, m))
C, X = matrix("C", n, n), matrix("X", n, n)
mu = scalar("mu")
W = family("W", n)
k = index("k", 1, 4)
layers = ForAll(k, Eq(W[k] @ P, P))
general = ForAll(X, Eq(X @ Q, Q @ X))
kernel = Exists(C, Eq(P, Q @ C))


@theorem(Le(frob2(A @ Z), 0), given=[Eq(A.T @ A @ Z, 0)])
def norm(p):
    step = p.calc()
    step.eq(tr(Z.T @ (A.T @ A @ Z)))
    step.eq(0, by=Eq(A.T @ A @ Z, 0))


@theorem(Iff(Eq(A.T @ A @ Z, 0), Eq(A @ Z, 0)))
def one_kernel(p):
    with p.forward() as q:
        q.obtain(vanishing(A @ Z), by=norm)
    with p.backward() as q:
        q.calc().eq(0, by=Eq(A @ Z, 0))


@theorem(Implies(Eq(B.T @ B @ Z, 0), Eq(B @ Z @ Z.T, 0)))
def instance(p):
    p.obtain(one_kernel.of({A: B}).forward)
    p.calc().eq(0, by=Eq(B @ Z, 0))


@theorem(Exists(C, And(invertible(C), Eq(A, A @ C))))
def witness(p):
    p.witness(identity(n))
    p.witness(identity(n))


@theorem(Exists(matrix("V", n, r), Eq(P, matrix("V", n, r) @ matrix("V", n, r).T), [r]),
         given=[projector(P)])
def factor(p):
    p.witness(p.obtain(projector_factor(P, dims("t")), "U"))


@theorem(Eq(mu * P, 0), given=[Eq(mu * mu * P, 0)])
def cases(p):
    zero, other = p.cases(mu)
    zero.calc().eq(0, by=Eq(mu, 0))
    step = other.calc()
    step.eq(1 / mu * (mu * mu * P))
    step.eq(0, by=Eq(mu * mu * P, 0))


@theorem(Eq(layer_sum(k, 1, 4, W[k] @ P), 4 * P), given=[layers])
def sums(p):
    p.obtain(termwise(k, W[k] @ P, P), by=layers(k))
    p.calc().eq(layer_sum(k, 1, 4, P), by=Eq(layer_sum(k, 1, 4, W[k] @ P), layer_sum(k, 1, 4, P)))


@theorem(Eq(P @ P @ Q, Q @ P @ P), given=[general])
def at_a_matrix(p):
    p.calc().eq(Q @ P @ P, by=general(P @ P))


@theorem(Implies(Eq(Q @ Q, Q), Eq(Q @ P, P)), given=[kernel])
def obtained(p):
    K = p.obtain(kernel, "K")
    step = p.calc()
    step.eq(Q @ Q @ K, by=Eq(P, Q @ K))
    step.eq(Q @ K, by=Eq(Q @ Q, Q))
    step.eq(P, by=Eq(P, Q @ K))


nearest = ForAll(X, Ge(frob2(X - P), frob2(Q - P)))


@theorem(nearest, given=[Eq(Q, P)])
def least(p):
    c = p.calc().ge(0, by=square(X - P))
    c.eq(frob2(Q - P), by=Eq(Q, P))


@theorem(Implies(Eq(Q, P), nearest))
def for_all_at_once(p):
    p.obtain(least)


@theorem(Eq(P, Q), given=[Eq(P.T, Q.T)])
def entries(p):
    e, f = p.entrywise("e", "f")
    step = p.calc()
    step.eq(f.T @ P.T @ e)
    step.eq(f.T @ Q.T @ e, by=Eq(P.T, Q.T))
    step.eq(e.T @ Q @ f)
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A folder with the proof file and, in `certificates`, what it yields."""
    found = tmp_path_factory.mktemp("certified")
    (found / "file.py").write_text(TEXT)
    target = found / "certificates"
    report = verify(Settings((str(found / "file.py"),), cache=None, certificates=target))
    assert not report.files[0].failure
    verdicts = {theorem.name: theorem.verdict for theorem in report.theorems}
    assert [name for name, verdict in verdicts.items() if verdict != "verified"] == ["commutes"]
    return found


@pytest.fixture(scope="session")
def logical(tmp_path_factory):
    """Certificates of theorems with logic."""
    found = tmp_path_factory.mktemp("logical")
    return written(found, LOGIC)


@pytest.fixture(scope="session")
def refutations(of_errata):
    """The documents of errata of every kind, by name."""
    return refutations_in(of_errata)


def refutations_in(documents):
    """The refutations among some documents."""
    return {name: data for name, data in documents.items() if data["schema"] == REFUTATION}


@pytest.fixture(scope="session")
def of_errata(tmp_path_factory):
    """All documents of the file of errata, by name."""
    return written(tmp_path_factory.mktemp("errata"), ERRATA)


def written(folder, text):
    """The documents of the theorems of a text, all of which are verified or errata."""
    folder.mkdir(exist_ok=True)
    (folder / "file.py").write_text(text)
    target = folder / "certificates"
    report = verify(Settings((str(folder / "file.py"),), cache=None, certificates=target))
    assert not report.files[0].failure
    for theorem in report.theorems:
        assert not theorem.uncertified, (theorem.name, theorem.uncertified)
        assert not theorem.failure, (theorem.name, theorem.failure)
    return {file.stem: json.loads(file.read_text()) for file in sorted(target.rglob("*.json"))}


@pytest.fixture(scope="session")
def files(folder):
    return sorted((folder / "certificates").rglob("*.json"))


@pytest.fixture(scope="session")
def certificates(files):
    return {file.stem: json.loads(file.read_text()) for file in files}
