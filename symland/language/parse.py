"""The text front end: formulas in the notation of proof files, read without running anything.

`parse("frob2(W2@W1@X - Y)/2", "W1:h d, W2:k h, X:d n, Y:k n")` accepts names, integers,
`+ - * / @ **`, brackets, `.T`, `.inv`, the functions in `FUNCTIONS`, and entrywise functions that
are declared as `sigma()`, with the derivatives `sigma.d(A)` and `sigma.dd(A)`.  The text is scanned
for characters that have no meaning here, read by `ast.parse`, and the tree is walked by a table of
the nodes that are allowed; nothing is evaluated by Python.  Every error points at its character.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

from symland.errors import SymlandError
from symland.language import build, functions
from symland.language.block_matrix import block
from symland.language.expr import Expr, Matrix, as_scalar
from symland.language.families import Family, chain
from symland.language.functions import Activation
from symland.language.integers import Int
from symland.language.scan import MAX_DEPTH, ParseError, Source, span, syntax_tree
from symland.language.variables import VARIABLES, Variables, parse_variables
from symland.language.vocabulary import ANY_NUMBER, FUNCTIONS

__all__ = ["EXPRESSION", "VARIABLES", "ParseError", "Variables", "parse", "parse_variables"]

MAX_EXPONENT = 64
MAX_NUMBER = 10**1000
EXPRESSION = "<expression>"  # in place of the name of a file

Value: TypeAlias = "Expr | Int | int | Fraction"
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.MatMult: operator.matmul,
    ast.Div: operator.truediv,
}


def parse(text: str, variables: str | Variables = "") -> Expr:
    """The expression that a text means, over the given variables.

    Raises `ParseError` where the text is not a formula, and the error of the operation (such as
    `SizeError`) where it is one that makes no sense; both carry the place in the text.

    >>> print(parse("tr(A.T @ A) / 2", "A:m n"))
    tr(A' A)/2
    """
    source = Source(EXPRESSION, text)
    scope = variables if isinstance(variables, Variables) else parse_variables(variables)
    value = _Reader(source, scope).value(syntax_tree(source), _Nesting())
    return value if isinstance(value, Expr) else as_scalar(value)


@dataclass(frozen=True, slots=True)
class _Nesting:
    """How deep a node stands, and the product of the exponents above it."""

    depth: int = 0
    exponent: int = 1

    def below(self, exponent: int = 1) -> _Nesting:
        return _Nesting(self.depth + 1, self.exponent * max(1, abs(exponent)))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks a syntax tree; the nodes in `value` are the only ones that are allowed."""

    source: Source
    scope: Variables

    def value(self, node: ast.expr, nesting: _Nesting) -> Value:
        if nesting.depth > MAX_DEPTH:
            self.fail(node, f"the expression is nested more than {MAX_DEPTH} deep")
        match node:
            case ast.Constant(value=int(number)):
                return number
            case ast.Name(id=name):
                return self.named(node, name)
            case ast.Attribute(value=inside, attr="T" | "inv"):
                return self.attribute(node, self.value(inside, nesting.below()))
            case ast.UnaryOp(op=ast.USub(), operand=inside):
                return self.make(node, operator.neg, self.value(inside, nesting.below()))
            case ast.BinOp(op=ast.Pow()):
                return self.power(node, nesting)
            case ast.BinOp():
                return self.binary(node, nesting)
            case ast.Call(func=ast.Name(id="chain" | "layer_sum")):
                return self.over_layers(node, nesting)
            case ast.Call(func=ast.Name(id="block")):
                return self.blocks(node, nesting)
            case ast.Call():
                return self.call(node, nesting)
            case ast.Subscript():
                layers = self.family(node.value)
                return self.make(node, layers.__getitem__, self.layer(node.slice, nesting))
        return self.refuse(node)

    def over_layers(self, node: ast.Call, nesting: _Nesting) -> Value:
        """`chain(W, high, low)` and `layer_sum(k, low, high, body)`."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "chain":
            self.check_arguments(node, name, 3, 3)
            layers = self.family(node.args[0])
            ends = [self.layer(arg, nesting) for arg in node.args[1:]]
            return self.make(node, chain, layers, *ends)
        self.check_arguments(node, name, 4, 4)
        places = [self.layer(arg, nesting) for arg in node.args[:3]]
        body = self.value(node.args[3], nesting.below())
        return self.make(node, build.layer_sum, *places, body)

    def blocks(self, node: ast.Call, nesting: _Nesting) -> Value:
        """`block([[A, B], [C, D]])`; lists stand nowhere else."""
        self.check_arguments(node, "block", 1, 1)
        rows = node.args[0].elts if isinstance(node.args[0], ast.List) else []
        if not rows or not all(isinstance(row, ast.List) for row in rows):
            self.fail(node, "`block` takes a list of rows", "`block([[A, B], [C, D]])`")
        values = [[self.value(one, nesting.below()) for one in row.elts]
                  for row in rows if isinstance(row, ast.List)]  # fmt: skip
        return self.make(node, block, values)

    def family(self, node: ast.expr) -> Family:
        found = self.scope.families.get(node.id) if isinstance(node, ast.Name) else None
        if found is None:
            help = "families of layers are declared as `W[]:d[]`"
            self.fail(node, "this is not a family of layers", help)
        return found

    def layer(self, node: ast.expr, nesting: _Nesting) -> Int | int:
        value = self.value(node, nesting.below())
        is_layer = isinstance(value, int) or (
            isinstance(value, Int) and all(atom.kind == "index" for atom in value.atoms())
        )
        if not is_layer:
            self.fail(node, "a layer is a number or a layer index", "declare it as `k=1..l`")
        return value  # type: ignore[return-value]

    def named(self, node: ast.expr, name: str) -> Value:
        found = self.scope.find(name)
        if found is None and (name in FUNCTIONS or name in self.scope.functions):
            self.fail(node, f"`{name}` is a function; write `{name}(...)`")
        if found is None:
            known = ", ".join([*self.scope.letters, *self.scope.sizes])
            self.fail(node, f"unknown name `{name}`", f"the names are {known}" if known else "")
        return found

    def attribute(self, node: ast.Attribute, inside: Value) -> Value:
        if not isinstance(inside, Matrix):
            self.fail(node, f"only a matrix has `.{node.attr}`")
        return self.make(node, lambda matrix: getattr(matrix, node.attr), inside)

    def binary(self, node: ast.BinOp, nesting: _Nesting) -> Value:
        """A chain of `+`, `-`, `@` counts as one level and is read along its left edge."""
        chain = [node]
        while _is_flat(chain[-1]) and isinstance(left := chain[-1].left, ast.BinOp):
            if not _is_flat(left):
                break
            chain.append(left)
        value = self.value(chain[-1].left, nesting.below())
        for part in reversed(chain):
            value = self.apply(part, value, self.value(part.right, nesting.below()))
        return value

    def apply(self, node: ast.BinOp, left: Value, right: Value) -> Value:
        action = _OPERATORS.get(type(node.op))
        if action is None:
            self.fail(node, "this operator has no meaning in a formula")
        if isinstance(node.op, ast.Div):
            if isinstance(right, Matrix) and not right.is_single:
                self.fail(node, "`/` needs a scalar below", "write `A @ B.inv`")
            left, right = _exact(left), _exact(right)
        return self.make(node, action, left, right)

    def power(self, node: ast.BinOp, nesting: _Nesting) -> Value:
        exponent = _integer(node.right)
        if exponent is None:
            self.fail(node.right, "an exponent is an integer")
        if nesting.below(exponent).exponent > MAX_EXPONENT:
            self.fail(node.right, f"an exponent is at most {MAX_EXPONENT}")
        base = self.value(node.left, nesting.below(exponent))
        return self.make(node, operator.pow, _exact(base), exponent)

    def call(self, node: ast.Call, nesting: _Nesting) -> Value:
        name, function, fewest, most = self.called(node.func, nesting)
        self.check_arguments(node, name, fewest, most)
        if name == "hadamard_power":
            return self.hadamard_power(node, nesting)
        return self.make(node, function, *(self.value(arg, nesting.below()) for arg in node.args))

    def called(self, node: ast.expr, nesting: _Nesting) -> tuple[str, Callable[..., Any], int, int]:
        """A function such as `tr`, `sigma.d`, `leaky_relu(1/10)`, with its number of arguments."""
        match node:
            case ast.Call(func=ast.Name(id="leaky_relu" as name), args=arguments):
                self.check_arguments(node, name, *FUNCTIONS[name][1:])
                slope = self.exact(arguments[0], nesting.below(), "a slope")
                return name, functions.leaky_relu(slope), 1, 1
            case ast.Name(id="leaky_relu"):
                help = "for example `leaky_relu(1/10)(A)`"
                self.fail(node, "`leaky_relu` takes its slope, then its argument", help)
            case ast.Name(id=name) if name in FUNCTIONS:
                return name, *FUNCTIONS[name]
            case ast.Name(id=name) if name in self.scope.functions:
                return name, self.scope.functions[name], 1, 1
            case ast.Attribute(value=ast.Name(id=name), attr="d" | "dd" as order):
                function = self.called(node.value, nesting)[1]
                if not isinstance(function, Activation):
                    self.fail(node, f"`{name}` is not an entrywise function, and has no `.{order}`")
                return f"{name}.{order}", function.d if order == "d" else function.dd, 1, 1
        name = f"`{node.id}`" if isinstance(node, ast.Name) else "this"
        return self.fail(node, f"{name} is not a function", self.functions_like(name.strip("`")))

    def functions_like(self, name: str) -> str:
        """A hint with the functions whose names are close to a name, or with all of them."""
        known = [*FUNCTIONS, *self.scope.functions]
        close = [f"`{found}`" for found in get_close_matches(name, known, 2)]
        if close:
            return f"is {' or '.join(close)} meant?"
        return f"the functions are {', '.join(known)}; others are declared as `sigma()`"

    def hadamard_power(self, node: ast.Call, nesting: _Nesting) -> Value:
        base, exponent = node.args
        power = self.exact(exponent, nesting.below(), "an entrywise exponent")
        inside = nesting.below(_magnitude(power))
        if inside.exponent > MAX_EXPONENT:
            self.fail(exponent, f"an exponent is at most {MAX_EXPONENT}")
        return self.make(node, functions.hadamard_power, self.value(base, inside), power)

    def exact(self, node: ast.expr, nesting: _Nesting, what: str) -> int | Fraction:
        value = self.value(node, nesting)
        if not isinstance(value, int | Fraction):
            self.fail(node, f"{what} is a number such as 2 or 1/10")
        return value

    def check_arguments(self, node: ast.Call, name: str, fewest: int, most: int) -> None:
        if node.keywords:
            self.fail(node.keywords[0].value, f"`{name}` takes no keyword arguments")
        if not fewest <= len(node.args) <= most:
            wanted = {ANY_NUMBER: f"at least {fewest}", fewest: str(fewest)}.get(
                most, f"{fewest} or {most}"
            )
            plural = "s" if most > 1 else ""
            self.fail(node, f"`{name}` takes {wanted} argument{plural}, not {len(node.args)}")

    def make(self, node: ast.expr, action: Callable[..., Any], *args: Any) -> Value:
        """The action's result; its errors get the place of the node."""
        try:
            result = action(*args)
        except SymlandError as error:
            place = span(self.source, node)
            error.location = self.source.location(*place)
            error.add_note(self.source.excerpt(*place))
            raise
        except ZeroDivisionError:
            self.fail(node, "division by zero")
        except TypeError:
            help = "a number times `identity(n)` is a matrix; `@` is for matrices, `*` for scalars"
            self.fail(node, "a matrix and a number do not fit together here", help)
        if _magnitude(result) > MAX_NUMBER:
            self.fail(node, "this number has more than 1000 digits")
        return result

    def refuse(self, node: ast.expr) -> NoReturn:
        if isinstance(node, ast.Attribute) and node.attr in ("d", "dd"):
            help = f"for example `sigma.{node.attr}(A)`"
            self.fail(
                node, f"`.{node.attr}` stands after an entrywise function that is called", help
            )
        if isinstance(node, ast.Attribute):
            self.fail(node, f"`.{node.attr}` is not allowed; only `.T` and `.inv` are")
        if isinstance(node, ast.Constant):
            self.fail(node, "only integers are allowed as constants", "write 1/2 instead of 0.5")
        if isinstance(node, ast.Tuple):
            self.fail(node, "one expression is expected, not a list of them")
        self.fail(node, "this has no meaning in a formula")

    def fail(self, node: ast.expr, message: str, help: str = "") -> NoReturn:
        self.source.fail(message, *span(self.source, node), help=help)


def _is_flat(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Add | ast.Sub | ast.MatMult)


def _exact(value: Value) -> Value:
    """Numbers as fractions and sizes as scalars, so that they divide exactly."""
    if isinstance(value, Int):
        return as_scalar(value)
    return Fraction(value) if isinstance(value, int) else value


def _integer(node: ast.expr) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        found = _integer(node.operand) if isinstance(node.operand, ast.Constant) else None
        return None if found is None else -found
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int) else None


def _magnitude(value: object) -> int:
    """The larger of numerator and denominator of a number or of a numeric factor."""
    if isinstance(value, Expr):
        factor = value.args[0] if value.op == "scale" else value
        value = factor.data if factor.op == "number" else 0
    if isinstance(value, int | Fraction):
        return max(abs(value.numerator), value.denominator)
    return 0
