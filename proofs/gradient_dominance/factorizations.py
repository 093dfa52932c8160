r"""The factors of a product of layers (Zhou and Liang 2017, appendix A, (27) to (31)).

For an invertible N and an orthogonal U, all $d \times d$, and $l \ge 2$: $W_l \cdots W_1 = N$ if
and only if $W_l = U C_l$, $W_i = C_{i+1}^{-1} C_i$ and $W_1 = C_2^{-1} U^\top N$ for some
invertible $C_2, \dots, C_l$.  In the paper $N = \Sigma_{XY}^\top \Sigma_{XX}^{-1}$, and U has the
eigenvectors of $\Sigma$ as its columns; only that U is orthogonal is used.
"""

from symland.prelude import *

d = dims("d")
l = index("l", 2)
k, i, n = index("k", 2, l), index("i", 2, l - 1), index("n", 1, l - 1)
j, a = index("j", 0, l - 2), index("a", 1, l)
W, C = family("W", d), family("C", d)
N, U, T = matrix("N", d, d), matrix("U", d, d), matrix("T", d, d)


def all_invertible(layers):
    """All of C_2, ..., C_l are invertible."""
    return ForAll(k, invertible(layers[k]))


def upper(layers, factors, left):
    """(27): W_l ... W_k = U C_k."""
    return ForAll(k, Eq(chain(layers, l, k), left @ factors[k]))


def lower(layers, factors, left, product):
    """(28): W_{k-1} ... W_1 = C_k^-1 U' N."""
    return ForAll(k, Eq(chain(layers, k - 1, 1), inv(factors[k]) @ left.T @ product))


def ends(layers, factors, left, product):
    """The last and the first layer in (2), (5), (31)."""
    return (Eq(layers[l], left @ factors[l]), Eq(layers[1], inv(factors[2]) @ left.T @ product))


def inner_layers(layers, factors):
    """The layers between in (2), (5), (31)."""
    return ForAll(i, Eq(layers[i], inv(factors[i + 1]) @ factors[i]))


def form(layers, left, product):
    """(2): the layers have this form for some invertible C_2, ..., C_l."""
    shape = ends(layers, C, left, product)
    return Exists(C, And(all_invertible(C), shape[0], inner_layers(layers, C), shape[1]))


last, first = ends(W, C, U, N)
between, units = inner_layers(W, C), all_invertible(C)
eq_27, eq_28 = upper(W, C, U), lower(W, C, U, N)


@theorem([last, between, first], given=[orthogonal(U), units, eq_27, eq_28], ref="gd.prop1.eq31")
def solved_for_layers(p):
    """(27) at l, at i and i + 1, and (28) at 2."""
    p.part(1).calc().eq(U @ C[l], by=eq_27(l))
    q = p.part(2)
    c = q.calc()
    c.eq(inv(C[i + 1]) @ U.T @ (U @ C[i + 1]) @ W[i], by=[*orthogonal(U), units(i + 1)])
    c.eq(inv(C[i + 1]) @ U.T @ chain(W, l, i + 1) @ W[i], by=[eq_27(i + 1), units(i + 1)])
    c.eq(inv(C[i + 1]) @ U.T @ chain(W, l, i), by=units(i + 1))
    c.eq(inv(C[i + 1]) @ U.T @ U @ C[i], by=[eq_27(i), units(i + 1)])
    c.eq(inv(C[i + 1]) @ C[i], by=[*orthogonal(U), units(i + 1)])
    p.part(3).calc().eq(inv(C[2]) @ U.T @ N, by=[eq_28(2), units(2)])


below_n = Eq(chain(W, n, 1), inv(C[n + 1]) @ U.T @ N)


@theorem(
    below_n,
    given=[units, between, first],
    ref="gd.prop1.eq28.telescoped",
)
def telescoped(p):
    """W_{n+1} ... W_1 = C_{n+2}^-1 C_{n+1} C_{n+1}^-1 U' N, by induction over n."""
    base, step = p.by_induction(n, 1, by=units(n + 1))
    base.calc().eq(inv(C[2]) @ U.T @ N, by=[first, units(2)])
    c = step.calc()
    c.eq(W[n + 1] @ chain(W, n, 1))
    c.eq(inv(C[n + 2]) @ C[n + 1] @ chain(W, n, 1), by=[between(n + 1), units(n + 2)])
    c.eq(inv(C[n + 2]) @ U.T @ N, by=[below_n, units(n + 1), units(n + 2)])


@theorem(eq_28, given=[units, between, first], ref="gd.prop1.step-verify")
def lower_products(p):
    """The solution (31) satisfies (28) for all k."""
    p.calc().eq(inv(C[k]) @ U.T @ N, by=[telescoped.at(n, k - 1), units(k)])


