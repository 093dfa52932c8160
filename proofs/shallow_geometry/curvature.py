r"""The quadratic form of the Hessian (Zhu et al. 2018, appendix B, equation (31)).

The first norm is printed with a matrix $X_1$ that is defined nowhere.  It is read as $X$; any
matrix with $X_1 X_1^\top = X X^\top$ does, and in general no other.
"""

from regularised_loss import (
    W1,
    W2,
    X,
    balance,
    d0,
    d1,
    d2,
    full_rank,
    g,
    imbalance,
    mu,
    positive,
    residual,
)

from symland.prelude import *

D1, D2 = matrix("Delta_1", d1, d0), matrix("Delta_2", d2, d1)
form = hess_form(g, {W1: D1, W2: D2})

motion = W2 @ D1 + D2 @ W1
change_of_balance = W2.T @ D2 + D2.T @ W2 - W1 @ X @ X.T @ D1.T - D1 @ X @ X.T @ W1.T
curved = 2 * inner(D2 @ D1, residual @ X.T)
bent = inner(imbalance, D2.T @ D2 - D1 @ X @ X.T @ D1.T)


@theorem(
    Eq(form, frob2(motion @ X) + curved + mu * (bent + frob2(change_of_balance) / 2)),
    ref="oss.eq31a",
)
def hessian_form(p):
    r"""$\nabla^2 g(Z)[\Delta, \Delta]$ at every Z, with $X_1$ read as $X$."""


X1 = matrix("X_1", d0, dims("N_1"))
same_gram = assume(Eq(X1 @ X1.T, X @ X.T), name="X_1 X_1' = X X'")


@theorem(
    Eq(form, frob2(motion @ X1) + curved + mu * (bent + frob2(change_of_balance) / 2)),
    ref="oss.eq31a.gram",
    given=[same_gram],
)
def hessian_form_by_a_root(p):
    r"""The same with any $X_1$ for which $X_1 X_1^\top = X X^\top$, such as $U \Sigma$."""
    c = p.calc()
    c.eq(frob2(motion @ X) + curved + mu * (bent + frob2(change_of_balance) / 2), by=hessian_form)
    c.eq(tr(motion @ X @ X.T @ motion.T) + curved + mu * (bent + frob2(change_of_balance) / 2))
    c.eq(
        tr(motion @ X1 @ X1.T @ motion.T) + curved + mu * (bent + frob2(change_of_balance) / 2),
        by=same_gram,
    )
    c.eq(frob2(motion @ X1) + curved + mu * (bent + frob2(change_of_balance) / 2))


undefined_symbol = erratum(
    Eq(form, frob2(motion @ X1) + curved + mu * (bent + frob2(change_of_balance) / 2)),
    ref="oss.eq31a.symbol",
    given=[positive, full_rank],
    corrected=hessian_form,
    doc="Read as a letter of its own, the undefined X_1 makes (31) false.",
)


@theorem(
    Eq(form, frob2(motion @ X) + curved + mu / 2 * frob2(change_of_balance)),
    ref="oss.eq31b",
    given=[balance],
)
def hessian_form_at_critical_points(p):
    r"""Where (11) holds, in particular at critical points, the term with $\langle S, \cdot
    \rangle$ drops out; $X_1$ read as $X$."""
    c = p.calc()
    c.eq(frob2(motion @ X) + curved + mu * (bent + frob2(change_of_balance) / 2), by=hessian_form)
    c.eq(frob2(motion @ X) + curved + mu / 2 * frob2(change_of_balance), by=balance)
