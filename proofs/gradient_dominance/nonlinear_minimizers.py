r"""Global minimizers of the nonlinear network (Zhou and Liang 2017, Proposition 3).

$m = d$, so X is invertible; $\sigma$ is entrywise and onto, $\mathrm{range}(\sigma) = \mathbb R$.
$\sigma^{-1}(B)$ is the set of all Z with $\sigma(Z) = B$, entry by entry: (7) says that $W_1 X$ is
one of $\sigma^{-1}(\tilde W_1 X)$.
"""

import minimizers as network
from full_rank_minimizers import X, Y, eye, fits
from minimizers import A, B, d
from minimizers import optimal_product as optimal_pair

from symland.prelude import *

p_, q_ = dims("p q")
sigma = activation("sigma")
W1, W2, V1, V2, Z = (matrix(name, d, d) for name in ("W_1", "W_2", "V_1", "V_2", "Z"))
T1, T2, S1, S2 = matrix("T_1", d, d), matrix("T_2", d, d), network.B1, network.A1
data = [invertible(X), invertible(X @ X.T), invertible(X @ Y.T)]
range_of_sigma = onto(sigma)


def g(second, first):
    """The loss (6)."""
    return frob2(second @ sigma(first @ X) - Y) / 2


def h(second, first):
    """The loss of the linear network on the same data."""
    return frob2(second @ first @ X - Y) / 2


def minimal(second, first):
    """No other layers of the nonlinear network have a smaller loss."""
    return ForAll([V2, V1], Ge(g(V2, V1), g(second, first)))


def linear_minimal(second, first):
    """No other layers of the linear network have a smaller loss."""
    return ForAll([S2, S1], Ge(h(S2, S1), h(second, first)))


target = matrix("B", p_, q_)


@theorem(
    Exists(matrix("A", p_, q_), Eq(sigma(matrix("A", p_, q_)), target)),
    given=[range_of_sigma],
    ref="gd.prop3.sigmainv",
)
def preimages(p):
    """If sigma is onto, the inverse image of every matrix is not empty."""
    p.witness(p.obtain(entrywise_preimage(sigma, target), "P"))


linear_first = sigma(W1 @ X) @ inv(X)  # W~_1


@theorem(
    linear_minimal(W2, linear_first),
    given=[invertible(X), range_of_sigma, minimal(W2, W1)],
    ref="gd.prop3.step-transfer.minimal",
)
def transferred(p):
    """(W_2, sigma(W_1 X) X^-1) minimizes the linear network: its losses are losses of this one."""
    P = p.obtain(entrywise_preimage(sigma, S1 @ X), "P")
    c = p.calc()
    c.eq(frob2(S2 @ sigma(P) - Y) / 2, by=Eq(sigma(P), S1 @ X))
    c.eq(g(S2, P @ inv(X)), by=invertible(X))
    c.ge(g(W2, W1), by=minimal(W2, W1)(S2, P @ inv(X)))
    c.eq(h(W2, linear_first), by=invertible(X))


M, Mi = (X @ Y.T).T @ inv(X @ X.T), (X @ X.T) @ inv(X @ Y.T).T
conditions = [*data, range_of_sigma, minimal(W2, W1)]


@theorem(
    Eq(W2 @ linear_first, M), given=conditions, ref="gd.prop3.step-transfer.product"
)  # fmt: skip
def transferred_product(p):
    """By Proposition 1 for two factors."""
    p.obtain(transferred)
    p.obtain(optimal_pair.of({A: W2, B: linear_first, network.X: X, network.Y: Y}))


@theorem(
    [Eq(g(W2, W1), 0), Eq(h(W2, linear_first), 0), linear_minimal(W2, linear_first)],
    given=conditions,
    ref="gd.prop3.step-transfer",
)
def zero_losses(p):
    """Both losses are 0, and (W_2, sigma(W_1 X) X^-1) minimizes the linear network."""
    p.obtain(fits)
    p.obtain(transferred)
    p.obtain(transferred_product)
    fitted = Eq(Y @ X.T @ inv(X @ X.T) @ X, Y)
    with p.show(Eq(h(W2, linear_first), 0)) as q:
        c = q.calc().eq(frob2(M @ X - Y) / 2, by=Eq(W2 @ linear_first, M))
        c.eq(frob2(Y @ X.T @ inv(X @ X.T) @ X - Y) / 2).eq(frob2(Y - Y) / 2, by=fitted).eq(0)
    c = p.calc().eq(h(W2, linear_first), by=invertible(X))
    c.eq(0, by=Eq(h(W2, linear_first), 0))


