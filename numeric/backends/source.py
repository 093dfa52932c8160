"""NumPy code for a graph: one line for each node, compiled once for a choice of sizes.

The text consists of names made here (`v12`, `a3`), of a fixed set of NumPy functions and of
numbers; no name or text of a user reaches it, which is why compiling it is safe.  An argument may
have one leading batch axis of length `n`; what depends on such an argument has it, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from numeric.backends import linalg
from numeric.backends.buffered import Instructions, assigned
from numeric.backends.contract import Operand, contraction, einsum_spec
from numeric.backends.entrywise_source import Functions, entrywise_code
from numeric.program.contraction import is_permutation, roles
from numeric.program.graph import Graph, Node, Shape
from symland.errors import ExpressionError

VARIABLE = re.compile(r"\bv\d+\b")
NAMESPACE: dict[str, Any] = {
    "np": np,
    "matmul": np.matmul,
    "positive": np.positive,
    "vdot": np.vdot,
    "einsum": np.einsum,
    "inverse": linalg.inverse,
    "solve": linalg.solve,
    "pinv": linalg.pinv,
    "expm": linalg.expm,
    "det": linalg.det,
    "logdet": linalg.logdet,
    "embed": linalg.embed,
    "__builtins__": {},
}


class Source:
    """Writes the lines; `names` holds the variable of each node that has been written."""

    def __init__(
        self,
        graph: Graph,
        inputs: Mapping[Node, bool],
        functions: Functions,
        *,
        buffered: bool = False,
    ) -> None:
        self.graph, self.functions = graph, functions
        self.instructions = Instructions() if buffered and any(inputs.values()) else None
        self.names: dict[Node, str] = {}
        self.batched: dict[Node, bool] = dict(inputs)
        self.lines: list[str] = []
        self.fixed: set[Node] = set()
        self.constants: dict[str, Any] = {}
        self.parameters = [f"a{place}" for place in range(len(inputs))]
        self.names.update(zip(inputs, self.parameters, strict=True))

    def write(self, nodes: Iterable[Node]) -> None:
        """Lines for nodes and all that they need."""
        todo = list(nodes)[::-1]
        while todo:
            node = todo[-1]
            missing = [x for x in self.needs(node) if x not in self.names]
            if node in self.names:
                todo.pop()
            elif missing:
                todo += missing[::-1]
            else:
                todo.pop()
                self._assign(node)

    def _assign(self, node: Node) -> None:
        needs = self.needs(node)
        self.batched[node] = any(self.batched[x] for x in needs)
        code = self.code(node)
        if node.shape and self.fixed.issuperset(needs):  # made from constants only
            self.fixed.add(node)
            [value] = function(["n"], [], [code], self.constants)(None)
            self.names[node] = self.constant(value)
            return
        name = self.names[node] = f"v{node.index}"
        if self.instructions is None:
            self.lines.append(f"{name} = {code}")
        elif self.batched[node]:
            self.instructions.line(name, code, node.shape, self._batched_shape)
        else:
            self.instructions.plain(name, code)

    def _batched_shape(self, name: str) -> Shape | None:
        """The shape of a variable, None for one without a batch axis."""
        node = next(node for node, its in self.names.items() if its == name)
        return node.shape if self.batched[node] else None

    def operand(self, node: Node) -> Operand:
        return Operand(self.names[node], node.shape, self.batched[node])

    def constant(self, value: Any) -> str:
        """A name for a value that is made once."""
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def needs(self, node: Node) -> Sequence[Node]:
        """The nodes from which this one is computed."""
        if node.op == "contract":
            division = solved(node)
            return node.args if division is None else division[:2]
        if node.op == "map":
            return self._map(node)[0]
        if node.op == "combine":
            return [x for x in node.args if x.op != "ones" or x.shape]
        return node.args

    def code(self, node: Node) -> str:
        """The expression for a node whose operands have been written."""
        if node.op not in CODES:
            raise ExpressionError(f"`{node.op}` is not known to the NumPy backend")
        return CODES[node.op](self, node)

    def _map(self, node: Node) -> tuple[Sequence[Node], Callable[[Sequence[str]], str]]:
        return entrywise_code(self.graph, node, self.functions, self.constant)

    def ones(self, node: Node) -> str:
        return self.constant(np.ones(node.shape)) if node.shape else "1.0"

    def zero(self, node: Node) -> str:
        return self.constant(np.zeros(node.shape)) if node.shape else "0.0"

    def selection(self, node: Node) -> str:
        rows, cols = node.shape
        return self.constant(np.eye(rows, cols, -node.data))

    def combine(self, node: Node) -> str:
        terms = sorted(zip(node.data, node.args, strict=True), key=lambda term: term[0] < 0)
        found = ""
        for factor, x in terms:
            value = "1.0" if x.op == "ones" and not x.shape else self.names[x]
            size = "" if abs(factor) == 1 else f"{float(abs(factor))!r} * "
            sign = "-" if factor < 0 else ("+" if found else "")
            found += f" {sign} {size}{value}" if found else f"{sign}{size}{value}"
        return found

    def contract(self, node: Node) -> str:
        division = solved(node)
        if division is not None:
            matrix, right, on_left = division
            a, b = self.names[matrix], self.names[right]
            return self.finish(f"solve({a}, {b}, {on_left!r})")
        left, right = map(self.operand, node.args)
        return self.finish(contraction(left, right, node.data, node.shape))

    def finish(self, code: str) -> str:
        """What is done with every product; a hook."""
        return code

    def arrange(self, node: Node) -> str:
        [x] = node.args
        if is_permutation(node):
            axes = [node.data[0].index(label) for label in node.data[1]]
            return Operand(self.names[x], x.shape, self.batched[x]).permuted(axes)
        spec = einsum_spec(node.data[0], node.data[1], batched=self.batched[x])
        return f"einsum({spec!r}, {self.names[x]})"

    def embed(self, node: Node) -> str:
        [x] = node.args
        length = "n" if self.batched[x] else "None"
        return f"embed({self.names[x]}, {node.data!r}, {node.shape!r}, {length})"

    def reshape(self, node: Node) -> str:
        [x] = node.args
        return Operand(self.names[x], x.shape, self.batched[x]).reshaped(node.shape)

    def map(self, node: Node) -> str:
        needed, code = self._map(node)
        return code([self.names[x] for x in needed])

    def apply(self, node: Node) -> str:
        name, order = node.data
        value = self.constant(self.functions.vector_function(name, order, node.shape))
        return f"{value}({self.names[node.args[0]]})"

    def unary(self, node: Node) -> str:
        return f"{node.op}({self.names[node.args[0]]})"


def solved(node: Node) -> tuple[Node, Node, bool] | None:
    """A, B and the side of A, where a contraction is A^-1 B or B A^-1."""
    found = roles(node.data[0], node.data[1], node.data[2])
    if found.batch or len(found.summed) != 1 or any(len(x.shape) != 2 for x in node.args):
        return None
    plain = node.data[0][1] == node.data[1][0]
    if not plain:
        return None
    left, right = node.args
    if left.op == "inverse":
        return left.args[0], right, True
    if right.op == "inverse":
        return right.args[0], left, False
    return None


CODES: dict[str, Callable[[Source, Node], str]] = {
    "ones": Source.ones,
    "zero": Source.zero,
    "selection": Source.selection,
    "combine": lambda source, node: source.combine(node),
    "contract": lambda source, node: source.contract(node),
    "arrange": Source.arrange,
    "embed": Source.embed,
    "reshape": Source.reshape,
    "map": lambda source, node: source.map(node),
    "apply": Source.apply,
    "inverse": Source.unary,
    "pinv": Source.unary,
    "expm": Source.unary,
    "det": Source.unary,
    "logdet": Source.unary,
}


def compiled(source: Source, results: Sequence[str], extra: Sequence[str] = ()) -> Any:
    """The function (arguments, n, extra) -> results."""
    parameters = [*source.parameters, "n", *extra]
    lines = source.lines
    if any(source.batched.values()):
        lines = with_releases(lines, results)
    return function(parameters, lines, results, source.constants)


def compiled_with_buffers(
    source: Source, results: Sequence[str]
) -> tuple[Any, list[Shape], list[bool]]:
    """The function (arguments, n, buffers, output), the buffers, and the results that it writes.

    Other results are returned and still to be copied into the output.
    """
    if source.instructions is None:
        return compiled(source, results), [], [False] * len(results)
    lines, shapes, direct = assigned(source.instructions.found, results)
    for letter, count in (("b", len(shapes)), ("o", len(results))):
        if count:
            names = ", ".join(f"{letter}{place}" for place in range(count))
            lines.insert(0, f"{names}, = {letter}")
    parameters = [*source.parameters, "n", "b", "o"]
    return function(parameters, lines, results, source.constants), shapes, direct


def with_releases(lines: Sequence[str], results: Sequence[str]) -> list[str]:
    """The lines, each of which gives up the variables that it is the last one to use.

    The memory of a stack is then used again while it is in the cache.  Lines of a loop use their
    variables again.
    """
    last = {name: place for place, line in enumerate(lines) for name in VARIABLE.findall(line)}
    dying: dict[int, list[str]] = {}
    for name, place in last.items():
        if name not in results and not lines[place].startswith(" "):
            dying.setdefault(place, []).append(name)
    return [f"{line}; del {', '.join(dying[place])}" if place in dying else line
            for place, line in enumerate(lines)]  # fmt: skip


def function(
    parameters: Sequence[str],
    lines: Sequence[str],
    results: Sequence[str],
    constants: Mapping[str, Any],
) -> Any:
    """The one place where text becomes code; all of it was made here."""
    body = "".join(f"    {line}\n" for line in lines)
    returned = "".join(f"{name}, " for name in results)
    text = f"def program({', '.join(parameters)}):\n{body}    return ({returned})\n"
    namespace = {**NAMESPACE, **constants}
    exec(compile(text, "<generated by symland>", "exec"), namespace)
    program = namespace["program"]
    program.text = text
    return program
