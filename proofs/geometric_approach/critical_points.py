r"""Critical points (Chitour, Liao, Couillet 2018, section 3.1, (13) to (17))."""

from split_network import S_Y, W11, W12, H, L, M, P, R, W, rate

from symland.prelude import *

j = index("j", 2, H + 1)


def layer_equation(k):
    """The third family of equations of (14)."""
    return P(k + 1, H + 1).T @ M @ W11.T @ P(2, k - 1).T


critical = And(Eq(grad(L, W11), 0), Eq(grad(L, W12), 0), ForAll(j, Eq(grad(L, W[j]), 0)))
as_equations = And(Eq(R.T @ M, 0), Eq(R.T @ R @ W12, 0), ForAll(j, Eq(rate(j), 0)))
shorter = And(Eq(R.T @ M, 0), Eq(R @ W12, 0), ForAll(j, Eq(layer_equation(j), 0)))


@theorem(Iff(critical, as_equations), ref="geo.crit.iff")
def critical_points(p):
    r"""$\nabla L(W) = 0$ iff the right sides of (13) vanish."""
    every_gradient, every_rate = critical.parts[2], as_equations.parts[2]
    with p.forward() as q:
        step = q.calc(R.T @ M)
        step.eq(-grad(L, W11))
        step.eq(0, by=critical.parts[0])
        step = q.calc(R.T @ R @ W12)
        step.eq(grad(L, W12))
        step.eq(0, by=critical.parts[1])
        step = q.part(3).calc()
        step.eq(-grad(L, W[j]))
        step.eq(0, by=every_gradient(j))
    with p.backward() as q:
        step = q.calc(grad(L, W11))
        step.eq(-(R.T @ M))
        step.eq(0, by=as_equations.parts[0])
        step = q.calc(grad(L, W12))
        step.eq(R.T @ R @ W12)
        step.eq(0, by=as_equations.parts[1])
        step = q.part(3).calc()
        step.eq(-rate(j))
        step.eq(0, by=every_rate(j))


n, k, m = dims("n k m")
B, Z = matrix("B", n, k), matrix("Z", k, m)


@theorem(Le(frob2(B @ Z), 0), given=[Eq(B.T @ B @ Z, 0)], ref="geo.crit.s1.norm")
def norm_of_the_product(p):
    r"""$|R X|^2 = \langle X, R^\top R X \rangle = 0$."""
    step = p.calc()
    step.eq(tr(Z.T @ (B.T @ B @ Z)))
    step.eq(0, by=Eq(B.T @ B @ Z, 0))


@theorem(Iff(Eq(B.T @ B @ Z, 0), Eq(B @ Z, 0)), ref="geo.crit.s1")
def second_condition(p):
    r"""$R^\top R X = 0$ iff $R X = 0$."""
    with p.forward() as q:
        q.obtain(vanishing(B @ Z), by=norm_of_the_product)
    with p.backward() as q:
        q.calc().eq(0, by=Eq(B @ Z, 0))


@theorem(Implies(shorter, as_equations), ref="geo.eq14.back")
def equations_of_13(p):
    """(14) gives the equations before it."""
    p.calc(R.T @ R @ W12).eq(0, by=Eq(R @ W12, 0))
    step = p.part(3).calc()
    step.eq(layer_equation(j) - P(j + 1, H + 1).T @ (R @ W12) @ W12.T @ P(2, j - 1).T)
    step.eq(layer_equation(j), by=Eq(R @ W12, 0))
    step.eq(0, by=shorter.parts[2](j))


@theorem(Iff(critical, shorter), ref="geo.eq14")
def shorter_equations(p):
    r"""The second condition is $R W_{1,2} = 0$, and with it the second term of the third drops."""
    with p.forward() as q:
        q.obtain(critical_points.forward)
        q.obtain(second_condition.of({B: R, Z: W12}).forward)
        step = q.part(3).calc()
        step.eq(rate(j) + P(j + 1, H + 1).T @ (R @ W12) @ W12.T @ P(2, j - 1).T)
        step.eq(rate(j), by=Eq(R @ W12, 0))
        step.eq(0, by=as_equations.parts[2](j))
    with p.backward() as q:
        q.obtain(equations_of_13.forward)
        q.obtain(critical_points.backward)


