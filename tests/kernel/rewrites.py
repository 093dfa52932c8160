"""Random true identities on authors' trees: each rule returns an equal expression, or None.

The rules are textbook identities, written down one by one; none of them asks the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

from symland.errors import ExpressionError
from symland.language.build import (
    commutation,
    frob2,
    hadamard,
    identity,
    indices_of,
    inner,
    kron,
    layer_sum,
    ones,
    tr,
    vec,
)
from symland.language.expr import ONE, Expr, Matrix, Scalar, as_scalar, number
from symland.language.families import at, chain
from symland.language.integers import Int, index, integer
from tests.strategies import i, l

Rule: TypeAlias = Callable[[Any, Random], Any]
LINEAR = ("transpose", "vec", "trace", "diag")


def rewritten(expr: Any, rng: Random, steps: int) -> Any:
    """The expression after some random identities at random places."""
    for _ in range(steps):
        expr = one_step(expr, rng)
    return expr


def one_step(expr: Any, rng: Random) -> Any:
    """One identity at one random place, where one applies."""
    paths = list(places(expr))
    for _ in range(20):
        path, rule = rng.choice(paths), rng.choice(RULES)
        try:
            made = rule(node_at(expr, path), rng)
        except ExpressionError:  # `at` refuses to rename an index into one that a sum binds
            made = None
        if made is not None:
            return replaced(expr, path, made)
    return expr


def places(expr: Expr, path: tuple[int, ...] = ()) -> Any:
    """Paths to all nodes, those inside a sum included."""
    yield path
    for number_, arg in enumerate(expr.args):
        yield from places(arg, (*path, number_))


def node_at(expr: Any, path: tuple[int, ...]) -> Any:
    for step in path:
        expr = expr.args[step]
    return expr


def replaced(expr: Any, path: tuple[int, ...], new: Any) -> Any:
    if not path:
        return new
    args = list(expr.args)
    args[path[0]] = replaced(args[path[0]], path[1:], new)
    return type(expr)(expr.op, tuple(args), expr.data, expr.rows, expr.cols)


def product(factors: tuple[Matrix, ...]) -> Matrix:
    total = factors[0]
    for factor in factors[1:]:
        total = total @ factor
    return total


def cut(expr: Any, rng: Random) -> tuple[Any, Any] | None:
    """A matrix product as a product of two."""
    if expr.op != "matmul":
        return None
    place = rng.randrange(1, len(expr.args))
    return product(expr.args[:place]), product(expr.args[place:])


def transpose_of_product(expr: Any, rng: Random) -> Any:
    """A B = (B' A')'."""
    parts = cut(expr, rng)
    return None if parts is None else (parts[1].T @ parts[0].T).T


def product_under_transpose(expr: Any, rng: Random) -> Any:
    """(A B)' = B' A'."""
    parts = cut(expr.args[0], rng) if expr.op == "transpose" else None
    return None if parts is None else parts[1].T @ parts[0].T


def cyclic_trace(expr: Any, rng: Random) -> Any:
    """tr(A B) = tr(B A)."""
    parts = cut(expr.args[0], rng) if expr.op == "trace" else None
    return None if parts is None else tr(parts[1] @ parts[0])


def trace_of_transpose(expr: Any, _: Random) -> Any:
    return tr(expr.args[0].T) if expr.op == "trace" else None


def vec_of_product(expr: Any, rng: Random) -> Any:
    """vec(A B) = (I (x) A) vec(B) = (B' (x) I) vec(A)."""
    parts = cut(expr.args[0], rng) if expr.op == "vec" else None
    if parts is None:
        return None
    left, right = parts
    if rng.random() < 0.5:
        return kron(identity(right.cols), left) @ vec(right)
    return kron(right.T, identity(left.rows)) @ vec(left)


def vec_of_transpose(expr: Any, _: Random) -> Any:
    """vec(A) = K vec(A')."""
    if expr.op != "vec":
        return None
    inside = expr.args[0]
    return commutation(inside.cols, inside.rows) @ vec(inside.T)


def mixed_product(expr: Any, rng: Random) -> Any:
    """A (x) B = (A (x) I)(I (x) B), and A C (x) B = (A (x) B)(C (x) I)."""
    if expr.op != "kron" or len(expr.args) != 2:
        return None
    left, right = expr.args
    parts = cut(left, rng)
    if parts is not None:
        return kron(parts[0], right) @ kron(parts[1], identity(right.cols))
    return kron(left, identity(right.rows)) @ kron(identity(left.cols), right)


