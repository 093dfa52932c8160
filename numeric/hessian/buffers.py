"""Buffers that are kept between calls, and the views through which they are filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from numeric.arithmetic import Array
from numeric.backends.source import Source
from numeric.program.contraction import Factor
from numeric.program.graph import Labels, Shape

WHOLE = slice(None)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a buffer, its axes `repeated` first, then the batch axis, then `axes`.

    What is written has a batch axis and `axes`; it is repeated along the others.
    """

    buffer: int
    axes: tuple[int, ...]
    repeated: tuple[int, ...] = ()
    index: tuple[Any, ...] = ()
    shape: Shape | None = None  # axes are split at last

    def view(self, buffers: Sequence[Array], lead: Shape) -> Array:
        """The view."""
        count = len(lead)
        found = buffers[self.buffer][(*(WHOLE,) * count, *self.index)]
        repeated = (axis + count for axis in self.repeated)
        axes = (*repeated, *range(count), *(axis + count for axis in self.axes))
        turned = found.transpose(axes)
        return turned if self.shape is None else split(turned, (*lead, *self.shape))


@dataclass(slots=True)
class Buffers:
    """The buffers that generated code wants; a view of one is the variable `w` with its number."""

    source: Source
    shapes: list[Shape] = field(default_factory=list)  # batch aside
    places: list[Place] = field(default_factory=list)
    constants: list[tuple[Place, Array]] = field(default_factory=list)  # written once

    def add(self, shape: Shape, *, turned: bool = False) -> int:
        """A new buffer; the number of the view that shows all of it.

        A buffer that is turned has its last two axes in the other order in memory.
        """
        axes = tuple(range(len(shape)))
        if turned:
            shape, axes = (*shape[:-2], shape[-1], shape[-2]), (*axes[:-2], axes[-1], axes[-2])
        self.shapes.append(shape)
        return self._place(Place(len(self.shapes) - 1, axes))

    def columns(self, whole: int, part: slice, shape: Shape) -> int:
        """The number of a view of a part of the last axis of a buffer, with its axes split."""
        place = self.places[whole]
        index = (*(WHOLE,) * (len(place.axes) - 1), part)
        return self._place(Place(place.buffer, place.axes, (), index, shape))

    def _place(self, place: Place) -> int:
        self.places.append(place)
        return len(self.places) - 1

    def fill(
        self,
        whole: int,
        index: tuple[Any, ...],
        factor: Factor,
        out: Labels,
        *,
        sliced: bool = False,
    ) -> list[str]:
        """Lines that write a factor into a part of a buffer with the axes `out`.

        The axes of the view are turned to suit the factor.  If it is sliced, its entries for the
        slice `s` of the first axis are written.
        """
        node, labels = factor
        repeated = tuple(axis for axis, label in enumerate(out) if label not in labels)
        axes = tuple(out.index(label) for label in labels)
        operand = self.places[whole]
        inside = tuple(index[axis] for axis in operand.axes)
        place = Place(operand.buffer, axes, repeated, inside)
        name = self.source.names[node]
        if sliced:
            marks = ["s" if label == out[0] else ":" for label in labels]
            name += f"[{', '.join([':'] * self.source.batched[node] + marks)}]"
        elif node in self.source.fixed:
            self.constants.append((place, self.source.constants[name]))
            return []
        return [f"w{self._place(place)}[...] = {name}"]

    def make(self, lead: Shape) -> list[Array]:
        """All views of new buffers, with a batch axis where `lead` has one."""
        buffers = [np.zeros((*lead, *shape)) for shape in self.shapes]
        for place, value in self.constants:
            place.view(buffers, lead)[...] = value
        return [place.view(buffers, lead) for place in self.places]


def split(array: Array, shape: Shape) -> Array:
    """A view with axes split; a copy would not be written through."""
    return array.reshape(shape, copy=False)  # raises where this would need a copy
