r"""Lemma 2, item 2 and item 5: a basis that is adapted to the kernel of $R^\top$.

As printed (Chitour, Liao, Couillet 2018) the first r rows of $U^\top R$ are those that do not
vanish, and $U^\top S_Y U = S_Y$.  If the fitted singular values are not the first ones, there is
no such U: already for one hidden layer of width 1, where $W_{H+1} = R$ and $Z = 1$.  With
$U^\top S_Y U = \mathrm{diag}(D_Y, E_Y)$ in its place there always is one.
"""

from block_form import W11, R, Rb, S, U, e, eq_1, eq_2, eq_3, k, n, r
from kernel_basis import a_basis_exists, a_permutation_exists

from symland.prelude import *

Z, W, Wl = matrix("Z", e, k), matrix("W", n, e), matrix("W_l1", r, e)
N = matrix("N", k, r)  # a right inverse: the matrix has r rows and the rank r
positive = positive_diagonal(S)
critical = [
    assume(Eq(R, W @ Z), name="R = W_{H+1} Z"),
    assume(eq_1, name="(17)"),
    assume(eq_2, name="(17)"),
    assume(eq_3, name="(17)"),
    assume(Eq(Z @ W11 @ S, Z @ W11 @ W11.T @ R.T), name="(16)"),
    assume(Eq(tr(R @ pinv(R)), as_scalar(r)), name="R has the rank r"),
]


def adapted(U, first, right, S, W, Z):
    """What item 2 says of U, of the first rows of $U^\\top W_{H+1}$ and of a right inverse."""
    whole, below = identity(U.rows), zeros(U.rows - first.rows, Z.cols)
    return And(
        Eq(U.T @ U, whole),
        Eq(U @ U.T, whole),
        Eq(U.T @ S @ U, S),
        Eq(U.T @ W @ Z, block([[first @ Z], [below]])),
        Eq(first @ Z @ right, identity(first.rows)),
    )


item_2 = Exists([U, Wl, N], adapted(U, Wl, N, S, W, Z))
first_not_fitted = {
    "r": 1, "q": 1, "k": 1, "c": 1, "e": 1, "S_Y": [[4, 0], [0, 1]], "R": [[0], [1]],
    "W": [[0], [1]], "Z": [[1]], "W_11": [[0, 1]], "W_12": [[0]],
}  # fmt: skip
S0, R0, row = block([[4, 0], [0, 1]]), block([[0], [1]]), block([[0, 1]])
one = identity(1)
U0, first0, right0 = matrix("U", 2, 2), matrix("W_l1", 1, 1), matrix("N", 1, 1)
there = Exists([U0, first0, right0], adapted(U0, first0, right0, S0, R0, one))


def contradiction(p, wanted):
    """From a U that is adapted: the first entry of $U^\\top R$ is 0, and it has an inverse."""
    V, first, right = p.obtain(wanted, "V", "w", "y")
    a, b = block([[1], [0]]), block([[0], [1]])
    moved = p.have(Eq(S0 @ V, V @ S0), by=[Eq(V.T @ S0 @ V, S0), Eq(V @ V.T, identity(2))])
    corner = p.have(Eq(b.T @ V @ a, 0), by=moved)
    rows = Eq(V.T @ R0 @ one, block([[first @ one], [zeros(1, 1)]]))
    zero = p.have(Eq(first, 0), by=[corner, rows])
    step = p.calc(as_scalar(1))
    step.eq(as_scalar(first @ one @ right), by=Eq(first @ one @ right, one))
    step.eq(0, by=zero)


at_the_instance = And(
    Eq(R0, R0 @ one),
    Eq(R0.T @ S0, R0.T @ R0 @ row),
    Eq(R0 @ zeros(1, 1), zeros(2, 1)),
    Eq(R0 @ row @ S0, R0 @ row @ row.T @ R0.T),
    Eq(one @ row @ S0, one @ row @ row.T @ R0.T),
    Eq(tr(R0 @ pinv(R0)), as_scalar(1)),
)


@theorem(And(at_the_instance, positive_diagonal(S0)), ref="geo.lem2.2.instance")
def critical_instance(p):
    r"""$R = (0, 1)^\top$, $W_{1,1} = (0, 1)$ and $S_Y = \mathrm{diag}(4, 1)$ are critical."""
    step = p.calc(tr(R0 @ pinv(R0)))
    step.eq(tr(R0.T @ R0 @ pinv(R0) @ R0))
    step.eq(tr(R0.T @ R0), by=moore_penrose(R0))
    step.eq(1)
    roots = p.part(8)
    roots.witness(block([[2, 0], [0, 1]]))
    roots.part(3).witness(block([[Fraction(1, 2), 0], [0, 1]]))


@theorem(Not(there), ref="geo.lem2.2.denied")
def no_basis(p):
    r"""U commutes with diag(4, 1), so it is diagonal, and the first entry of $U^\top R$ is 0."""
    contradiction(p, there)


no_adapted_U = erratum(
    item_2,
    given=[positive, *critical],
    corrected=a_basis_exists,
    instance=first_not_fitted,
    denied=[critical_instance, no_basis],
    ref="geo.lem2.2",
    doc="U exists with another order of the singular values: $U^\\top S_Y U$ need not be $S_Y$.",
)


def in_columns(U, first, right, S, R):
    """What the proof of Lemma 2 says of U, with $R^\\top U = [\\bar R^\\top\\ 0]$."""
    whole, beside = identity(U.rows), zeros(R.cols, U.rows - first.rows)
    return And(
        Eq(U.T @ U, whole),
        Eq(U @ U.T, whole),
        Eq(R.T @ U, block([[first.T, beside]])),
        Eq(first @ right, identity(first.rows)),
        Eq(U.T @ S @ U, S),
    )


