r"""Two formulas for the network with one hidden layer read to the letter (Zhou and Liang 2017).

$\sigma'$ of the matrix $\mathrm{diag}(\mathrm{vec}(W_1 X))$ taken entry by entry, as $\sigma$ is
everywhere in the paper, has $\sigma'(0)$ off the diagonal; and
$\sigma'(X^\top \otimes I)\mathrm{vec}(W_1)$ lacks a pair of parentheses.  So read the printed
formulas are false, in the sizes of the paper: all matrices are $d \times d$ and $X$ is invertible.
In the instances $\sigma$ is a polynomial; only its value and slope at a few points matter, so any
function with $\sigma'(0) \ne 0$ that agrees with it there is an instance, too.
"""

from linear_network import nabla
from nonlinear_hessian import (
    both_derivatives,
    from_the_gradient,
    jacobian_of_the_residual,
    mixed_block_factors,
    nonlinear_hessian,
)
from nonlinear_network import derivative_of_hidden_layer, substitution, transposes_and_vec

from symland.prelude import *

d = dims("d")
sigma, I_d = activation("sigma"), identity(d)
W1, W2, X, Y, S = (matrix(name, d, d) for name in ("W_1", "W_2", "X", "Y", "S"))
hidden = sigma(W1 @ X)
e = let("e", W2 @ hidden - Y)
g = let("g", frob2(e) / 2)

full_rank = assume(Eq(X @ inv(X), I_d), name="X is invertible")
minimizer = assume(Eq(e, 0), name="zero residual at W*")

XtI = kron(X.T, I_d)
slopes = sigma.d(diag(vec(W1 @ X)))  # entry by entry
slopes_of_XtI = diag(sigma.d(XtI) @ vec(W1))  # sigma' of X' (x) I alone
H1t = kron(X, I_d) @ slopes @ kron(I_d, W2.T)
hidden_by_W1 = nabla(vec(hidden), W1)

hidden_layer = erratum(
    Eq(nabla(sigma(XtI @ vec(W1)), W1), XtI.T @ slopes_of_XtI),
    ref="gd.appB.dsigmaW1.literal",
    given=[full_rank],
    corrected=derivative_of_hidden_layer,
    doc="The argument of sigma' is (X' (x) I) vec(W_1); printed is sigma'(X' (x) I) vec(W_1).",
)
gradient_by_substitution = erratum(
    Eq(nabla(g, W1), XtI.T @ slopes_of_XtI @ kron(I_d, W2).T @ vec(e)),
    ref="gd.appB.gradW1.a.literal",
    given=[full_rank],
    corrected=substitution,
    doc="The same missing parentheses.",
)
gradient_second_line = erratum(
    Eq(nabla(g, W1), kron(X, I_d) @ slopes @ vec(W2.T @ e)),
    ref="gd.appB.gradW1.b.literal",
    given=[full_rank],
    corrected=transposes_and_vec,
    doc="The middle factor has sigma'(0) off the diagonal.",
)
jacobian_block = erratum(
    Eq(nabla(vec(e), W1), H1t),
    ref="gd.def.H.literal",
    given=[full_rank],
    corrected=jacobian_of_the_residual,
    doc="With the literal middle factor H is not the Jacobian of e.",
)
hessian_from_gradient = erratum(
    Eq(nabla(nabla(g, W1), W1), nabla(kron(X, I_d) @ slopes @ vec(W2.T @ e), W1)),
    ref="gd.appB.hess11.a.literal",
    given=[full_rank, minimizer],
    corrected=from_the_gradient,
    doc="The derivative of the second line of the gradient, not even where e = 0.",
)
diagonal_block = erratum(
    Eq(
        hidden_by_W1 @ nabla(vec(W2.T @ W2 @ S), S) @ slopes @ XtI,
        kron(X, I_d) @ slopes @ kron(I_d, W2.T @ W2) @ slopes @ XtI,
    ),
    ref="gd.appB.hess11.e.literal",
    given=[full_rank],
    corrected=both_derivatives,
    doc="The derivative of the hidden layer has the true diagonal matrix.",
)
mixed_block = erratum(
    Eq(
        hidden_by_W1 @ nabla(vec(W2 @ S), S) @ kron(hidden.T, I_d),
        H1t @ kron(hidden.T, I_d),
    ),
    ref="gd.appB.hess12.c.literal",
    given=[full_rank],
    corrected=mixed_block_factors,
    doc="The derivative of the hidden layer has the true diagonal matrix.",
)
whole_hessian = erratum(
    [
        Eq(hess(g, W1, W1), H1t @ H1t.T),
        Eq(hess(g, W1, W2), H1t @ kron(hidden, I_d).T),
    ],
    ref="gd.eq24.literal",
    given=[full_rank, minimizer],
    corrected=nonlinear_hessian,
    doc="The first row of blocks with the literal middle factor; also gd.appB.hess-assemble.",
)
