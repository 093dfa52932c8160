"""Named lemmas about families of matrices: one choice for each of finitely many layers.

Cited, not proved, as in `lemmas`; `tests/proof/logic/test_lemmas_of_families.py` attacks them.
"""

from __future__ import annotations

from symland.errors import NamingError, SizeError, StatementError
from symland.language.build import hadamard, identity, index_name, layer_sum, pinv
from symland.language.claims import Eq
from symland.language.expr import Matrix, as_matrix, describe
from symland.language.families import Family, at
from symland.language.integers import Atom, Int, integer, symbol
from symland.language.substitution import names_in
from symland.proof.logic.lemmas import HORN, Lemma, check_new_size
from symland.proof.logic.statements import And, Exists, ForAll


def projector_factors(position: Int, P: Matrix, V: Family) -> Lemma:
    """Orthogonal projectors, one for each layer in the range of the index, are V[i] V[i]'.

    V[i]'V[i] = I.  The numbers of columns of V exist with it; they may be 0.

    >>> from symland import dims, family, index, projector_factors
    >>> m, p = dims("m[] p[]")
    >>> i, P = index("i", 1, 3), family("P", m, m)
    >>> print(projector_factors(i, P[i], family("V", m, p)).conclusion.body)
    (for all i in 1..3: P[i] = V[i] V[i]') and (for all i in 1..3: V[i]' V[i] = I)
    """
    one = V[position]
    _check_range(position)
    _check_new(V, one.cols, P)
    if one.rows != as_matrix(P, "`projector_factors`").rows:
        raise SizeError(f"the factor has other rows: {describe(one)}, {describe(P)}")
    is_projector = ForAll(position, And(Eq(P @ P, P), Eq(P.T, P)))
    factored = And(ForAll(position, Eq(P, one @ one.T)),
                   ForAll(position, Eq(one.T @ one, identity(one.cols))))  # fmt: skip
    return Lemma("finitely many orthogonal projectors are V V' with V'V = I", (is_projector,),
                 Exists([V], factored, [_sizes_of(one.cols)]),
                 f"{HORN}, 2.5.6 (eigenvalues 0 and 1)")  # fmt: skip


def different_coordinates(position: Int, other: Int, B: Matrix, A: Matrix, F: Family) -> Lemma:
    """Different coordinates of the rows of A', as many for each i as B[i] has columns.

    The columns of all B[i] are orthonormal and span the column space of A, so there are at most as
    many as A has columns.  The columns of F[i] are those of an identity (F o F = F), none of them
    twice.  `other` is a second layer index of the same range.

    >>> from symland import different_coordinates, dims, family, index, matrix
    >>> p = dims("p[]")
    >>> m, n = dims("m n")
    >>> i, j = index("i", 1, 3), index("j", 1, 3)
    >>> B, F = family("B", m, p), family("F", n, p)
    >>> print(different_coordinates(i, j, B[i], matrix("A", m, n), F).conclusion.body.parts[0])
    for all i in 1..3: F[i]' F[i] = I
    """
    one, two = F[position], F[other]
    low, high = _check_range(position)
    if _check_range(other) != (low, high) or index_name(position) == index_name(other):
        raise StatementError("two different layer indices of one range are needed")
    _check_new(F, integer(1), A, B)
    if (one.rows, one.cols) != (as_matrix(A, "a lemma").cols, as_matrix(B, "a lemma").cols):
        raise SizeError(f"the selection has another size: {describe(one)}")
    unit = identity(one.cols)
    apart = ForAll([position, other], Eq(B.T @ at(B, position, other), 0), [other < position])
    spans = Eq(layer_sum(position, low, high, B @ B.T), A @ pinv(A))
    chosen = And(
        ForAll(position, Eq(one.T @ one, unit)),
        ForAll([position, other], Eq(one.T @ two, 0), [other < position]),
        ForAll(position, Eq(hadamard(one, one), one)),
    )
    return Lemma("the rank is at most the number of columns",
                 (ForAll(position, Eq(B.T @ B, unit)), apart, spans), Exists([F], chosen),
                 f"{HORN}, 0.4.1")  # fmt: skip


def _check_new(chosen: Family, size: Int, *beside: Matrix) -> None:
    """What is said to exist is not in the matrices of the lemma."""
    check_new_size(_sizes_of(size) if size.number is None else size, *beside)
    if any(chosen.name in names_in(one) for one in beside):
        raise NamingError(f"the family `{chosen.name}` is said to exist; it needs another name")


def _check_range(position: Int) -> tuple[Int, Int]:
    name = index_name(position)
    (atom,) = position.atoms()
    if atom.low is None or atom.high is None:
        raise StatementError(f"the index `{name}` of finitely many layers needs a range",
                             help=f"`index('{name}', 1, l)`")  # fmt: skip
    return atom.low, atom.high


def _sizes_of(cols: Int) -> Int:
    """The sizes p[...] that exist with a family, named by one of them; they are a family, too."""
    atoms = [atom for atom in cols.atoms() if atom.kind == "size"]
    if len(atoms) != 1 or not atoms[0].args or cols != symbol(atoms[0]):
        raise SizeError(f"the number of columns is a size of its own for each layer, not {cols}",
                        help="`dims('p[]')`")  # fmt: skip
    return symbol(Atom("size", atoms[0].name, (Int(()),)))
