"""The layer indices over which a theorem is stated, in its LaTeX."""

from symland import Eq, Exists, ForAll, claim, dims, family, identity, index, onto
from symland.language.functions import activation
from symland.render.latex.theorem import Wishes, latex_theorem

n = dims("n")
l = index("l", 2)
k, j = index("k", 2, l), index("j", 1)
W, V, A = family("W", n, n), family("V", n, n), family("A", n, n, indices=2)


def test_only_what_nothing_binds_is_named():
    stated = claim(ForAll(k, Eq(W[k], identity(n))), given=[ForAll(j, Eq(V[j], V[j]))])
    written = latex_theorem(stated, Wishes())
    assert r"Then, for all $l \ge 2$:" in written
    assert r"\forall\, 2 \le k \le l \colon" in written


def test_the_range_of_a_free_index():
    assert r"For all $2 \le k \le l$, $l \ge 2$:" in latex_theorem(claim(Eq(W[k], W[k])), Wishes())


def test_families_with_one_index_and_with_two():
    written = latex_theorem(claim(Exists([W, A], Eq(W[1], A[1][2]))), Wishes(derivation=False))
    assert r"\exists\, W_{\bullet}, A_{\bullet\bullet} \colon" in written
    assert r"\forall\, y \colon" in latex_theorem(
        claim(Eq(W[1], W[1]), given=[onto(activation("sigma"))]), Wishes(derivation=False)
    )