def swapped_kron(expr: Any, _: Random) -> Any:
    """K (A (x) B) K = B (x) A."""
    if expr.op != "kron" or len(expr.args) != 2:
        return None
    left, right = expr.args
    before = commutation(left.rows, right.rows)
    return before @ kron(right, left) @ commutation(right.cols, left.cols)


def swapped(expr: Any, rng: Random) -> Any:
    """Sums, products of scalars, entrywise and inner products may be reordered."""
    if expr.op not in ("add", "mul", "hadamard", "inner"):
        return None
    args = list(expr.args)
    rng.shuffle(args)
    return type(expr)(expr.op, tuple(args), expr.data, expr.rows, expr.cols)


def distributed(expr: Any, _: Random) -> Any:
    """A product of which one factor is a sum."""
    if expr.op not in ("matmul", "kron", "hadamard", "scale", "mul", "inner", *LINEAR):
        return None
    place = next((p for p, arg in enumerate(expr.args) if arg.op == "add"), None)
    if place is None:
        return None
    terms = [replaced(expr, (place,), part) for part in expr.args[place].args]
    return type(expr)("add", tuple(terms), None, expr.rows, expr.cols)


def factor_moved(expr: Any, rng: Random) -> Any:
    """(c A) B = c (A B)."""
    if expr.op not in ("matmul", "kron", "hadamard", *LINEAR):
        return None
    place = rng.randrange(len(expr.args))
    if expr.args[place].op != "scale":
        return None
    factor, inside = expr.args[place].args
    return factor * replaced(expr, (place,), inside)


def squared_norm(expr: Any, rng: Random) -> Any:
    """|A|^2 = tr(A'A) = tr(A A') = <A, A> = vec(A)'vec(A)."""
    if expr.op != "frob2":
        return None
    (a,) = expr.args
    return rng.choice([tr(a.T @ a), tr(a @ a.T), inner(a, a), tr(vec(a).T @ vec(a))])


def inner_product(expr: Any, rng: Random) -> Any:
    """<A, B> = tr(A'B) = 1'(A o B)1."""
    if expr.op != "inner":
        return None
    a, b = expr.args
    entrywise = ones(1, a.rows) @ hadamard(a, b) @ ones(a.cols, 1)
    return rng.choice([tr(a.T @ b), tr(b.T @ a), tr(entrywise)])


def padded(expr: Any, rng: Random) -> Any:
    """A = I A = A I = A'' = A o 1 = 2 A - A, s = 3 s - 2 s."""
    if not expr.is_matrix:
        return 3 * expr - 2 * expr
    wide = hadamard(expr, ones(expr.rows, expr.cols))
    return rng.choice([
        identity(expr.rows) @ expr, expr @ identity(expr.cols), expr.T.T, wide, 2 * expr - expr,
    ])  # fmt: skip


def diagonal(expr: Any, _: Random) -> Any:
    """diag(v) = (v 1') o I."""
    if expr.op != "diag":
        return None
    (v,) = expr.args
    return hadamard(v @ ones(1, v.rows), identity(v.rows))


def power_as_product(expr: Any, _: Random) -> Any:
    if expr.op != "power" or expr.data < 2:
        return None
    (base,) = expr.args
    return base * Scalar("power", (base,), expr.data - 1)


def split_chain(expr: Any, rng: Random) -> Any:
    """W[h..l] = W[h..c+1] W[c..l] at a symbolic place with l - 1 <= c <= h."""
    layers, high, low = as_chain(expr)
    if layers is None:
        return None
    options = [place for place in (high, low - 1, i, i - 1, l, l - 1, integer(1), integer(2))
               if always(place - low + 1) and always(high - place)]  # fmt: skip
    if not options:
        return None
    place = rng.choice(options)
    return chain(layers, high, place + 1) @ chain(layers, place, low)


def as_chain(expr: Any) -> tuple[Any, Int, Int]:
    if expr.op == "chain":
        return expr.data
    if expr.op == "member" and expr.data[0].chainable:
        return expr.data[0], expr.data[1], expr.data[1]
    return None, ONE, ONE