in_terms_of_S = And(
    Eq(R.T @ S_Y, R.T @ R @ W11),
    Eq(R @ W12, 0),
    ForAll(
        j,
        Eq(
            P(j + 1, H + 1).T @ S_Y @ W11.T @ P(2, j - 1).T,
            P(j + 1, H + 1).T @ R @ W11 @ W11.T @ P(2, j - 1).T,
        ),
    ),
)


@theorem(Iff(shorter, in_terms_of_S), ref="geo.eq15")
def with_the_data(p):
    r"""$M = S_Y - R W_{1,1}$ put into (14)."""
    with p.forward() as q:
        step = q.calc(R.T @ S_Y)
        step.eq(R.T @ M + R.T @ R @ W11)
        step.eq(R.T @ R @ W11, by=shorter.parts[0])
        step = q.part(3).calc()
        step.eq(layer_equation(j) + P(j + 1, H + 1).T @ R @ W11 @ W11.T @ P(2, j - 1).T)
        step.eq(P(j + 1, H + 1).T @ R @ W11 @ W11.T @ P(2, j - 1).T, by=shorter.parts[2](j))
    with p.backward() as q:
        step = q.calc(R.T @ M)
        step.eq(R.T @ S_Y - R.T @ R @ W11)
        step.eq(0, by=in_terms_of_S.parts[0])
        step = q.part(3).calc()
        body = P(j + 1, H + 1).T @ R @ W11 @ W11.T @ P(2, j - 1).T
        step.eq(P(j + 1, H + 1).T @ S_Y @ W11.T @ P(2, j - 1).T - body)
        step.eq(0, by=in_terms_of_S.parts[2](j))


every = in_terms_of_S.parts[2]
last = Eq(P(2, H) @ W11 @ S_Y, P(2, H) @ W11 @ W11.T @ R.T)
transposed = assume(Eq(S_Y.T, S_Y), name="S_Y is symmetric")


@theorem(last, given=[every, transposed], ref="geo.eq16")
def last_equation(p):
    r"""(15) at $j = H + 1$, transposed; $S_Y$ is symmetric."""
    step = p.calc()
    step.eq((S_Y.T @ W11.T @ P(2, H).T).T)
    step.eq((S_Y @ W11.T @ P(2, H).T).T, by=transposed)
    step.eq((R @ W11 @ W11.T @ P(2, H).T).T, by=every(H + 1))
    step.eq(P(2, H) @ W11 @ W11.T @ R.T)


@theorem(
    Eq(R @ W11 @ S_Y, R @ W11 @ W11.T @ R.T), given=[assume(last, name="(16)")], ref="geo.eq16pre"
)
def multiplied(p):
    r"""(16) times $W_{H+1}$ from the left."""
    step = p.calc()
    step.eq(W[H + 1] @ P(2, H) @ W11 @ S_Y)
    step.eq(W[H + 1] @ P(2, H) @ W11 @ W11.T @ R.T, by=last)


@theorem(
    Implies(
        critical,
        And(Eq(R.T @ S_Y, R.T @ R @ W11), Eq(R @ W12, 0), Eq(R @ W11 @ S_Y, R @ W11 @ W11.T @ R.T)),
    ),
    given=[transposed],
    ref="geo.eq17",
)
def necessary_equations(p):
    """(17) holds at every critical point; it is not claimed to be sufficient."""
    p.obtain(shorter_equations.forward)
    p.obtain(with_the_data.forward)
    known = p.have(last, by=last_equation)
    step = p.calc(R @ W11 @ S_Y)
    step.eq(R @ W11 @ W11.T @ R.T, by=[multiplied, known])