Rb0 = matrix("Rb", 1, 1)
in_the_proof = Exists([U0, Rb0, right0], in_columns(U0, Rb0, right0, S0, R0))


@theorem(Not(in_the_proof), ref="geo.lem2.s8.denied")
def no_basis_in_the_proof(p):
    """The same, for the display in the proof."""
    V, first, right = p.obtain(in_the_proof, "V", "w", "y")
    a, b = block([[1], [0]]), block([[0], [1]])
    moved = p.have(Eq(S0 @ V, V @ S0), by=[Eq(V.T @ S0 @ V, S0), Eq(V @ V.T, identity(2))])
    corner = p.have(Eq(b.T @ V @ a, 0), by=moved)
    zero = p.have(Eq(first, 0), by=[corner, Eq(R0.T @ V, block([[first.T, zeros(1, 1)]]))])
    step = p.calc(as_scalar(1))
    step.eq(as_scalar(first @ right), by=Eq(first @ right, one))
    step.eq(0, by=zero)


no_such_columns = erratum(
    Exists([U, Rb, N], in_columns(U, Rb, N, S, R)),
    given=[positive, *critical],
    corrected=a_basis_exists,
    instance=first_not_fitted,
    denied=[critical_instance, no_basis_in_the_proof],
    ref="geo.lem2.s8",
    doc="$R^\\top U = [\\bar R^\\top\\ 0]$ and $U^\\top S_Y U = S_Y$ exclude each other.",
)


def zero_one(U):
    """The entries are 0 and 1."""
    return Eq(hadamard(U, U), U)


permuted = Exists([U0, first0, right0],
                  And(adapted(U0, first0, right0, S0, R0, one), zero_one(U0)))  # fmt: skip


@theorem(Not(permuted), ref="geo.lem2.5.denied")
def no_permutation(p):
    """A permutation would be adapted, too."""
    contradiction(p, permuted)


u, v, unit = vector("u", 2), vector("v", 2), vector("e", 2)
a, b = block([[1], [0]]), block([[0], [1]])
x, y, x_2, y_2 = inner(a, u), inner(a, v), inner(b, u), inner(b, v)
gap = inner(u, S0 @ u) - inner(v, S0 @ v)


@theorem([Eq(x * x, x), Eq(x_2 * x_2, x_2)], given=[basis_vector(u)], ref="geo.lem2.5.square")
def square_of_an_entry(p):
    """The entries of a basis vector are 0 or 1."""
    for place, entry in ((a, x), (b, x_2)):
        step = p.calc(entry * entry)
        step.eq(as_scalar(place.T @ u @ u.T @ place))
        step.eq(as_scalar(place.T @ diag(u) @ place), by=basis_vector(u))
        step.eq(entry)


@theorem(
    [Eq(x_2, 1 - x), Eq(inner(u, S0 @ u), 3 * x + 1)], given=[basis_vector(u)],
    ref="geo.lem2.5.entry",
)  # fmt: skip
def entries_of_a_basis_vector(p):
    """u = (x, 1 - x) with x x = x, so its product with diag(4, 1) u is 3 x + 1."""
    step = p.calc(x_2)
    step.eq(x_2 * x_2, by=square_of_an_entry)
    step.eq(as_scalar(u.T @ u) - x * x)
    step.eq(1 - x * x, by=basis_vector(u))
    step.eq(1 - x, by=square_of_an_entry)
    step = p.calc(inner(u, S0 @ u))
    step.eq(3 * (x * x) + as_scalar(u.T @ u))
    step.eq(3 * (x * x) + 1, by=basis_vector(u))
    step.eq(3 * x + 1, by=square_of_an_entry)


@theorem(
    Eq(gap * gap, 9),
    given=[basis_vector(u), basis_vector(v), assume(Eq(u.T @ v, 0), name="u and v differ")],
    ref="geo.lem2.5.gap",
)
def square_of_the_gap(p):
    """The gap is 3 (x - y), and x y + (1 - x)(1 - y) = 0."""
    here, other = entries_of_a_basis_vector, entries_of_a_basis_vector.of({u: v})
    mixed = (1 - x) * (1 - y)
    step = p.calc()
    step.eq((3 * x - 3 * y) * (3 * x - 3 * y), by=[here, other])
    step.eq(9 * (x * x) - 18 * x * y + 9 * (y * y))
    step.eq(9 * x - 18 * x * y + 9 * y, by=[square_of_an_entry, square_of_an_entry.of({u: v})])
    step.eq(9 - 9 * (x * y) - 9 * mixed)
    step.eq(9 - 9 * (x * y) - 9 * (x_2 * y_2), by=[here, other])
    step.eq(9 - 9 * as_scalar(u.T @ v))
    step.eq(9, by=Eq(u.T @ v, 0))


@theorem(distinct_diagonal(S0), ref="geo.lem2.5.instance")
def distinct_values(p):
    """4 and 1 differ: at different basis vectors of the plane the gap is 3 or -3."""
    p.calc().eq(diag(diagonal(S0)))
    general = p.part(2)
    e, f = vector("e", 2), vector("f", 2)
    general.witness((inner(e, S0 @ e) - inner(f, S0 @ f)) / 9)
    general.calc().eq(1, by=square_of_the_gap.of({u: e, v: f}))


no_adapted_permutation = erratum(
    Exists([U, Wl, N], And(adapted(U, Wl, N, S, W, Z), zero_one(U))),
    given=[positive, distinct_diagonal(S), *critical],
    corrected=a_permutation_exists,
    instance=first_not_fitted,
    denied=[critical_instance, distinct_values, no_permutation],
    ref="geo.lem2.5",
    doc="A permutation does it, if $U^\\top S_Y U$ may be $S_Y$ in another order.",
)