preimage = Exists(Z, And(Eq(sigma(Z), T1 @ X), Eq(W1, Z @ inv(X))))


@theorem(Iff(Eq(T1, linear_first), preimage), given=[invertible(X)], ref="gd.prop3.step-invert")
def inverted(p):
    """W_1 is in sigma^-1(W~_1 X) X^-1 if and only if W~_1 = sigma(W_1 X) X^-1."""
    with p.forward() as q:
        q.witness(W1 @ X)
        q.calc(sigma(W1 @ X)).eq(linear_first @ X).eq(T1 @ X, by=Eq(T1, linear_first))
    with p.backward() as q:
        q.obtain(preimage, "Z")
        same = q.have(Eq(W1 @ X, Z), by=[Eq(W1, Z @ inv(X)), *invertible(X)])
        c = q.calc().eq(T1 @ X @ inv(X), by=invertible(X))
        c.eq(sigma(Z) @ inv(X), by=Eq(sigma(Z), T1 @ X)).eq(linear_first, by=same)


parts = [linear_minimal(T2, T1), Eq(W2, T2), Eq(sigma(Z), T1 @ X), Eq(W1, Z @ inv(X))]
eq_7 = Exists([T2, T1, Z], And(*parts))


@theorem(Iff(minimal(W2, W1), eq_7), given=[invertible(X), range_of_sigma], ref="gd.prop3.iff")
def nonlinear_minimizers(p):
    """(7): W_2 = W~_2, W_1 in sigma^-1(W~_1 X) X^-1, for a minimizer W~ of the linear network."""
    with p.forward() as q:
        q.obtain(transferred)
        q.witness(W2, linear_first, W1 @ X)
    with p.backward() as q:
        q.obtain(eq_7, "T_2", "T_1", "Z")
        same = q.have(Eq(W1 @ X, Z), by=[Eq(W1, Z @ inv(X)), *invertible(X)])
        other = sigma(V1 @ X) @ inv(X)
        c = q.calc().eq(h(V2, other), by=invertible(X))
        c.ge(h(T2, T1), by=linear_minimal(T2, T1)(V2, other))
        c.eq(frob2(T2 @ sigma(Z) - Y) / 2, by=Eq(sigma(Z), T1 @ X))
        c.eq(g(T2, W1), by=same).eq(g(W2, W1), by=Eq(W2, T2))


image = sigma(W1 @ X)


@theorem(
    [Exists(T1, And(linear_minimal(W2, T1), Eq(image, T1 @ X))), invertible(image)],
    given=conditions,
    ref="gd.prop3.rem-fullrank",
)
def full_rank(p):
    """At a global minimizer sigma(W_1 X) = W~_1 X, of full rank."""
    p.obtain(transferred)
    p.obtain(transferred_product)
    back = inv(X) @ Mi
    with p.show(Eq(W2 @ image @ back, eye)) as q:
        q.calc().eq(M @ Mi, by=Eq(W2 @ linear_first, M)).eq(eye, by=data)
    p.obtain(one_sided_inverse(W2, image @ back))
    p.obtain(one_sided_inverse(image, back @ W2))
    p.part(1).witness(linear_first)


S = matrix("S", d, d)
every_image = ForAll(S, Exists(W1, Eq(sigma(W1 @ X), S)))


@theorem(
    [every_image, Exists([W2, W1], Eq(g(W2, W1), 0))],
    given=[invertible(X), range_of_sigma],
    ref="gd.sec43.zero-min",
)
def zero_minimum(p):
    """sigma(W_1 X) can be any square matrix, such as I, with W_2 = Y; so the least loss is 0."""
    with p.show(every_image) as q:
        P = q.obtain(entrywise_preimage(sigma, S), "P")
        q.witness(P @ inv(X))
        q.calc().eq(sigma(P), by=invertible(X)).eq(S, by=Eq(sigma(P), S))
    with p.part(2) as q:
        first = q.obtain(every_image(eye), "P")
        q.witness(Y, first)
        q.calc().eq(frob2(Y @ eye - Y) / 2, by=Eq(sigma(first @ X), eye)).eq(0)
