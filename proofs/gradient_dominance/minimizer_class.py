r"""All global minimizers are one class (Zhou and Liang 2017, end of the proof of Proposition 1).

Minimizers are equivalent if $W'_l = W_l D_l$, $W'_i = D_{i+1}^{-1} W_i D_i$, $W'_1 = D_2^{-1} W_1$
for some invertible $D_2, \dots, D_l$.
"""

from deep_minimizers import eye, minimal, minimizers
from equivalence import D, equivalent
from factorizations import C, W, all_invertible, ends, i, inner_layers, k, l
from minimizers import M, U, d, data

from symland.prelude import *

W1, C1 = family("W'", d), family("C'", d)
U1 = matrix("U'", d, d)
moved = equivalent(W, W1)


def choice(layers, factors, left):
    """That layers have the form (2) with these C_k and this U."""
    shape = ends(layers, factors, left, M)
    return [all_invertible(factors), shape[0], inner_layers(layers, factors), shape[1]]


steps_between = ForAll(k, Eq(D[k], inv(C[k]) @ U.T @ U1 @ C1[k]))


@theorem(
    moved,
    given=[orthogonal(U), orthogonal(U1), *choice(W, C, U), *choice(W1, C1, U1)],
    ref="gd.prop1.step-class.choices",
)
def related(p):
    r"""Two choices of $C_k$ and of U are related by $D_k = C_k^{-1} U^\top U' C'_k$."""
    ours, theirs = all_invertible(C), all_invertible(C1)
    rotations = [*orthogonal(U), *orthogonal(U1)]
    _, last_layer, layers_between, first_layer = choice(W, C, U)
    _, theirs_last, theirs_between, theirs_first = choice(W1, C1, U1)

    def there(layer):
        return [ours(layer), ours(layer + 1), theirs(layer + 1), steps(layer + 1)]

    p.obtain(layers_given(D, steps_between), "D", by=ours(k))
    back = inv(C1[k]) @ U1.T @ U @ C[k]
    with p.show(all_invertible(D)) as q:
        pair = q.have(Eq(D[k] @ back, eye),
                      by=[steps_between(k), ours(k), theirs(k), *rotations])  # fmt: skip
        q.obtain(one_sided_inverse(D[k], back), by=[pair, ours(k), theirs(k)])
        q.witness(inv(D[k]))
    p.witness(D)
    steps = all_invertible(D)
    last, between, first = (goal for goal in p.goals if goal != steps)
    c = p.calc(last.left)
    c.eq(U1 @ C1[l], by=theirs_last)
    c.eq(U @ C[l] @ inv(C[l]) @ U.T @ U1 @ C1[l], by=[orthogonal(U), ours(l)])
    c.eq(W[l] @ D[l], by=[last_layer, steps_between(l), ours(l)])
    with p.show(between) as q:
        c = q.calc()
        c.eq(inv(D[i + 1]) @ D[i + 1] @ W1[i], by=steps(i + 1))
        c.eq(
            inv(D[i + 1]) @ inv(C[i + 1]) @ U.T @ U1 @ C1[i + 1] @ inv(C1[i + 1]) @ C1[i],
            by=[steps_between(i + 1), theirs_between(i), *there(i)],
        )
        c.eq(inv(D[i + 1]) @ inv(C[i + 1]) @ C[i] @ inv(C[i]) @ U.T @ U1 @ C1[i], by=there(i))
        c.eq(inv(D[i + 1]) @ W[i] @ D[i], by=[steps_between(i), layers_between(i), *there(i)])
    c = p.calc(first.left)
    c.eq(inv(D[2]) @ D[2] @ W1[1], by=steps(2))
    c.eq(
        inv(D[2]) @ inv(C[2]) @ U.T @ U1 @ C1[2] @ inv(C1[2]) @ U1.T @ M,
        by=[steps_between(2), theirs_first, steps(2)],
    )
    c.eq(inv(D[2]) @ inv(C[2]) @ U.T @ M, by=[*rotations, theirs(2), steps(2)])
    c.eq(inv(D[2]) @ W[1], by=[first_layer, steps(2)])


@theorem(moved, given=[*data, minimal(W), minimal(W1), orthogonal(U)], ref="gd.prop1.step-class")
def one_class(p):
    """Any two global minimizers are equivalent."""
    p.obtain(minimizers.forward, "C")
    p.obtain(minimizers.of({W: W1}).forward, "C'")
    p.obtain(related.of({U1: U}), by=[all_invertible(C)(2), all_invertible(C1)(2)])
    p.witness(D)
