"""Code for pairwise contractions: a broadcast product, `dot`, or `matmul` after regrouping axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from numeric.program.contraction import Roles, roles
from numeric.program.graph import Labels, Shape


@dataclass(frozen=True, slots=True)
class Operand:
    """A variable, the shape of its value, and whether a batch axis stands in front."""

    name: str
    shape: Shape
    batched: bool

    def permuted(self, axes: Sequence[int]) -> str:
        """Code for the value with its axes in another order."""
        if list(axes) == list(range(len(axes))):
            return self.name
        if not self.batched:
            return f"{self.name}.T" if len(axes) == 2 else f"{self.name}.transpose({tuple(axes)!r})"
        return f"{self.name}.transpose({(0, *(axis + 1 for axis in axes))!r})"

    def reshaped(self, shape: Shape) -> str:
        """Code for the value in another shape."""
        return reshape_code(self.name, shape, batched=self.batched)


def reshape_code(code: str, shape: Shape, *, batched: bool) -> str:
    """Code for a value in another shape, behind its batch axis."""
    lead = ("n",) if batched else ()
    inside = ", ".join([*lead, *map(str, shape)])
    return f"{code}.reshape(({inside}{',' if len(shape) + len(lead) == 1 else ''}))"


def einsum_spec(labels: Labels, out: Labels, *, batched: bool) -> str:
    """Subscripts for `einsum` with one operand."""
    lead = "z" if batched else ""
    letters = "abcdefghijklmnopqrstuvwxy"
    return (f"{lead}{''.join(letters[x] for x in labels)}->"
            f"{lead}{''.join(letters[x] for x in out)}")  # fmt: skip


def contraction(
    left: Operand,
    right: Operand,
    data: tuple[Labels, Labels, Labels],
    shape: Shape,
    *,
    grouped: bool = False,
) -> str:
    """Code for a contraction in canonical form; `grouped` asks for `matmul` in any case."""
    found = roles(data[0], data[1], data[2])
    if grouped:
        return _regrouped(left, right, data, found, shape)
    if not found.summed:
        return f"{spread_code(left, data[0], data[2])} * {spread_code(right, data[1], data[2])}"
    plain = not found.batch and len(found.summed) == 1
    if plain and len(left.shape) == len(right.shape) == 2:
        a = left.permuted(_axes(data[0], found.left + found.summed))
        b = right.permuted(_axes(data[1], found.summed + found.right))
        batched = left.batched or right.batched
        return f"matmul({a}, {b})" if batched else f"{a}.dot({b})"
    if not (left.batched or right.batched or found.batch or found.left or found.right):
        return f"vdot({left.name}, {right.permuted(_axes(data[1], data[0]))})"
    return _regrouped(left, right, data, found, shape)


def _axes(labels: Labels, wanted: Labels) -> list[int]:
    return [labels.index(label) for label in wanted]


def spread_code(operand: Operand, labels: Labels, out: Labels) -> str:
    """The value with a new axis wherever a label of the result is missing."""
    kept = [label for label in out if label in labels]
    code = operand.permuted(_axes(labels, tuple(kept)))
    if len(kept) == len(out) or (not operand.shape and not operand.batched):
        return code
    marks = [":" if label in labels else "None" for label in out]
    if not operand.batched:
        while marks and marks[0] == "None":  # NumPy adds leading axes by itself
            marks.pop(0)
        return f"{code}[{', '.join(marks)}]" if "None" in marks else code
    return f"{code}[{', '.join([':', *marks])}]"


def _regrouped(
    left: Operand, right: Operand, data: tuple[Labels, Labels, Labels], found: Roles, shape: Shape
) -> str:
    """Kept, summed and shared labels as one axis each, for `matmul`."""
    sizes = {**dict(zip(data[0], left.shape, strict=True)),
             **dict(zip(data[1], right.shape, strict=True))}  # fmt: skip

    def length(labels: Labels) -> int:
        return prod(sizes[label] for label in labels)

    batch = tuple(sizes[label] for label in found.batch)
    summed = length(found.summed)
    a = left.permuted(_axes(data[0], found.batch + found.left + found.summed))
    b = right.permuted(_axes(data[1], found.batch + found.summed + found.right))
    a = reshape_code(a, (*batch, length(found.left), summed), batched=left.batched)
    b = reshape_code(b, (*batch, summed, length(found.right)), batched=right.batched)
    batched = left.batched or right.batched
    return reshape_code(f"matmul({a}, {b})", shape, batched=batched)
