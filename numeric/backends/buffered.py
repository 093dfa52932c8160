"""Batched code with its results in buffers, which are used again as soon as they are free.

Lines `v3 = expression` become single calls of NumPy with `out=`, so that no memory is allocated and
few buffers, which stay in the cache, are in use at once.  A variable is assigned once.  What is no
single call (a view, a function of ours) stays as it is, and is taken to be a view of all that it
was made from.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from numeric.program.graph import Shape

VARIABLE = re.compile(r"\b[vtr]\d+\b")
TURNED = re.compile(r"[vtac]\d+\.transpose\(\(0, 2, 1\)\)")
Shapes: TypeAlias = "Callable[[str], Shape | None]"
OPERATORS = {ast.Add: "np.add", ast.Sub: "np.subtract", ast.Mult: "np.multiply",
             ast.Div: "np.divide"}  # fmt: skip
ENTRYWISE = {"np.tanh", "np.sin", "np.cos", "np.exp", "np.sqrt", "np.power"}
SMALL = 24  # rows or columns up to which a transposed copy pays


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line; a result with a shape gets a buffer, that of an operand if it is `in_place`."""

    name: str
    call: str
    operands: tuple[str, ...] = ()
    shape: Shape | None = None
    in_place: bool = False
    shows: str = ""  # the variable of which this is a view; if not said, all that are used

    @property
    def uses(self) -> set[str]:
        return {name for text in (self.call, *self.operands) for name in VARIABLE.findall(text)}

    def line(self, target: str | None) -> str:
        if self.shape is None:
            return f"{self.name} = {self.call}"
        return f"{self.name} = {self.call}({', '.join(self.operands)}, out={target})"


@dataclass(slots=True)
class Instructions:
    """Lines taken apart into instructions."""

    found: list[Instruction] = field(default_factory=list)
    turned: dict[str, str] = field(default_factory=dict)  # copies of transposed stacks

    def line(self, name: str, code: str, shape: Shape, operands: Shapes) -> None:
        """The instructions for `name = code`; `operands` tells the shapes of batched variables."""
        tree = ast.parse(code, mode="eval").body
        if isinstance(tree, ast.Call) and _called(tree) == "matmul":
            left, right = map(ast.unparse, tree.args)
            self._add(name, "matmul", (left, self._laid_out(right, operands)), shape)
            return
        self._entrywise(tree, shape, name)

    def plain(self, name: str, code: str) -> str:
        """A line that stays as it is."""
        self.found.append(Instruction(name, code))
        return name

    def reduced(self, name: str, shape: Shape, scale: str) -> str:
        """Integers reduced where they stand; their quotients, rounded, are in a buffer."""
        quotient = self._add(self._temporary(), "np.multiply", (name, scale), shape)
        rounded = self._add(self._temporary(), "np.rint", (quotient,), shape)
        found = self._temporary()
        code = f"lessen({name}, {rounded})"
        self.found.append(Instruction(found, code, shows=name))
        return found

    def _add(self, name: str, call: str, operands: tuple[str, ...], shape: Shape) -> str:
        in_place = call.startswith("np.")
        self.found.append(Instruction(name, call, operands, shape, in_place))
        return name

    def _temporary(self) -> str:
        return f"t{len(self.found)}"

    def _laid_out(self, code: str, operands: Shapes) -> str:
        """A transposed stack of small matrices is laid out first, which is quicker in all."""
        if not TURNED.fullmatch(code):
            return code
        if code not in self.turned:
            shape = operands(code.partition(".")[0])
            if not shape or max(shape) > SMALL:
                return code
            self.turned[code] = self._add(self._temporary(), "positive", (code,), shape[::-1])
        return self.turned[code]

    def _entrywise(self, tree: ast.expr, shape: Shape, name: str | None = None) -> str:
        """The variable or number with the value of an expression."""
        call, parts = "", []
        if isinstance(tree, ast.BinOp) and type(tree.op) in OPERATORS:
            call, parts = OPERATORS[type(tree.op)], [tree.left, tree.right]
        elif isinstance(tree, ast.UnaryOp) and not isinstance(tree.operand, ast.Constant):
            call, parts = "np.negative", [tree.operand]
        elif isinstance(tree, ast.Call) and _called(tree) in ENTRYWISE:
            call, parts = _called(tree), tree.args
        if call:
            operands = tuple(self._entrywise(part, shape) for part in parts)
            return self._add(name or self._temporary(), call, operands, shape)
        code = ast.unparse(tree)
        if name is None and _is_plain(tree):
            return code
        name = name or self._temporary()
        self.plain(name, code)
        return name


def _called(tree: ast.Call) -> str:
    return ast.unparse(tree.func)


def _is_plain(tree: ast.expr) -> bool:
    """Whether an operand is a number, a variable or a view of one."""
    if isinstance(tree, ast.Call):
        return _called(tree).endswith((".transpose", ".reshape"))
    return isinstance(tree, ast.Name | ast.Constant | ast.UnaryOp | ast.Subscript | ast.Attribute)


def assigned(
    instructions: Sequence[Instruction], results: Sequence[str]
) -> tuple[list[str], list[Shape], list[bool]]:
    """The lines with their buffers, the shapes of the buffers, and which results are written
    straight into the output, as `o0`, `o1`, ..."""
    ends = _ends(instructions, results)
    outputs = {name: f"o{place}" for place, name in enumerate(results)}
    lines: list[str] = []
    shapes: list[Shape] = []
    free: dict[Shape, list[str]] = {}
    held: dict[str, tuple[Shape, str]] = {}
    direct = set()
    for place, instruction in enumerate(instructions):
        dying = [x for x in held if ends[x] < place + instruction.in_place]
        for name in sorted(dying, key=instruction.operands.__contains__):  # these are taken first
            shape, buffer = held.pop(name)
            free.setdefault(shape, []).append(buffer)
        shape, target = instruction.shape, None
        if shape is not None and instruction.name in outputs:
            target = outputs[instruction.name]
            direct.add(instruction.name)
        elif shape is not None:
            if not free.get(shape):
                free.setdefault(shape, []).append(f"b{len(shapes)}")
                shapes.append(shape)
            target = free[shape].pop()
            held[instruction.name] = shape, target
        lines.append(instruction.line(target))
    return lines, shapes, [name in direct and outputs[name] == f"o{place}"
                           for place, name in enumerate(results)]  # fmt: skip


def _ends(instructions: Sequence[Instruction], results: Iterable[str]) -> dict[str, int]:
    """The last place at which the value of each variable, or a view of it, is used."""
    ends = {instruction.name: place for place, instruction in enumerate(instructions)}
    ends.update(dict.fromkeys(results, len(instructions)))
    for place in range(len(instructions) - 1, -1, -1):
        instruction = instructions[place]
        for name in instruction.uses:
            seen = instruction.shape is None and instruction.shows in ("", name)
            ends[name] = max(ends.get(name, 0), ends[instruction.name] if seen else place)
    return ends
