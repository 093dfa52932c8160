"""The modular backend: residues in float64 arrays, so that products are those of the BLAS.

Residues are balanced, of absolute value at most p / 2, and a sum of `width` products of two of them
is below 2^53, so that every product of matrices is exact before it is reduced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import flint
import numpy as np
from scipy.linalg.blas import daxpy  # type: ignore - made by f2py

from numeric.arithmetic import Array, FieldError, SingularError
from numeric.backends.contract import contraction
from numeric.backends.entrywise_source import Functions, horner
from numeric.backends.orientation import oriented
from numeric.backends.pieces import Pieces
from numeric.backends.source import Source, compiled_with_buffers, solved
from numeric.entrywise import is_generic
from numeric.instance import Letter
from numeric.machine import Modular
from numeric.program.arguments import Bound
from numeric.program.contraction import is_permutation, roles
from numeric.program.graph import Graph, Node, Shape, size
from symland.errors import ExpressionError

PRIME = 33554393  # the largest prime below 2^25: 32 products of balanced residues fit into 2^53
REARRANGING = ("arrange", "embed", "reshape")
LARGEST = 2**53  # integers up to here are exact in float64


class Reduction:
    """Balanced residues modulo a prime, in float64."""

    def __init__(self, prime: int) -> None:
        if not 2 < prime < 2**26:
            raise ExpressionError(f"an odd prime below 2^26 is expected, not {prime}")
        self.field = Modular(prime)
        self.prime = prime
        self.half = prime // 2 + 1  # more than any balanced residue
        self.width = LARGEST // self.half**2  # products that may be summed

    def reduce(self, values: Any) -> Any:
        """The balanced residues of integers of absolute value up to 2^53, in place for arrays."""
        quotient = values * (1.0 / self.prime)
        if not isinstance(values, np.ndarray) or not values.ndim:
            return values - np.rint(quotient) * self.prime
        np.rint(quotient, out=quotient)
        quotient *= self.prime
        values -= quotient
        return values

    def lessen(self, values: Array, quotients: Array) -> Array:
        """Multiples of the prime subtracted from values in place; the quotients are lost."""
        if values.flags.c_contiguous:
            daxpy(quotients.reshape(-1), values.reshape(-1), a=-self.prime)
            return values
        quotients *= self.prime
        values -= quotients
        return values

    def balanced(self, residues: Any) -> Array:
        """From integers of absolute value up to 2^53."""
        return np.asarray(self.reduce(np.array(residues, dtype=np.float64)))

    def residues(self, values: Any) -> Array:
        """From balanced residues to 0 ... p - 1."""
        return self.positive(np.asarray(values).astype(np.int64))

    def positive(self, values: Array) -> Array:
        """Balanced residues in integers, made 0 ... p - 1 where they stand.

        As an integer without a sign a negative one is larger than it is with the prime added.
        """
        unsigned = values.view(np.uint64)
        np.minimum(unsigned, (values + self.prime).view(np.uint64), out=unsigned)
        return values

    def matmul(self, left: Array, right: Array) -> Array:
        """A product whose sums are too long to be exact at once, in pieces."""
        total = 0.0
        for start in range(0, left.shape[-1], self.width):
            stop = start + self.width
            piece = np.matmul(left[..., start:stop], right[..., start:stop, :])
            total = total + self.reduce(piece)
        return np.asarray(total)

    def each(self, rule: Callable[[Any], Array], matrices: Array) -> Array:
        """A function of FLINT matrices, applied to a stack."""
        rows, cols = matrices.shape[-2:]
        flat = self.residues(matrices).reshape(-1, rows * cols).tolist()
        found = [rule(flint.nmod_mat(rows, cols, entries, self.prime)) for entries in flat]
        shape = np.shape(found[0])
        return self.balanced(found).reshape(matrices.shape[:-2] + shape)

    def inverse(self, matrices: Array) -> Array:
        return self.each(self._inverse, matrices)

    def _inverse(self, matrix: Any) -> Array:
        try:
            return _entries(matrix.inv())
        except ZeroDivisionError as error:
            raise SingularError(f"a {matrix.nrows()} x {matrix.ncols()} matrix has no inverse: it "
                                f"is singular {self.field.name}") from error  # fmt: skip

    def solve(self, matrix: Array, right: Array, on_left: bool) -> Array:  # noqa: FBT001
        found = self.inverse(matrix)
        return self.matmul(found, right) if on_left else self.matmul(right, found)

    def det(self, matrices: Array) -> Array:
        return self.each(lambda matrix: np.array(int(matrix.det()), dtype=object), matrices)

    def pinv(self, matrices: Array) -> Array:
        def rule(matrix: Any) -> Array:
            return self.field.pinv(_entries(matrix).astype(np.int64))

        return self.each(rule, matrices)

    def reciprocal(self, values: Array, power: int) -> Array:
        """x^-power, entry by entry."""
        flat = np.asarray(self.residues(values)).ravel().tolist()
        found = [pow(self.field.reciprocal(entry), power, self.prime) for entry in flat]
        return self.balanced(found).reshape(np.shape(values))

    def power(self, values: Array, exponent: int) -> Array:
        """x^exponent for an exponent of at least 1, by repeated squaring."""
        found, square = None, values
        while exponent:
            if exponent % 2:
                found = square if found is None else self.reduce(found * square)
            exponent //= 2
            square = self.reduce(square * square) if exponent else square
        return found if found is not None else np.ones_like(values)


def _entries(matrix: Any) -> Array:
    numbers = [int(entry) for entry in matrix.entries()]
    return np.array(numbers, dtype=object).reshape(matrix.nrows(), matrix.ncols())


class ModularSource(Source):
    """NumPy code whose products and sums are reduced."""

    def __init__(
        self, graph: Graph, inputs: dict[Node, bool], functions: Functions, rules: Reduction
    ) -> None:
        super().__init__(graph, inputs, functions, buffered=True)
        self.rules = rules
        self.bounds: dict[Node, int] = dict.fromkeys(inputs, rules.prime - 1)
        self.scale = repr(1.0 / rules.prime)
        self.apart: set[Node] = set()  # sums of which every product is reduced
        self.constants.update(
            reduce=rules.reduce,
            lessen=rules.lessen,
            inverse=rules.inverse,
            solve=rules.solve,
            det=rules.det,
            pinv=rules.pinv,
            product=rules.matmul,
            reciprocal=rules.reciprocal,
            power=rules.power,
        )

    def residue(self, number: Any) -> float:
        """A coefficient as a balanced residue."""
        found = self.rules.field.element(number)
        return float(found - self.rules.prime if found > self.rules.prime // 2 else found)

    def _assign(self, node: Node) -> None:
        """Every node gets a bound of its absolute value; only what would overflow is reduced."""
        bound = self._bounded(node)
        super()._assign(node)
        self.bounds[node] = bound

    def reduced(self, node: Node) -> None:
        """A line that reduces a node which has been written."""
        if self.bound(node) <= self.rules.half:
            return
        self.bounds[node] = self.rules.half
        if node.op == "arrange" and is_permutation(node) and node not in self.fixed:
            self.reduced(node.args[0])  # in place, and this is a view of it
            return
        name = self.names[node]
        if node in self.fixed:
            self.constants[name] = self.rules.reduce(self.constants[name])
        elif self.instructions is None:
            self.lines.append(f"{name} = reduce({name})")
        elif self.batched[node]:
            self.names[node] = self.instructions.reduced(name, node.shape, self.scale)
        else:
            self.names[node] = self.instructions.plain(f"r{node.index}", f"reduce({name})")

    def bound(self, node: Node) -> int:
        return self.bounds.get(node, self.rules.half)

    def _bounded(self, node: Node) -> int:
        """A bound for a node; its operands are reduced until there is one up to `LARGEST`."""
        if node.op == "contract" and solved(node) is None:
            a, b = node.args
            terms = self._terms(node)
            for operand in sorted((a, b), key=self.bound, reverse=True):
                if min(terms, self.rules.width) * self.bound(a) * self.bound(b) > LARGEST:
                    self.reduced(operand)
            if terms > self.rules.width:
                pieces = -(-terms // self.rules.width)
                return pieces * self.rules.half
            return terms * self.bound(a) * self.bound(b)
        if node.op == "combine":
            return self._sum(node)
        if node.op in REARRANGING:
            [operand] = node.args
            if node.op != "arrange" or set(node.data[0]) == set(node.data[1]):
                return self.bound(operand)
        if node.op in ("ones", "zero", "selection"):
            return 1
        for operand in self.needs(node):
            self.reduced(operand)
        if node.op == "arrange":  # axes are summed
            return self.rules.half * size(node.args[0])
        return self.rules.half

    def _sum(self, node: Node) -> int:
        numbers = [abs(int(self.residue(factor))) for factor in node.data]
        parts = sorted(zip(numbers, node.args, strict=True), key=lambda part: -self.bound(part[1]))
        for _, operand in parts:
            if sum(number * self.bound(x) for number, x in parts) > LARGEST:
                self.reduced(operand)
        if sum(number * self.bound(x) for number, x in parts) > LARGEST:
            self.apart.add(node)
            return self.rules.half * len(parts)
        return sum(number * self.bound(x) for number, x in parts)

    def _terms(self, node: Node) -> int:
        """How many products are summed."""
        found = roles(node.data[0], node.data[1], node.data[2])
        lengths = dict(zip(node.data[0], node.args[0].shape, strict=True))
        return prod(lengths[label] for label in found.summed)

    def combine(self, node: Node) -> str:
        terms = ((self.residue(factor), x) for factor, x in zip(node.data, node.args, strict=True))
        found = ""
        for number, x in sorted(terms, key=lambda term: term[0] < 0):
            value = "1.0" if x.op == "ones" and not x.shape else self.names[x]
            times = "" if abs(number) == 1 else f"{abs(number)!r} * "
            sign = "-" if number < 0 else "+"
            term = f"reduce({times}{value})" if node in self.apart and times else f"{times}{value}"
            found += f" {sign} {term}"
        return found.removeprefix(" + ").removeprefix(" ")

    def contract(self, node: Node) -> str:
        if solved(node) is None and self._terms(node) > self.rules.width:
            return self._long(node)
        return super().contract(node)

    def _long(self, node: Node) -> str:
        """A sum with many terms, in pieces."""
        left, right = map(self.operand, node.args)
        code = contraction(left, right, node.data, node.shape, grouped=True)
        return code.replace("matmul(", "product(")

    def unary(self, node: Node) -> str:
        if node.op in ("expm", "logdet"):
            raise self.rules.field.without(node.op)
        return super().unary(node)

    def map(self, node: Node) -> str:
        activation, order = node.data
        name = self.names[node.args[0]]
        if is_generic(activation):
            numbers = self.functions.coefficients(activation.name, order)
            if numbers is None:
                raise FieldError(f"`{activation}` is given by functions of floats; modulo a prime "
                                 "it needs the coefficients of a polynomial")  # fmt: skip
            return self._polynomial([self.residue(number) for number in numbers], name)
        exponent = activation.parameter
        if activation.name != "power" or exponent is None or exponent.denominator != 1:
            raise self.rules.field.without(activation)
        if exponent < 0:
            return f"reciprocal({name}, {int(-exponent)!r})"
        return f"power({name}, {int(exponent)!r})"

    def needs(self, node: Node) -> Sequence[Node]:
        return node.args if node.op == "map" else super().needs(node)

    def _polynomial(self, numbers: Sequence[float], name: str) -> str:
        if len(numbers) < 2:
            return horner([int(number) for number in numbers], name)
        code = repr(numbers[-1])
        for number in reversed(numbers[:-1]):
            code = f"reduce({number!r} + {name} * {code})"
        return code


class ModularBackend:
    """Residues modulo a prime."""

    def __init__(self, functions: Functions, prime: int | None) -> None:
        self.functions, self.rules = functions, Reduction(prime or PRIME)

    def __repr__(self) -> str:
        return self.rules.field.name

    def program(
        self, graph: Graph, inputs: Sequence[Node], outputs: Sequence[Node], bound: Bound
    ) -> ModularProgram:
        batched = {node: bool(batch) for node, batch in zip(inputs, bound.batches, strict=True)}
        outputs = oriented(graph, outputs) if any(batched.values()) else outputs
        source = ModularSource(graph, batched, self.functions, self.rules)
        source.write(outputs)
        for node in outputs:
            source.reduced(node)
        code, buffers, _ = compiled_with_buffers(source, [source.names[x] for x in outputs])
        shapes = [(node.shape, source.batched[node]) for node in outputs]
        apart = [False] * len(outputs)  # outputs are integers, results floats
        pieces = Pieces(code, list(batched.values()), shapes, buffers, apart, np.int64)
        return ModularProgram(pieces, self.rules, bound)


class ModularProgram:
    """Compiled code between residues."""

    def __init__(self, pieces: Pieces, rules: Reduction, bound: Bound) -> None:
        self.pieces, self.rules, self.bound, self.batch = pieces, rules, bound, bound.batch
        self.text: str = pieces.code.text

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        bound = self.bound
        arrays = [self._argument(*place)
                  for place in zip(bound.letters, values, bound.shapes, bound.batches,
                                   strict=True)]  # fmt: skip
        if any(bound.batches):
            found = self.pieces.run(arrays, prod(self.batch))
        else:
            found = self.pieces.code(*arrays, 1)
        return [self._result(value, *output)
                for value, output in zip(found, self.pieces.outputs, strict=True)]  # fmt: skip

    def _argument(self, letter: Letter, value: Any, shape: Shape, lead: Shape) -> Array:
        array = self._integers(letter, np.asarray(value)).reshape(lead + shape)
        if not lead:
            return array
        if lead != self.batch:
            array = np.broadcast_to(array, self.batch + shape)
        return array.reshape((prod(self.batch), *shape))

    def _integers(self, letter: Letter, array: Array) -> Array:
        """A new array of floats from 0 to p - 1, or balanced ones."""
        if array.dtype == np.int64 and array.view(np.uint64).max(initial=0) < self.rules.prime:
            return array.astype(np.float64)
        if array.dtype.kind not in "iuO" and not (
            array.dtype.kind == "f" and (array == np.rint(array)).all()
        ):
            raise ExpressionError(f"`{letter}` has entries that are not integers or fractions")
        if array.dtype.kind == "O" or np.abs(array).max(initial=0) > LARGEST:
            array = self.rules.field.array(array.reshape(-1, 1))
        return self.rules.balanced(array)

    def _result(self, value: Any, shape: Shape, batched: bool) -> Any:  # noqa: FBT001
        if not any(self.bound.batches):
            found = self.rules.residues(value)
            return found if shape else int(found)
        if batched:
            return self.rules.positive(value).reshape(self.batch + shape)
        return np.broadcast_to(self.rules.residues(value), self.batch + shape).copy()