above = Eq(chain(W, l, l - j), U @ C[l - j])


@theorem(above, given=[units, last, between], ref="gd.prop1.eq27.telescoped")
def telescoped_from_above(p):
    """W_l ... W_{l-j-1} = U C_{l-j} C_{l-j}^-1 C_{l-j-1}, by induction over j."""
    base, step = p.by_induction(j, 0)
    base.calc().eq(U @ C[l], by=last)
    c = step.calc()
    c.eq(chain(W, l, l - j) @ W[l - j - 1])
    c.eq(U @ C[l - j] @ inv(C[l - j]) @ C[l - j - 1],
         by=[above, between(l - j - 1), units(l - j)])  # fmt: skip
    c.eq(U @ C[l - j - 1], by=units(l - j))


@theorem(eq_27, given=[units, last, between], ref="gd.prop1.step-verify.above")
def upper_products(p):
    """It satisfies (27), too."""
    p.calc().eq(U @ C[k], by=telescoped_from_above.at(j, l - k))


@theorem(
    Eq(chain(W, l, 1), N),
    given=[orthogonal(U), units, last, between, first],
    ref="gd.prop1.product",
)
def assembled(p):
    """W_l times (28) at l."""
    c = p.calc()
    c.eq(W[l] @ chain(W, l - 1, 1))
    c.eq(U @ C[l] @ inv(C[l]) @ U.T @ N, by=[last, telescoped.at(n, l - 1), units(l)])
    c.eq(N, by=[*orthogonal(U), units(l)])


tops = ForAll(k, Eq(C[k], U.T @ chain(W, l, k)))  # how C is chosen
product = assume(Eq(chain(W, l, 1), N), name="W_l ... W_1 = N")


@theorem(
    all_invertible(C),
    given=[orthogonal(U), invertible(N), product, tops],
    ref="gd.prop1.eq27.invertible",
)
def tops_invertible(p):
    """U' W_l ... W_k has the inverse W_{k-1} ... W_1 N^-1 U."""
    rest = chain(W, k - 1, 1) @ inv(N) @ U
    with p.show(Eq(C[k] @ rest, identity(d))) as q:
        c = q.calc()
        c.eq(U.T @ chain(W, l, k) @ rest, by=tops(k))
        c.eq(U.T @ N @ inv(N) @ U, by=product)
        c.eq(identity(d), by=[*orthogonal(U), *invertible(N)])
    p.obtain(one_sided_inverse(C[k], rest))
    p.witness(inv(C[k]))


@theorem(
    [eq_27, eq_28],
    given=[orthogonal(U), invertible(N), product, tops, units],
    ref="gd.prop1.eq27.products",
)
def tops_and_rests(p):
    """U C_k = U U' W_l ... W_k, and W_{k-1} ... W_1 = C_k^-1 U' W_l ... W_1."""
    p.part(1).calc().eq(U @ C[k], by=[tops(k), *orthogonal(U)])
    q = p.part(2)
    c = q.calc()
    c.eq(inv(C[k]) @ C[k] @ chain(W, k - 1, 1), by=units(k))
    c.eq(inv(C[k]) @ U.T @ chain(W, l, k) @ chain(W, k - 1, 1), by=[tops(k), units(k)])
    c.eq(inv(C[k]) @ U.T @ N, by=[product, units(k)])


@theorem(
    Iff(product.statement, form(W, U, N)),
    given=[orthogonal(U), invertible(N)],
    ref="gd.prop1.factorization",
)
def factorization(p):
    """The layers of a product N are U C_l, C_{i+1}^-1 C_i, C_2^-1 U' N, and only these."""
    with p.forward() as q:
        q.obtain(layers_given(C, tops), "C")
        q.obtain(tops_invertible)
        q.obtain(tops_and_rests)
        q.obtain(solved_for_layers, by=units(2))
        q.witness(C)
    with p.backward() as q:
        q.obtain(form(W, U, N), "C")
        q.calc().eq(N, by=assembled)


@theorem(ForAll(a, invertible(W[a])), given=[invertible(N), product], ref="gd.cor1.layers")
def layers_invertible(p):
    """If a product of square layers is invertible, each layer is."""
    above, below = chain(W, l, a + 1), chain(W, a - 1, 1) @ inv(N)
    with p.show(Eq(above @ W[a] @ below, identity(d))) as q:
        q.calc().eq(N @ inv(N), by=product).eq(identity(d), by=invertible(N))
    p.obtain(one_sided_inverse(above, W[a] @ below))
    p.obtain(one_sided_inverse(W[a], below @ above))
