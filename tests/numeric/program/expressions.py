"""Random expressions at rectangular sizes, for comparing backends with each other."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np

from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    inv,
    kron,
    let,
    matrix,
    ones,
    scalar,
    tr,
    vec,
)
from symland.language.derivatives import along_node, gradient_node, hessian_node, jacobian_node
from symland.language.functions import activation, det, diagonal, hadamard_power, total
from symland.language.integers import dims

SIZES = dict(zip("mnp", (2, 3, 4), strict=True))
SYMBOLS = dict(zip("mnp", dims("m n p"), strict=True))
SIGMA = activation("sigma")
POLYNOMIAL = (1, -1, Fraction(1, 2), 1)
MU = scalar("mu")


class Draw:
    """Draws expressions; `letters` collects the matrices that occur."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.letters = {}

    def letter(self, rows: str, cols: str):
        name = self.random.choice("AB") + f"_{rows}{cols}"
        return self.letters.setdefault(name, matrix(name, SYMBOLS[rows], SYMBOLS[cols]))

    def matrix(self, rows: str, cols: str, depth: int):
        if depth <= 0:
            return self.letter(rows, cols)
        rules = [self.product, self.sum, self.scaled, self.entrywise, self.turned, self.named,
                 self.unfolded]  # fmt: skip
        if rows == cols:
            rules += [self.diagonal, self.inverse]
        return self.random.choice(rules)(rows, cols, depth - 1)

    def product(self, rows, cols, depth):
        inside = self.random.choice("mnp")
        return self.matrix(rows, inside, depth) @ self.matrix(inside, cols, depth)

    def sum(self, rows, cols, depth):
        left = self.matrix(rows, cols, depth)
        if rows == cols and self.random.random() < 0.3:
            return left + identity(SYMBOLS[rows])
        if self.random.random() < 0.2:
            return left - ones(SYMBOLS[rows], SYMBOLS[cols])
        return left - self.matrix(rows, cols, depth)

    def scaled(self, rows, cols, depth):
        factor = self.random.choice([MU, MU * MU, self.scalar(depth - 1)])
        return factor * self.matrix(rows, cols, depth)

    def entrywise(self, rows, cols, depth):
        inside = self.matrix(rows, cols, depth - 1)
        return self.random.choice([
            lambda: hadamard(inside, self.matrix(rows, cols, depth)),
            lambda: SIGMA(inside),
            lambda: SIGMA.d(inside),
            lambda: hadamard_power(inside, 2),
        ])()  # fmt: skip

    def turned(self, rows, cols, depth):
        return self.matrix(cols, rows, depth).T

    def named(self, rows, cols, depth):
        return let("E", self.matrix(rows, cols, depth))

    def unfolded(self, rows, cols, depth):
        """A factor that contains Kronecker products, vec and the commutation matrix."""
        a, b = self.letter("m", "n"), self.letter("n", "m")
        middle = self.matrix("n", "m", depth - 1)
        turned = commutation(SYMBOLS["n"], SYMBOLS["m"]) @ vec(middle)
        long = self.random.choice([
            lambda: kron(b, a) @ vec(middle),
            lambda: kron(a, b) @ turned,
            lambda: (kron(b, a) - 2 * kron(b, b.T)) @ vec(middle),
        ])()  # fmt: skip
        return frob2(long) * self.matrix(rows, cols, depth - 1)

    def diagonal(self, rows, cols, depth):
        del cols
        return self.random.choice([
            lambda: diag(self.matrix(rows, rows, depth) @ ones(SYMBOLS[rows])),
            lambda: diag(diagonal(self.matrix(rows, rows, depth))),
        ])()  # fmt: skip

    def inverse(self, rows, cols, depth):
        del cols
        return inv(self.letter(rows, rows)) @ self.matrix(rows, rows, depth)

    def scalar(self, depth: int):
        rows, cols = self.random.choice("mnp"), self.random.choice("mnp")
        if depth <= 0:
            return self.random.choice([lambda: MU, lambda: tr(self.letter(rows, rows))])()
        return self.random.choice([
            lambda: tr(self.matrix(rows, rows, depth - 1)),
            lambda: frob2(self.matrix(rows, cols, depth - 1)) / 2,
            lambda: inner(self.letter(rows, cols), self.matrix(rows, cols, depth - 1)),
            lambda: total(self.matrix(rows, cols, depth - 1)),
            lambda: det(self.letter(rows, rows)),
            lambda: tr(kron(self.letter("m", "m"), self.matrix("n", "n", depth - 1))),
        ])()  # fmt: skip

    def expression(self):
        """A matrix, a scalar, or a derivative."""
        kind = self.random.choice(["matrix", "scalar", "grad", "hess", "jacobian", "along", "kron"])
        rows, cols = self.random.sample("mnp", 2)
        if kind == "matrix":
            return self.matrix(rows, cols, 3)
        if kind == "scalar":
            return self.scalar(3)
        if kind == "kron":
            return kron(self.matrix(rows, cols, 1), self.letter(cols, rows)) @ vec(
                self.matrix(rows, cols, 1)
            )
        variable = self.letter(rows, cols)
        if kind == "jacobian":
            return jacobian_node(self.matrix(cols, rows, 2), variable)
        body = self.scalar(2) + frob2(self.matrix(rows, rows, 1) @ variable)
        if kind == "grad":
            return gradient_node(body, variable)
        if kind == "hess":
            return hessian_node(body, variable, self.letter(rows, cols))
        return along_node(body, {variable: self.letter(rows, cols)}, self.random.choice([1, 2]))


def entries(draw: Draw, seed: int) -> dict[str, np.ndarray]:
    """Small integer entries for the letters that were drawn; square ones are well-conditioned."""
    random = np.random.default_rng(seed)
    found = {}
    for name, letter in draw.letters.items():
        rows, cols = (SIZES[str(side)] for side in letter.shape)
        found[name] = random.integers(-2, 3, size=(rows, cols))
        if rows == cols:
            found[name] = found[name] + 6 * np.eye(rows, dtype=int)
    return found
