r"""The network with one hidden layer: gradient (Zhou and Liang 2017, (6), (14), (15), appendix B).

The sizes are $W_1 \in \mathbb R^{p \times d}$, $W_2 \in \mathbb R^{q \times p}$; the paper has
$p = q = d$.  Two printed formulas have to be read with care, here and in `nonlinear_hessian`.

$\sigma'(\mathrm{diag}(\mathrm{vec}(W_1 X)))$ is the function $\sigma'$ of a diagonal matrix in
the sense of functional calculus, the diagonal matrix of the values $\sigma'((W_1 X)_{ij})$.  Entry
by entry, as $\sigma$ is applied everywhere else in the paper, it would have $\sigma'(0)$ off the
diagonal.  The argument of $\sigma'$ in $\mathrm{diag}(\sigma'(X^\top \otimes I)\mathrm{vec}(W_1))$
is $(X^\top \otimes I)\mathrm{vec}(W_1)$; without that pair of parentheses $\sigma'$ acts on the
matrix $X^\top \otimes I$ alone.  The theorems carry the first readings; the errata in
`nonlinear_literal` show that the others are false.
"""

from linear_network import nabla

from symland.prelude import *

d, m, p, q = dims("d m p q")
sigma = activation("sigma")
W1, W2 = matrix("W_1", p, d), matrix("W_2", q, p)
X, Y = matrix("X", d, m), matrix("Y", q, m)
hidden = sigma(W1 @ X)
e = let("e", W2 @ hidden - Y)
g = let("g", frob2(e) / 2)

# the letter S stands for the hidden layer where it is the variable of a derivative
S = matrix("S", p, m)
at_S = assume(Eq(S, hidden), name="the derivative by S is taken at S = sigma(W_1 X)")
g_of_S = frob2(W2 @ S - Y) / 2

I_p, I_q, I_m = identity(p), identity(q), identity(m)
XtI = kron(X.T, I_p)  # vec(W_1 X) = (X' (x) I) vec(W_1)
slopes = diag(vec(sigma.d(W1 @ X)))  # how sigma'(diag(vec(W_1 X))) is read


@theorem(Eq(g, tr(e @ e.T) / 2), ref="gd.eq06")
def nonlinear_loss(p):
    r"""$g(W) := \frac12 \|W_2 \sigma(W_1 X) - Y\|_F^2$ $= \frac12 \mathrm{Tr}(e e^\top)$."""


@theorem(Eq(g, frob2(kron(hidden.T, I_q) @ vec(W2) - vec(Y)) / 2), ref="gd.appB.g-form-W2")
def loss_linear_in_W2(p):
    r"""$g = \frac12\|(\sigma(W_1X)^\top \otimes I)\mathrm{vec}(W_2) - \mathrm{vec}(Y)\|^2$."""


@theorem(
    [
        Eq(nabla(g, W2), kron(hidden.T, I_q).T @ vec(e)),
        Eq(kron(hidden.T, I_q).T @ vec(e), kron(hidden, I_q) @ vec(e)),
    ],
    ref="gd.appB.gradW2",
)
def gradient_steps_in_W2(p):
    r"""$\nabla_{\mathrm{vec}(W_2)} g = (\sigma(W_1 X)^\top \otimes I)^\top \mathrm{vec}(e)$
    $= (\sigma(W_1 X) \otimes I) \mathrm{vec}(e)$."""


@theorem(Eq(nabla(g, W2), kron(hidden, I_q) @ vec(e)), ref="gd.eq14")
def gradient_in_W2(p):
    r"""$\nabla_{\mathrm{vec}(W_2)} g(W) = (\sigma(W_1 X) \otimes I) \mathrm{vec}(e)$."""
    c = p.calc()
    c.eq(nabla(frob2(kron(hidden.T, I_q) @ vec(W2) - vec(Y)) / 2, W2), by=loss_linear_in_W2)
    c.eq(kron(hidden.T, I_q).T @ vec(e), why="product rule, derivative of a linear map")
    c.eq(kron(hidden, I_q) @ vec(e), by=gradient_steps_in_W2)


@theorem(Eq(g, frob2(kron(I_m, W2) @ vec(hidden) - vec(Y)) / 2), ref="gd.appB.g-form-W1")
def loss_through_hidden_layer(p):
    r"""$g = \frac12 \|(I \otimes W_2)\mathrm{vec}(\sigma(W_1 X)) - \mathrm{vec}(Y)\|^2$."""


by_chain_rule = nabla(vec(hidden), W1) @ nabla(g_of_S, S)
by_vec = nabla(sigma(XtI @ vec(W1)), W1) @ nabla(g_of_S, S)


@theorem(
    [Eq(nabla(g, W1), by_chain_rule), Eq(by_chain_rule, by_vec)],
    ref="gd.appB.chain",
    given=[at_S],
)
def composition_rule(p):
    r"""$\nabla_{\mathrm{vec}(W_1)} g = (\nabla_{\mathrm{vec}(W_1)} \mathrm{vec}(S))
    (\nabla_{\mathrm{vec}(S)} g)$ with $S = \sigma(W_1 X)$, and
    $\mathrm{vec}(S) = \sigma((X^\top \otimes I)\mathrm{vec}(W_1))$."""


@theorem(Eq(nabla(g_of_S, S), kron(I_m, W2).T @ vec(e)), ref="gd.appB.gradS", given=[at_S])
def gradient_by_hidden_layer(p):
    r"""$\nabla_{\mathrm{vec}(\sigma(W_1 X))} g(W) = (I \otimes W_2)^\top \mathrm{vec}(e)$."""