def always(value: Int) -> bool:
    """Whether a linear form in i and l is >= 0 for all 1 <= i <= l.

    The cone of these pairs is spanned by (1, 1) + multiples of (0, 1) and (1, 1) as (i, l).
    """
    at_start = value.substitute("i", integer(1)).substitute("l", integer(1)).number
    slopes = [value.substitute("i", integer(a)).substitute("l", integer(b)).number
              for a, b in ((1, 2), (2, 2))]  # fmt: skip
    if at_start is None or None in slopes:
        return False
    return at_start >= 0 and all(slope >= at_start for slope in slopes if slope is not None)


def split_sum(expr: Any, rng: Random) -> Any:
    """A sum from a to b is a sum from a to c and one from c + 1 to b."""
    if expr.op != "sum":
        return None
    name, low, high = expr.data
    options = [place for place in (high, low - 1, high - 1, low, l - 1, integer(1))
               if always(place - low + 1) and always(high - place)]  # fmt: skip
    if not options:
        return None
    place, position = rng.choice(options), index(name)
    body = expr.args[0]
    return layer_sum(position, low, place, body) + layer_sum(position, place + 1, high, body)


def shifted_sum(expr: Any, rng: Random) -> Any:
    """The bound index renamed, and shifted by a number."""
    if expr.op != "sum":
        return None
    name, low, high = expr.data
    shift = rng.choice([-2, -1, 0, 0, 1, 2, 3])
    fresh = unused(expr, rng, within=not shift and always(low - 1) and always(l - high))
    between = index("between")
    body = at(at(expr.args[0], index(name), between - shift), between, fresh)
    return layer_sum(fresh, low + shift, high + shift, body)


def unused(expr: Any, rng: Random, *, within: bool) -> Int:
    """A name for a bound index that is not free in an expression; `i` only where 1 <= i <= l."""
    if within and rng.random() < 0.5 and "i" not in indices_of(expr):
        return index("i")
    return index(f"s_{rng.randrange(10**6)}")


def last_term(expr: Any, _: Random) -> Any:
    """A sum and its last term."""
    if expr.op != "sum":
        return None
    name, low, high = expr.data
    if not always(high - low):
        return None
    body = expr.args[0]
    return layer_sum(index(name), low, high - 1, body) + at(body, index(name), high)


def moved_into_sum(expr: Any, rng: Random) -> Any:
    """A sum under a linear operation, with a new name of its index."""
    if expr.op not in ("matmul", "kron", "hadamard", "scale", "mul", "inner", *LINEAR):
        return None
    place = next((p for p, arg in enumerate(expr.args) if arg.op == "sum"), None)
    if place is None:
        return None
    name, low, high = expr.args[place].data
    fresh = unused(expr, rng, within=always(low - 1) and always(l - high))
    body = at(expr.args[place].args[0], index(name), fresh)
    return layer_sum(fresh, low, high, replaced(expr, (place,), body))


def constant_sum(expr: Any, rng: Random) -> Any:
    """l A is the sum of A over l layers."""
    if expr.op not in ("scale", "mul") or expr.args[0] != as_scalar(l):
        return None
    return layer_sum(unused(expr, rng, within=True), 1, l, product_of(expr.args[1:]))


def product_of(args: tuple[Any, ...]) -> Any:
    return args[0] if len(args) == 1 else Scalar("mul", args)


def unfolded(expr: Any, _: Random) -> Any:
    return expr.args[0] if expr.op == "let" else None


def halves(expr: Any, _: Random) -> Any:
    if expr.op != "number":
        return None
    return number(expr.data / 3) + number(2 * expr.data / 3)


def norm_as_trace(expr: Any, _: Random) -> Any:
    """tr(A) = <I, A>, and the other way round tr(A'A) = |A|^2."""
    if expr.op != "trace":
        return None
    (a,) = expr.args
    parts = a.args if a.op == "matmul" and len(a.args) == 2 else ()
    if parts and parts[0] == parts[1].T:
        return frob2(parts[1])
    return inner(identity(a.rows), a)


RULES: tuple[Rule, ...] = (
    transpose_of_product, product_under_transpose, cyclic_trace, trace_of_transpose,
    vec_of_product, vec_of_transpose, mixed_product, swapped_kron, swapped, distributed,
    factor_moved, squared_norm, inner_product, padded, diagonal, power_as_product, split_chain,
    split_sum, shifted_sum, last_term, moved_into_sum, constant_sum, unfolded, halves,
    norm_as_trace,
)  # fmt: skip
