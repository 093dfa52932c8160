"""Exact forward differentiation: arrays with infinitesimal parts.

A jet is a value x + sum_S x_S e_S, where e_S is the product of infinitesimals e_i, i in S, each
with e_i^2 = 0.  It is kept as a dict from the bits of S to the part x_S.  The infinitesimal e_i
stands for as many directions at once as its axis is long: the axis of e_i is the one at position
-(3 + i), in front of rows and columns.  The part of the empty set, the value itself, is always
there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from numeric.arithmetic import Array, Field, FieldError
from numeric.elimination import reduced_rows

Jet: TypeAlias = "dict[int, Array]"
Linear: TypeAlias = Callable[[Array], Array]
Product: TypeAlias = Callable[[Array, Array], Array]
Derivative: TypeAlias = Callable[[int], Array]


def add(field: Field, left: Jet, right: Jet) -> Jet:
    """The sum."""
    total = dict(left)
    for bits, part in right.items():
        total[bits] = field.add(total[bits], part) if bits in total else part
    return total


def product(field: Field, rule: Product, left: Jet, right: Jet) -> Jet:
    """A product by the product rule; `rule` is bilinear."""
    total: Jet = {}
    for a, x in left.items():
        for b, y in right.items():
            if not a & b:
                term = rule(x, y)
                total[a | b] = field.add(total[a | b], term) if a | b in total else term
    return total


def linear(rule: Linear, jet: Jet) -> Jet:
    """A linear map, applied to every part."""
    return {bits: rule(part) for bits, part in jet.items()}


def inverse(field: Field, jet: Jet) -> Jet:
    """A^-1 with the derivative -A^-1 dA A^-1.

    From A = A_0 + N with N nilpotent, X = B - B N X for B = A_0^-1, which is iterated until the
    powers of N vanish.
    """
    base: Jet = {0: field.inverse(jet[0].reshape(jet[0].shape[-2:]))}
    nilpotent = {bits: field.subtract(field.constant(0, (1, 1)), part)
                 for bits, part in jet.items() if bits}  # fmt: skip
    found, order = base, _union(nilpotent).bit_count()
    for _ in range(order):
        step = product(field, field.matmul, nilpotent, found)
        found = add(field, base, product(field, field.matmul, base, step))
    return found


def pinv(field: Field, jet: Jet) -> Jet:
    """The Moore-Penrose inverse where the rank is constant, else `FieldError`.

    With rows I and columns J of a largest invertible part, A = A_:J (A_IJ)^-1 A_I: as long as the
    rank does not change; for the full-rank factorization A = L R, A^+ = R'(R R')^-1 (L'L)^-1 L'.
    """
    height, width = jet[0].shape[-2:]
    base = jet[0].reshape(height, width)
    if is_constant(jet):
        return {0: field.pinv(base)}
    columns = reduced_rows(field, base, width)[1]
    rows = reduced_rows(field, base[:, columns].T, height)[1]
    above = linear(lambda part: part[..., rows, :], jet)
    left = linear(lambda part: part[..., :, columns], jet)
    core = linear(lambda part: part[..., :, columns], above)
    if not columns:
        raise FieldError(f"the rank changes under a pseudo-inverse ({field.name})")
    times = partial(product, field, field.matmul)
    right = times(inverse(field, core), above)
    minus = linear(lambda part: field.subtract(field.constant(0, (1, 1)), part), times(left, right))
    if not all(_is_negligible(field, part) for part in add(field, jet, minus).values()):
        raise FieldError(f"the rank changes under a pseudo-inverse ({field.name})")
    return times(_right_inverse(field, right), transposed(_right_inverse(field, transposed(left))))


def _is_negligible(field: Field, values: Array) -> bool:
    """Whether numbers are zero, up to rounding where there is any."""
    if field.is_exact or field.encloses:
        return field.is_zero(values)
    return field.log10(field.size(values)) <= -(field.digits or 0) / 2


def transposed(jet: Jet) -> Jet:
    """The transpose."""
    return linear(lambda part: np.swapaxes(part, -1, -2), jet)


def _right_inverse(field: Field, jet: Jet) -> Jet:
    """R'(R R')^-1."""
    turned = transposed(jet)
    square = product(field, field.matmul, jet, turned)
    return product(field, field.matmul, turned, inverse(field, square))


def expm(field: Field, jet: Jet) -> Jet:
    """The matrix exponential.

    For the infinitesimal e of the highest level, exp(a + e b) = exp(a) + e d, where d is the upper
    right block of the exponential of the block matrix with a, b above 0, a.
    """
    top = 1 << max(jet).bit_length() >> 1
    if not top:
        return {0: _expm_each(field, jet[0])}
    base = {bits: part for bits, part in jet.items() if not bits & top}
    zero = field.constant(0, (1, 1))
    blocks: Jet = {}
    for bits in {bits & ~top for bits in jet}:
        parts = base.get(bits, zero), jet.get(bits | top, zero)
        shape = np.broadcast_shapes(*(part.shape for part in parts), jet[0].shape[-2:])
        on, above = (np.broadcast_to(part, shape) for part in parts)
        below = field.constant(0, shape)
        rows = np.concatenate([on, above], -1), np.concatenate([below, on], -1)
        blocks[bits] = np.concatenate(rows, -2)
    size = jet[0].shape[-1]
    found = expm(field, blocks)
    moved = {bits | top: part[..., :size, size:] for bits, part in found.items()}
    return {**expm(field, base), **moved}


def _expm_each(field: Field, values: Array) -> Array:
    """The exponential of every matrix along the leading axes."""
    plain = values.reshape(-1, *values.shape[-2:])
    return np.stack([field.expm(one) for one in plain]).reshape(values.shape)


def compose(field: Field, derivative: Derivative, jet: Jet) -> Jet:
    """f(x) for an entrywise f, whose derivative of each order at the value is given.

    For the infinitesimal e of the highest level, f(a + e b) = f(a) + e f'(a) b.
    """
    top = 1 << max(jet).bit_length() >> 1
    if not top:
        return {0: derivative(0)}
    base = {bits: part for bits, part in jet.items() if not bits & top}
    moved = {bits ^ top: part for bits, part in jet.items() if bits & top}
    slope = compose(field, lambda order: derivative(order + 1), base)
    change = product(field, field.multiply, slope, moved)
    return {**compose(field, derivative, base),
            **{bits | top: part for bits, part in change.items()}}  # fmt: skip


def determinant(field: Field, jet: Jet) -> Jet:
    """The determinant by Bird's algorithm, which does not divide.

    With mu(X) the matrix X above its diagonal, and on it minus the sums of the diagonal entries of
    X further down, n - 1 steps X -> mu(X) A from X = A leave det(A) (-1)^(n-1) in the first entry.
    """
    size = jet[0].shape[-1]
    above = field.array(np.triu(np.ones((size, size), dtype=int), 1))
    on = field.identity(size)

    def mu(values: Array) -> Array:
        diagonal = np.diagonal(values, axis1=-2, axis2=-1)[..., None]
        sums = field.multiply(field.matmul(above, diagonal), on)
        return field.subtract(field.multiply(values, above), sums)

    found = jet
    for _ in range(size - 1):
        found = product(field, field.matmul, linear(mu, found), jet)
    sign = field.constant((-1) ** (size - 1), (1, 1))
    return linear(lambda part: field.multiply(part[..., :1, :1], sign), found)


def is_constant(jet: Jet) -> bool:
    """Whether there are no infinitesimal parts."""
    return len(jet) == 1


def along_basis(field: Field, shape: tuple[int, int], level: int) -> Jet:
    """The infinitesimal of one level times all unit matrices, columns stacked."""
    rows, cols = shape
    units = field.identity(rows * cols).reshape(rows * cols, cols, rows)
    found = np.swapaxes(units, 1, 2)
    return {1 << level: found.reshape(rows * cols, *(1,) * level, rows, cols)}


def along_velocity(velocity: Jet, level: int) -> Jet:
    """The infinitesimal of one level times a velocity."""
    return {bits | 1 << level: _lead(part, level) for bits, part in velocity.items()}


def coefficient(field: Field, jet: Jet, mask: int, zero: tuple[int, ...]) -> Jet:
    """The factor of the infinitesimals in `mask`, those of the highest levels.

    Their axes are then the first ones.  `zero` is the shape of the part of the empty set, taken
    where the factor vanishes.
    """
    found = {bits ^ mask: part for bits, part in jet.items() if bits & mask == mask}
    found.setdefault(0, field.constant(0, zero))
    return found


def _lead(part: Array, level: int) -> Array:
    return part.reshape((1,) * (3 + level - part.ndim) + part.shape)


def _union(jet: Jet) -> int:
    bits = 0
    for found in jet:
        bits |= found
    return bits