# The general formula: the rows of A are a_1', ..., a_n'.
n, r = dims("n r")
i = index("i", 1, index("n", 1))
a = family("a", r, 1)
A, x, unit = matrix("A", n, r), vector("x", r), vector("j", n)
picks = assume(
    Eq(hadamard(sigma.d(A @ x), unit), unit @ sigma.d(unit.T @ A @ x)),
    name="j is a standard basis vector: it picks one entry",
)


@theorem(
    Eq(
        block_row(i, nabla(sigma(a[i].T @ x), x)),
        block_row(i, a[i] @ sigma.d(a[i].T @ x)),
    ),
    ref="gd.appB.sigmaAx.steps.side-by-side",
)
def derivative_row_by_row(p):
    r"""$[\nabla_x \sigma(a_1^\top x) \cdots \nabla_x \sigma(a_n^\top x)] =
    [\sigma'(a_1^\top x) a_1 \cdots \sigma'(a_n^\top x) a_n]$ for every $n$.

    The columns stand side by side.  Printed are semicolons, which stack the entries in
    $[\sigma(a_1^\top x); \dots; \sigma(a_n^\top x)]$; so read, both brackets would be $nr \times 1$
    while $\nabla_x \sigma(Ax)$ is $r \times n$: the sizes agree for $n = 1$ only, where the
    formula holds.  On the left $X$ is printed for $x$.
    """


steps_as_printed = erratum(
    lambda: Eq(nabla(sigma(A @ x), x), vec(A.T @ diag(sigma.d(A @ x)))),
    ref="gd.appB.sigmaAx.steps",
    corrected=derivative_row_by_row,
    doc="The printed semicolons stack the columns sigma'(a_i' x) a_i of A' diag(sigma'(A x)); with "
    "the columns side by side the steps hold.",
)


@theorem(
    Eq(nabla(sigma(A @ x), x) @ unit, A.T @ unit @ sigma.d((A.T @ unit).T @ x)),
    ref="gd.appB.sigmaAx.steps.column",
    given=[picks],
)
def columns_of_the_derivative(p):
    r"""The i-th column of $\nabla_x \sigma(Ax)$ is $\sigma'(a^\top x) a$ with $a = A^\top e_i$.

    So the bracket above is $\nabla_x \sigma(Ax)$, where $a_i^\top$ are the rows of A.
    """
    c = p.calc()
    c.eq(A.T @ hadamard(sigma.d(A @ x), unit))
    c.eq(A.T @ unit @ sigma.d((A.T @ unit).T @ x), by=picks)


@theorem(Eq(nabla(sigma(A @ x), x), A.T @ diag(sigma.d(A @ x))), ref="gd.appB.sigmaAx")
def derivative_of_an_activation(p):
    r"""$\nabla_x \sigma(A x) = A^\top \mathrm{diag}(\sigma'(A x))$ for all sizes."""


@theorem(
    Eq(nabla(sigma(XtI @ vec(W1)), W1), XtI.T @ diag(sigma.d(XtI @ vec(W1)))),
    ref="gd.appB.dsigmaW1",
)
def derivative_of_hidden_layer(p):
    r"""$\nabla_{\mathrm{vec}(W_1)} \sigma((X^\top \otimes I)\mathrm{vec}(W_1)) =
    (X^\top \otimes I)^\top \mathrm{diag}(\sigma'((X^\top \otimes I)\mathrm{vec}(W_1)))$."""


step_a = XtI.T @ diag(sigma.d(XtI @ vec(W1))) @ kron(I_m, W2).T @ vec(e)
step_b = kron(X, I_p) @ slopes @ vec(W2.T @ e)
step_c = kron(X, I_p) @ vec(hadamard(sigma.d(W1 @ X), W2.T @ e))


@theorem(Eq(nabla(g, W1), step_a), ref="gd.appB.gradW1.a")
def substitution(p):
    r"""$\nabla_{\mathrm{vec}(W_1)} g = (X^\top \otimes I)^\top
    \mathrm{diag}(\sigma'((X^\top \otimes I)\mathrm{vec}(W_1)))(I \otimes W_2)^\top
    \mathrm{vec}(e)$."""


@theorem(Eq(step_a, step_b), ref="gd.appB.gradW1.b")
def transposes_and_vec(p):
    r"""$= (X \otimes I)\,\sigma'(\mathrm{diag}(\mathrm{vec}(W_1 X)))\,\mathrm{vec}(W_2^\top e)$.

    The middle factor is the diagonal matrix of the values of $\sigma'$.
    """


@theorem(Eq(step_b, step_c), ref="gd.appB.gradW1.c")
def diagonal_times_vec(p):
    r"""$= (X \otimes I)\,\mathrm{vec}(\sigma'(W_1 X) \circ (W_2^\top e))$."""


@theorem(Eq(nabla(g, W1), step_c), ref="gd.eq15")
def gradient_in_W1(p):
    r"""$\nabla_{\mathrm{vec}(W_1)} g = (X \otimes I)
    \mathrm{vec}(\sigma'(W_1 X) \circ (W_2^\top e))$."""
    c = p.calc()
    c.eq(step_a, by=substitution, why="composition rule and the derivative of sigma(Ax)")
    c.eq(step_b, by=transposes_and_vec, why="the diagonal matrix of the values of sigma'")
    c.eq(step_c, by=diagonal_times_vec, why="diag(vec(S)) vec(B) = vec(S o B)")
